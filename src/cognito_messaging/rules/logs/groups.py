"""Log groups."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext


class LogGroupName(Rule):
    """The names of AWS's own log groups are its own."""

    id = "log-group-name"
    text = "The name of a log group must not begin with aws/."
    source = "hashicorp/terraform#10739; API of CloudWatch Logs, CreateLogGroup"
    wording = "hashicorp/terraform#10739"
    operations = frozenset({"logs.CreateLogGroup"})
    code = "InvalidParameterException"
    message = "Log groups starting with AWS/ are reserved for AWS."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["logGroupName"].lower()
        return self.refusal() if name.startswith("aws/") else None
