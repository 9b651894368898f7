"""What Cognito needs from the policies of a role or an SES identity."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..arns import Arn
from .conditions import Operator
from .document import Document, as_list, read_document, statements
from .evaluation import Decision, Request, covers, evaluate, evaluate_all, limited

COGNITO_IDP = "cognito-idp.amazonaws.com"
COGNITO_EMAIL = "email.cognito-idp.amazonaws.com"
SEND_TEXT = "sms-voice:SendTextMessage"

NOTHING: Mapping[str, str] = MappingProxyType({})

_EXTERNAL_ID = "sts:externalid"
# A direct publish names no topic: its resource is the number (Miserlou/Zappa#1941 shows AWS's
# message). sns:Protocol and sns:Endpoint are keys of Subscribe only (Service Authorization
# Reference, Amazon SNS); a condition on the protocol fails Cognito's validation (CDK,
# user-pool.ts).
_PUBLISH = Request("sns:Publish", "+12065550100", absent=("sns:*",))


@dataclass(frozen=True)
class Trust:
    """What a role's trust policy allows to Cognito."""

    decision: Decision
    """The decision for the given pool and external ID."""
    names_cognito: bool
    """Whether a statement allows sts:AssumeRole to Cognito, apart from conditions."""
    external_ids: frozenset[str]
    """The external IDs, or patterns of them, with one of which Cognito may assume the role; empty
    if any will do."""
    source_account: bool
    """Whether pools of other accounts are excluded by aws:SourceAccount."""
    source_arn: bool
    """Whether pools of other accounts are excluded by aws:SourceArn."""


def trust_decision(document: Document, pool: Arn, external_id: str | None) -> Decision:
    """Whether Cognito may assume an SMS role for a pool.

    For a pool that does not exist yet, pass an ARN with an ID that no policy can contain: a trust
    policy on `userpool/*` allows it, a policy on a certain pool does not.

    Source: DG, SMS settings: principal `cognito-idp.amazonaws.com`, `sts:AssumeRole`, and the
    condition keys sts:ExternalId, aws:SourceAccount, aws:SourceArn.

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    return evaluate(document, _assume(pool.account, str(pool), external_id))


def evaluate_trust(document: Document, pool: Arn, external_id: str | None) -> Trust:
    """Whether Cognito may assume an SMS role for a pool, and what the policy requires for that.

    What a condition requires is found by evaluating requests that differ in one value: a condition
    that any value fulfils requires nothing.

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    account, arn = pool.account, str(pool)
    others = list(_other_accounts(document, account))
    other_pools = [
        str(replace(pool, account=other, resource=resource))
        for resource in _other_pools(pool.resource)
        for other in others
    ]

    def possible(id_: str | None = external_id, *, account: str = account, arn: str = arn) -> bool:
        return evaluate(document, _assume(account, arn, id_)).possible

    request = _assume(account, arn, external_id)
    free = possible("no policy has this ID") or possible(None)
    return Trust(
        decision=evaluate(document, request),
        names_cognito=any(
            statement.get("Effect") == "Allow" and covers(statement, request) is not False
            for statement in statements(document)
        ),
        external_ids=frozenset() if free else frozenset(filter(possible, _ids(document))),
        source_account=not any(possible(account=other) for other in others),
        source_arn=not any(possible(arn=other) for other in other_pools),
    )


def _other_accounts(document: Document, account: str) -> Iterator[str]:
    """Accounts that a policy for one account must exclude, if it excludes all others.

    A wildcard anywhere in a pattern lets one of them in: each differs in one digit. Others are
    named in the policy itself.
    """
    yield from {"000000000001", "000000000002"} - {account}
    for at, digit in enumerate(account):
        for more in (1, 5):
            yield f"{account[:at]}{(int(digit) + more) % 10}{account[at + 1 :]}"
    yield from set(re.findall(r"(?<!\d)\d{12}(?!\d)", json.dumps(read_document(document)))) - {
        account
    }


def _other_pools(resource: str) -> tuple[str, ...]:
    """Names of other pools, with which a pattern for one pool must not match."""
    return "userpool/x", resource[:-1] + ("y" if resource.endswith("x") else "x")


def _assume(account: str, arn: str, external_id: str | None) -> Request:
    context = {"aws:SourceAccount": account, "aws:SourceArn": arn}
    if external_id is not None:
        context["sts:ExternalId"] = external_id
    absent = () if external_id is not None else (_EXTERNAL_ID,)
    return Request("sts:AssumeRole", None, COGNITO_IDP, context, absent)


def _ids(document: Document) -> list[str]:
    """The external IDs, or patterns, that the conditions of a policy name."""
    return [
        str(value)
        for statement in statements(document)
        for name, keys in statement.get("Condition", {}).items()
        if (operator := Operator.parse(name)) and operator.name.startswith("string")
        for key, values in keys.items()
        if key.lower() == _EXTERNAL_ID
        for value in as_list(values)
    ]


def role_context(role: Arn, region: str | None) -> Mapping[str, str]:
    """What is known about the condition keys of a call that Cognito makes with a role.

    The region is None if it is not known.

    Source: IAM User Guide, "AWS global condition context keys": all requests have them, and
    aws:PrincipalArn is the role, not its session.
    """
    caller = {"aws:PrincipalArn": str(role), "aws:PrincipalAccount": role.account}
    return caller | ({"aws:RequestedRegion": region} if region else {})


def sms_publish(
    policies: Iterable[Document],
    boundary: Document | None = None,
    context: Mapping[str, str] = NOTHING,
) -> Decision:
    """Whether a role's policies let Cognito publish to a phone number.

    Args:
        policies: the policies of the role.
        boundary: its permissions boundary, if it has one.
        context: the values of condition keys.

    Source: CDK, user-pool.ts: the permission is sns:Publish.

    Raises:
        InvalidPolicy: a text is not a policy document.
    """
    request = replace(_PUBLISH, context=context)
    decision = evaluate_all(policies, request)
    return decision if boundary is None else limited(decision, evaluate(boundary, request))


def sms_send_text(
    policies: Iterable[Document],
    origination: str | None,
    context: Mapping[str, str] = NOTHING,
) -> Decision:
    """Whether a role's policies let Cognito send through AWS End User Messaging.

    Args:
        policies: the policies of the role.
        origination: the number or ARN to send from, as it is in the pool; None if not known.
        context: the values of condition keys.

    Source: API, EumsSmsConfigurationType: IAM is asked about the value in the pool, so a policy
    that names an ARN allows nothing to a pool that names the number.

    Raises:
        InvalidPolicy: a text is not a policy document.
    """
    return evaluate_all(policies, Request(SEND_TEXT, origination, context=context))


def identity_policy_allows(
    policies: Iterable[Document],
    *,
    principal: str,
    identity_arn: str,
    pool: Arn,
    sender: str | None = None,
) -> Decision:
    """Whether an SES identity's policies allow a Cognito service principal to send for a pool.

    Both ses:SendEmail and ses:SendRawEmail are needed. The condition keys are `aws:SourceAccount`
    and `aws:SourceArn`; SES refuses a policy that writes `AWS:` instead of `aws:`.

    Args:
        policies: the policies of the identity.
        principal: the service principal by which Cognito calls SES.
        identity_arn: the identity.
        pool: the pool.
        sender: the address that the email is from; None if it is not known.

    Source: DG, email settings, on the policy of an identity in another region; SES Developer Guide,
    sending authorization policies, on ses:FromAddress.

    Raises:
        InvalidPolicy: a text is not a policy document.
    """
    documents = list(policies)
    values = {"aws:SourceAccount": pool.account, "aws:SourceArn": str(pool)}
    if sender is not None:
        values["ses:FromAddress"] = sender
    decisions = [
        evaluate_all(documents, Request(action, identity_arn, principal, values))
        for action in ("ses:SendEmail", "ses:SendRawEmail")
    ]
    return limited(*decisions)
