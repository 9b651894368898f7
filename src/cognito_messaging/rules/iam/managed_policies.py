"""Managed policies, which can be attached to a role or user, or limit it as a boundary."""

from __future__ import annotations

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .entities import find, pages

_POLICY = re.compile(r"arn:[\w-]+:iam::(?P<account>\d{12}|aws):policy/.+")
_ARN = re.compile(r"arn:[\w-]+:[\w-]+:[^:]*:[^:]*:.+")
_ATTACH = frozenset({"iam.AttachRolePolicy", "iam.AttachUserPolicy", "iam.AttachGroupPolicy"})
_BOUNDARY = frozenset(
    {
        "iam.CreateRole",
        "iam.CreateUser",
        "iam.PutRolePermissionsBoundary",
        "iam.PutUserPermissionsBoundary",
    }
)


async def _is_missing(arn: str, call: ApiCall, context: RuleContext) -> bool:
    """Whether an ARN names no policy, as far as that is certain.

    AWS has more than a thousand managed policies, so only the account's own are looked up.
    """
    found = _POLICY.fullmatch(arn)
    if found is None:
        return f"::{call.account}:" in arn
    own = found["account"] == call.account
    return own and await find(context, "GetPolicy", PolicyArn=arn) is None


class PolicyArn(Rule):
    """What is attached must be the ARN of a policy."""

    id = "iam-policy-arn"
    text = "Only the ARN of a managed policy can be attached."
    source = "LocalStack's tests against AWS, localstack#8615"
    operations = _ATTACH
    code = "InvalidInput"
    message = "ARN {arn} is not valid."
    wording = "localstack#8615"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters["PolicyArn"]
        is_other = arn.startswith("arn:") and not _POLICY.fullmatch(arn)
        return self.refusal(arn=arn) if is_other else None


class PolicyArnText(Rule):
    """What is attached is named by an ARN, not by a name."""

    id = "iam-policy-arn-text"
    text = "PolicyArn must be an ARN."
    source = "LocalStack, tests/aws/services/iam/test_iam.snapshot.json"
    operations = _ATTACH
    code = "ValidationError"
    message = "Invalid ARN:  Could not be parsed!"
    wording = "LocalStack, tests/aws/services/iam/test_iam.snapshot.json"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if call.parameters["PolicyArn"].startswith("arn:") else self.refusal()


class PolicyExists(Rule):
    """A policy must exist before it is attached."""

    id = "iam-policy-exists"
    text = "A policy of the account must exist before it is attached."
    source = "IAM API Reference, AttachRolePolicy"
    operations = _ATTACH
    code = "NoSuchEntity"
    message = "Policy {arn} does not exist or is not attachable."
    status = 404
    wording = "aws-cdk#3379, pulumi#7419"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters["PolicyArn"]
        return self.refusal(arn=arn) if await _is_missing(arn, call, context) else None


class ServiceRolePolicy(Rule):
    """The policies of service-linked roles are for these roles only."""

    id = "iam-service-role-policy"
    text = "A policy of AWS for a service-linked role cannot be attached to another role."
    source = "IAM API Reference, PolicyNotAttachable"
    operations = _ATTACH
    code = "PolicyNotAttachable"
    message = "Cannot attach a Service Role Policy to a Customer Role."
    wording = "aws-cdk#6131"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters["PolicyArn"]
        return self.refusal() if ":iam::aws:policy/aws-service-role/" in arn else None


class BoundaryExists(Rule):
    """The policy of a permissions boundary must exist."""

    id = "iam-boundary-exists"
    text = "The policy that is the permissions boundary of a role or user must exist."
    source = "IAM API Reference, PutRolePermissionsBoundary"
    operations = _BOUNDARY
    code = "NoSuchEntity"
    message = "Scope ARN: {arn} does not exist or is not attachable."
    status = 404
    wording = "MiniStack, with its option AUTH, as recorded from AWS"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters.get("PermissionsBoundary")
        if not arn or not _POLICY.fullmatch(arn):
            return None
        return self.refusal(arn=arn) if await _is_missing(arn, call, context) else None


class BoundaryArn(Rule):
    """A permissions boundary is given by an ARN."""

    id = "iam-boundary-arn"
    text = "A permissions boundary must be an ARN."
    source = "IAM API Reference, CreateRole"
    operations = _BOUNDARY
    code = "ValidationError"
    message = "Invalid ARN:  Could not be parsed!"
    wording = "MiniStack, with its option AUTH, as recorded from AWS"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters.get("PermissionsBoundary")
        return self.refusal() if arn and not _ARN.fullmatch(arn) else None


class BoundaryPolicy(Rule):
    """A permissions boundary is a policy."""

    id = "iam-boundary-policy"
    text = "A permissions boundary must be the ARN of a managed policy, not of a role or user."
    source = "IAM API Reference, CreateRole, InvalidInput"
    operations = _BOUNDARY
    code = "InvalidInput"
    message = "ARN {arn} is not valid."
    wording = "badmintoncryer/cdk-preflight, pf-iam-permissions-boundary-policy-arn"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters.get("PermissionsBoundary")
        other = arn and _ARN.fullmatch(arn) and not arn.split(":", 5)[5].startswith("policy/")
        return self.refusal(arn=arn) if other else None


class PolicyInUse(Rule):
    """A policy cannot be deleted while it is the boundary of a role or user."""

    id = "iam-policy-in-use"
    text = "A managed policy cannot be deleted while it is attached, also as a boundary."
    source = "IAM API Reference, DeletePolicy; gruntwork-io/cloud-nuke#972"
    operations = frozenset({"iam.DeletePolicy"})
    code = "DeleteConflict"
    message = "Cannot delete a policy attached to entities."
    status = 409
    wording = "openshift/rosa#820"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters["PolicyArn"]
        found = await find(context, "ListEntitiesForPolicy", PolicyArn=arn)
        if found is None:
            return None
        used = any(found.get(key) for key in ("PolicyRoles", "PolicyUsers", "PolicyGroups"))
        return self.refusal() if used else None


class PolicyVersions(Rule):
    """A policy is deleted after its other versions."""

    id = "iam-policy-versions"
    text = "A managed policy can be deleted only if it has no version besides the default one."
    source = "IAM API Reference, DeletePolicy"
    operations = frozenset({"iam.DeletePolicy"})
    code = "DeleteConflict"
    message = (
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy."
    )
    status = 409
    wording = "rebuy-de/aws-nuke#1"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = await find(context, "ListPolicyVersions", PolicyArn=call.parameters["PolicyArn"])
        return self.refusal() if found and len(found["Versions"]) > 1 else None


class VersionsPerPolicy(Rule):
    """A policy has a maximum number of versions."""

    id = "iam-versions-per-policy"
    text = "A managed policy may have up to 5 versions."
    source = "IAM User Guide, IAM and AWS STS quotas"
    operations = frozenset({"iam.CreatePolicyVersion"})
    code = "LimitExceeded"
    message = (
        "A managed policy can have up to 5 versions. Before you create a new version, you must "
        "delete an existing version."
    )
    status = 409
    wording = "99designs/iamy#21"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        arn = call.parameters["PolicyArn"]
        if await find(context, "GetPolicy", PolicyArn=arn) is None:
            return None
        versions = [
            one async for one in pages(context, "ListPolicyVersions", "Versions", PolicyArn=arn)
        ]
        return self.refusal() if len(versions) >= 5 else None
