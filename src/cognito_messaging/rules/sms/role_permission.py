"""The SMS role must allow sns:Publish."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import Decision, InvalidPolicy, sms_publish
from ..iam.entities import PoliciesOfRole, find, policies_of_role
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
        try:
            decision = _may_publish(await policies_of_role(context, answer["Role"]))
        except InvalidPolicy:
            return self.refusal()
        return None if decision.possible else self.refusal()


def _may_publish(policies: PoliciesOfRole) -> Decision:
    """Whether a role may publish; UNKNOWN if that depends on a policy that cannot be read."""
    limit = policies.boundary
    decision = sms_publish(policies.documents, limit)
    if decision is Decision.SILENT and not policies.complete:
        # A policy of AWS that the emulator does not have may allow it, within the boundary.
        allowed = Decision.SILENT if limit and not sms_publish([limit]).possible else None
        return allowed or Decision.UNKNOWN
    return decision
