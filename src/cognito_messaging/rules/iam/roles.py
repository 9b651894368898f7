"""What cannot be done with a role: change one that belongs to AWS, delete one that has policies."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .entities import find

# Paths of the roles that a service keeps for an account. Their descriptions can be changed.
_PROTECTED = ("/aws-service-role/", "/aws-reserved/")
_PREFIXES = ("AWSServiceRoleFor", "AWSReservedSSO_")


class ProtectedRole(Rule):
    """Only AWS changes a service-linked role."""

    id = "iam-role-protected"
    text = "A service-linked role can only be changed or deleted by its service."
    source = "IAM User Guide, service-linked roles; IAM API Reference, UnmodifiableEntity"
    operations = frozenset(
        f"iam.{operation}"
        for operation in (
            "AttachRolePolicy",
            "DetachRolePolicy",
            "PutRolePolicy",
            "DeleteRolePolicy",
            "UpdateAssumeRolePolicy",
            "PutRolePermissionsBoundary",
            "DeleteRolePermissionsBoundary",
            "DeleteRole",
        )
    )
    code = "UnmodifiableEntity"
    message = (
        "Cannot perform the operation on the protected role '{name}' - "
        "this role is only modifiable by AWS"
    )
    wording = "rebuy-de/aws-nuke#331"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["RoleName"]
        if not name.startswith(_PREFIXES):
            return None
        found = await find(context, "GetRole", RoleName=name)
        protected = found and found["Role"]["Path"].startswith(_PROTECTED)
        return self.refusal(name=name) if protected else None


class RoleInUse(Rule):
    """A role is deleted after its policies and instance profiles."""

    id = "iam-role-in-use"
    text = "A role can be deleted only if it has no policies and belongs to no instance profile."
    source = "IAM API Reference, DeleteRole"
    operations = frozenset({"iam.DeleteRole"})
    code = "DeleteConflict"
    message = "Cannot delete entity, must {what} first."
    status = 409
    wording = "ekristen/aws-nuke#203, hashicorp/terraform-provider-aws#883, 99designs/iamy#68"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for operation, key, what in (
            (
                "ListInstanceProfilesForRole",
                "InstanceProfiles",
                "remove roles from instance profile",
            ),
            ("ListAttachedRolePolicies", "AttachedPolicies", "detach all policies"),
            ("ListRolePolicies", "PolicyNames", "delete policies"),
        ):
            found = await find(context, operation, RoleName=call.parameters["RoleName"])
            if found is None:
                return None
            if found[key]:
                return self.refusal(what=what)
        return None


class LinkedService(Rule):
    """A service-linked role belongs to a service."""

    id = "iam-linked-service"
    text = "A service-linked role is made for a service principal, such as `ses.amazonaws.com`."
    source = "API, CreateServiceLinkedRole, AWSServiceName"
    operations = frozenset({"iam.CreateServiceLinkedRole"})
    code = "InvalidInput"
    message = "{name} is not a valid AWS service name (Service Principal)"
    wording = "badmintoncryer/cdk-preflight, pf-iam-slr-service-name-format"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["AWSServiceName"]
        return None if ".amazonaws.com" in name else self.refusal(name=name)
