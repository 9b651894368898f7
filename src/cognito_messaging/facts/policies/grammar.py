"""What IAM refuses in a policy document, with IAM's words.

Each function answers the message of MalformedPolicyDocument, or None for a document that IAM
accepts. What is not known to be refused passes: unknown services, actions and condition keys, and
conditions whose operator differs in case.

Sources: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements".
The words, their order and the accepted exceptions were recorded from AWS by moto
(tests/test_iam/test_iam_policies.py), if no other source is named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from .document import VERSIONS, Statement, as_list
from .grammar_parts import (
    COGNITO_PROVIDER,
    action_fault,
    effect_case,
    principal_fault,
    resource_fault,
    resource_is_cut_off,
    statement_is_readable,
)
from .grammar_values import wrong_value

SYNTAX = "Syntax errors in policy."
NOT_JSON = "This policy contains invalid Json"
"""The words for a trust policy (LocalStack's tests against AWS, localstack#8453)."""
LEGACY = "The policy failed legacy parsing"

_TOP = {"Version", "Id", "Statement", "Conditions"}
_SESSION_ACTIONS = {"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"}
Policy = Mapping[str, Any]
Check = Callable[[Policy], str | None]


def permission_fault(
    document: str, *, managed: bool = False, partition: str | None = None
) -> str | None:
    """What IAM refuses in an inline policy, or in a managed one, which must have a new version.

    Resources must be in the partition, if one is given.
    """
    try:
        policy = _load(document)
    except ValueError:
        return SYNTAX
    checks: tuple[Check, ...] = (
        _syntax,
        *((_version,) if managed else ()),
        _legacy,
        _unique_sids,
        _plain_sids,
        _has_actions,
        _without_principal,
        partial(_resources, partition=partition),
        _actions,
        _has_resources,
    )
    return _first(checks, policy)


def trust_fault(document: str) -> str | None:
    """What IAM refuses in the trust policy of a role."""
    try:
        policy = _load(document)
    except ValueError:
        return NOT_JSON
    checks: tuple[Check, ...] = (
        _syntax,
        _legacy,
        _unique_sids,
        _has_actions,
        _actions,
        _of_sts,
        _without_resource,
        _with_principal,
        _principals,
        _cognito_condition,
    )
    return _first(checks, policy)


def resource_policy_fault(document: str) -> str | None:
    """What no service accepts in the policy of its resource.

    Services are less strict than IAM about statement IDs, resources and empty policies.
    """
    try:
        policy = _load(document)
    except ValueError:
        return NOT_JSON
    if policy.get("Statement") == []:
        return None
    return _first((_syntax, _legacy_effects, _has_actions, _names_principals), policy)


def _load(document: str) -> Policy:
    """The document; an element must not occur twice in one object (IAM User Guide, grammar).

    Raises:
        ValueError: the text is not a JSON object, or has a duplicate element.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("duplicate element")
        return found

    policy = json.loads(document, object_pairs_hook=unique)
    if not isinstance(policy, dict):
        raise ValueError("not an object")
    return policy


def _first(checks: Iterable[Check], policy: Policy) -> str | None:
    return next((fault for check in checks if (fault := check(policy))), None)


def _statements(policy: Policy) -> list[Statement]:
    return as_list(policy["Statement"])


def _syntax(policy: Policy) -> str | None:
    found = as_list(policy.get("Statement", []))
    readable = (
        set(policy) <= _TOP
        and policy.get("Version", VERSIONS[0]) in VERSIONS
        and isinstance(policy.get("Id", ""), str)
        and found
        and all(statement_is_readable(one) for one in found)
    )
    return None if readable else SYNTAX


def _version(policy: Policy) -> str | None:
    if policy.get("Version") == VERSIONS[1]:
        return None
    return "Policy document must be version 2012-10-17 or greater."


def _legacy(policy: Policy) -> str | None:
    found = _statements(policy)
    if any(effect_case(one) or wrong_value(one.get("Condition", {})) for one in found):
        return LEGACY
    # A resource with another fault is reported later, by its own words.
    cut_off = any(resource_is_cut_off(one) for one in _all_resources(policy))
    return LEGACY if cut_off and not _resources(policy) else None


def _all_resources(policy: Policy) -> Iterator[str]:
    """The resources of all statements; null in a list is accepted."""
    for statement in _statements(policy):
        for one in as_list(statement.get("Resource", statement.get("NotResource"))):
            if one is not None:
                yield one


def _legacy_effects(policy: Policy) -> str | None:
    return LEGACY if any(effect_case(one) for one in _statements(policy)) else None


def _unique_sids(policy: Policy) -> str | None:
    sids = [one["Sid"] for one in _statements(policy) if one.get("Sid")]
    if len(sids) == len(set(sids)):
        return None
    return "Statement IDs (SID) in a single policy must be unique."


def _plain_sids(policy: Policy) -> str | None:
    # Source: cfn-lint#708 and #1376. Not confirmed for trust policies.
    sids = "".join(one.get("Sid", "") for one in _statements(policy))
    if not sids or (sids.isascii() and sids.isalnum()):
        return None
    return (
        "Statement IDs (SID) must be alpha-numeric. "
        "Check that your input satisfies the regular expression [0-9A-Za-z]*"
    )


def _lacks(statement: Statement, name: str) -> bool:
    """Whether a statement lacks an element, or has an empty list of it."""
    return not as_list(statement.get(name, statement.get(f"Not{name}", [])))


def _has_actions(policy: Policy) -> str | None:
    if any(_lacks(one, "Action") for one in _statements(policy)):
        return "Policy statement must contain actions."
    return None


def _has_resources(policy: Policy) -> str | None:
    if any(_lacks(one, "Resource") for one in _statements(policy)):
        return "Policy statement must contain resources."
    return None


def _without_principal(policy: Policy) -> str | None:
    # Source: hashicorp/terraform#13449.
    if any({"Principal", "NotPrincipal"} & one.keys() for one in _statements(policy)):
        return "Policy document should not specify a principal."
    return None


def _resources(policy: Policy, partition: str | None = None) -> str | None:
    faults = (resource_fault(one, partition) for one in _all_resources(policy))
    return next((fault for fault in faults if fault), None)


def _actions(policy: Policy) -> str | None:
    return next(
        (
            fault
            for one in _statements(policy)
            for action in as_list(one.get("Action", one.get("NotAction")))
            if (fault := action_fault(str(action)))
        ),
        None,
    )


def _of_sts(policy: Policy) -> str | None:
    # Source: kube2iam#334, moto#5750; that `sts:*` is refused was measured by
    # badmintoncryer/cdk-preflight. Not known: a wildcard after `sts:Assume`.
    actions = [
        str(action).lower() for one in _statements(policy) for action in as_list(one.get("Action"))
    ]
    if all(one.startswith("sts:assume") or one in _SESSION_ACTIONS for one in actions):
        return None
    return "AssumeRole policy may only specify STS AssumeRole actions."


def _without_resource(policy: Policy) -> str | None:
    if any({"Resource", "NotResource"} & one.keys() for one in _statements(policy)):
        return "Has prohibited field Resource"
    return None


def _with_principal(policy: Policy) -> str | None:
    return "AssumeRole policy must contain principals." if _names_principals(policy) else None


def _names_principals(policy: Policy) -> str | None:
    if any(not {"Principal", "NotPrincipal"} & one.keys() for one in _statements(policy)):
        return "Policy statement must contain principals."
    return None


def _principals(policy: Policy) -> str | None:
    for one in _statements(policy):
        if "NotPrincipal" in one:
            # The words as MiniStack recorded them.
            allows = one.get("Effect") == "Allow"
            return (
                "Allow with NotPrincipal is not allowed."
                if allows
                else "AssumeRole policy must not contain NotPrincipal field."
            )
        if fault := principal_fault(one["Principal"]):
            return fault
    return None


def _cognito_condition(policy: Policy) -> str | None:
    # Source: badmintoncryer/cdk-preflight, pf-iam-trust-policy-cognito-condition, measured on AWS.
    for one in _statements(policy):
        principal = one.get("Principal")
        federated = as_list(principal.get("Federated")) if isinstance(principal, Mapping) else []
        trusted = COGNITO_PROVIDER in federated and one["Effect"] == "Allow"
        if trusted and "Condition" not in one:
            return "A condition block must be present for the Cognito provider"
    return None
