"""Groups of a user pool."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn

_CREATE = "cognito-idp.CreateGroup"
_WRITES = frozenset({_CREATE, "cognito-idp.UpdateGroup"})
_PREFLIGHT = "badmintoncryer/cdk-preflight, pf-cognito-group-role-arn-account"


class GroupName(Rule):
    """The names of groups differ in more than case."""

    id = "group-name"
    text = "The name of a group must be unique in the pool, ignoring case."
    source = "API, GroupExistsException; aws-amplify/amplify-backend#1781"
    wording = "aws-amplify/amplify-backend#1781"
    operations = frozenset({_CREATE})
    code = "GroupExistsException"
    message = "A group with the name already exists."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["GroupName"].lower()
        page = {"UserPoolId": call.parameters["UserPoolId"]}
        while True:
            listed = await context.ask("cognito-idp", "ListGroups", **page)
            if any(group["GroupName"].lower() == name for group in listed["Groups"]):
                return self.refusal()
            if not listed.get("NextToken"):
                return None
            page["NextToken"] = listed["NextToken"]


class GroupRole(Rule):
    """The role of a group belongs to the account."""

    id = "group-role"
    text = "The role of a group must belong to the account of the pool."
    source = _PREFLIGHT
    wording = _PREFLIGHT
    operations = _WRITES
    code = "AccessDeniedException"
    message = "Cross-account pass role is not allowed."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        try:
            role = Arn.parse(call.parameters.get("RoleArn", ""))
        except InvalidArn:
            return None
        is_foreign = role.service == "iam" and role.account != call.account
        return self.refusal() if is_foreign else None
