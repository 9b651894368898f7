"""The SMS role must allow sns:Publish."""

import asyncio

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import Decision, Document, InvalidPolicy, sms_publish
from ..iam.entities import attached_policies, find, inline_policies, managed_policy
from ..pools import ALL_WRITES
from .configurations import caller_role


class RolePermission(Rule):
    """The policies of the SMS role must allow sns:Publish before the pool uses the role.

    CDK writes that the policy must be inline, but public templates attach a managed one (SNSRole of
    "Build on AWS Project Cognito Stack"), so a managed policy counts too.
    """

    id = "sms-role-permission"
    text = (
        "The policies of the SMS role, and its permissions boundary, must allow sns:Publish, "
        "without a condition on the protocol."
    )
    source = "CDK, user-pool.ts; API, InvalidSmsRoleAccessPolicyException"
    operations = ALL_WRITES
    code = "InvalidSmsRoleAccessPolicyException"
    message = "Role does not have permission to publish with SNS"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        role = caller_role(call)
        answer = await find(context, "GetRole", RoleName=role.resource_name) if role else None
        if role is None or answer is None or role.account != call.account:
            # `sms-role-trust` reports a role that does not exist, as AWS does.
            return None
        boundary = answer["Role"].get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        try:
            decision = await _may_publish(context, role.resource_name, boundary)
        except InvalidPolicy:
            return self.refusal()
        return None if decision.possible else self.refusal()


async def _may_publish(context: RuleContext, role: str, boundary: str | None) -> Decision:
    """Whether a role may publish; UNKNOWN if that depends on a policy that cannot be read."""
    inline, arns = await asyncio.gather(
        inline_policies(context, "Role", role), attached_policies(context, role)
    )
    attached = await asyncio.gather(*(managed_policy(context, arn) for arn in arns))
    limit = await managed_policy(context, boundary) if boundary else None
    documents: list[Document] = [*inline.values(), *(one for one in attached if one is not None)]
    decision = sms_publish(documents, limit)
    if decision is Decision.SILENT and None in attached:
        # A policy of AWS that the emulator does not have may allow it, within the boundary.
        allowed = Decision.SILENT if limit and not sms_publish([limit]).possible else None
        return allowed or Decision.UNKNOWN
    return decision
