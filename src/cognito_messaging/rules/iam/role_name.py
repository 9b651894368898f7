"""Role names that differ in case only."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext


class RoleName(Rule):
    """Role names are told apart without case."""

    id = "iam-role-name"
    text = "No role of the account has the same name, upper and lower case being one."
    source = "IAM User Guide, IAM name requirements and quotas"
    operations = frozenset({"iam.CreateRole"})
    code = "EntityAlreadyExists"
    message = "Role with name {name} already exists."
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["RoleName"]
        marker: dict[str, str] = {}
        while True:
            listed = await context.ask("iam", "ListRoles", **marker)
            if any(role["RoleName"].lower() == name.lower() for role in listed["Roles"]):
                return self.refusal(name=name)
            if not listed.get("IsTruncated") or not listed.get("Marker"):
                return None
            marker = {"Marker": listed["Marker"]}
