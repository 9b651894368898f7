"""The role by which SES puts events into a Firehose stream: SES tries it when it gets it."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ...facts.policies import (
    Decision,
    InvalidPolicy,
    Request,
    evaluate,
    evaluate_all,
    limited,
)
from ..iam.entities import PoliciesOfRole, find, policies_of_role
from .destinations import WRITES, WRITES_V1

_SES = "ses.amazonaws.com"
_SOURCE = (
    "SES, Setting up a Data Firehose event destination; hashicorp/terraform-provider-aws#33367"
)
_WORDING = "hashicorp/terraform-provider-aws#33367"


class EventRoleTrust(Rule):
    """SES must be allowed to assume the role for this configuration set."""

    id = "ses-firehose-trust"
    text = (
        "The role of a Firehose destination must exist, and trust SES with the account and the ARN "
        "of the configuration set."
    )
    source = _SOURCE
    wording = _WORDING
    operations = WRITES
    code = "BadRequestException"
    message = "Could not assume IAM role <{role}>."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = _firehose(call)
        if given is None:
            return None
        role, _ = given
        answer = await find(context, "GetRole", RoleName=role.resource_name)
        if answer is None:
            return self.refusal(role=role)
        name = call.parameters["ConfigurationSetName"]
        source = f"arn:{role.partition}:ses:{call.region}:{call.account}:configuration-set/{name}"
        values = {"aws:SourceAccount": call.account, "aws:SourceArn": source}
        request = Request("sts:AssumeRole", None, _SES, values)
        try:
            decision = evaluate(answer["Role"]["AssumeRolePolicyDocument"], request)
        except InvalidPolicy:
            return self.refusal(role=role)
        return None if decision.possible else self.refusal(role=role)


class EventRoleTrustV1(EventRoleTrust):
    """The same in version 1 of the API."""

    id = "ses-firehose-trust-v1"
    operations = WRITES_V1
    code = "InvalidFirehoseDestination"


class EventRolePermission(Rule):
    """The role must allow to put records into the stream."""

    id = "ses-firehose-permission"
    text = "The role of a Firehose destination must allow firehose:PutRecordBatch on the stream."
    source = _SOURCE
    wording = _WORDING
    operations = WRITES
    code = "BadRequestException"
    message = "Could not access Kinesis Firehose Stream <{stream}> using IAM role <{role}>"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = _firehose(call)
        if given is None:
            return None
        role, stream = given
        answer = await find(context, "GetRole", RoleName=role.resource_name)
        if answer is None:
            return None  # the rule on its trust reports it
        try:
            decision = _may_put(await policies_of_role(context, answer["Role"]), stream)
        except InvalidPolicy:
            return self.refusal(stream=stream, role=role)
        return None if decision.possible else self.refusal(stream=stream, role=role)


class EventRolePermissionV1(EventRolePermission):
    """The same in version 1 of the API."""

    id = "ses-firehose-permission-v1"
    operations = WRITES_V1
    code = "InvalidFirehoseDestination"


def _may_put(policies: PoliciesOfRole, stream: str) -> Decision:
    """Whether a role may put records; UNKNOWN if that depends on a policy that cannot be read."""
    if not policies.complete:
        return Decision.UNKNOWN  # a policy of AWS that the emulator does not have
    request = Request("firehose:PutRecordBatch", stream)
    decision = evaluate_all(policies.documents, request)
    limit = policies.boundary
    return decision if limit is None else limited(decision, evaluate(limit, request))


def _firehose(call: ApiCall) -> tuple[Arn, str] | None:
    """The role of this account and the stream of a Firehose destination; None without them.

    The two versions of the API write the names differently. `ses-firehose` reports invalid ARNs.
    """
    given = call.parameters.get("EventDestination", {}).get("KinesisFirehoseDestination") or {}
    arns = {key.lower(): str(value) for key, value in given.items()}
    try:
        role = Arn.parse(arns["iamrolearn"])
    except (KeyError, InvalidArn):
        return None
    return (role, arns["deliverystreamarn"]) if role.account == call.account else None
