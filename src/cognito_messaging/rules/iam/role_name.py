"""Role names must differ in more than case."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext


class RoleName(Rule):
    """Role names are not case-sensitive."""

    id = "iam-role-name"
    text = "The name of a role must be unique in the account, ignoring case."
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
