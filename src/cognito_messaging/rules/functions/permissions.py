"""The permissions of a function: who may call which version of it."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..iam.policy_document import lacks_principal


class FunctionPrincipal(Rule):
    """Lambda checks the principal of a permission."""

    id = "lambda-permission-principal"
    text = (
        "The principal of a function's permission must be a service such as `s3.amazonaws.com`, "
        "an account, `*`, or a role or user that exists."
    )
    source = "API, lambda.AddPermission; Pocket/terraform-modules#1037"
    operations = frozenset({"lambda.AddPermission"})
    code = "InvalidParameterValueException"
    message = "The provided principal was invalid. Please check the principal and try again."
    wording = "Pocket/terraform-modules#1037"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        principal = call.parameters["Principal"]
        if await lacks_principal(principal, call, context):
            return self.refusal()
        known = principal == "*" or principal.startswith("arn:") or principal.isdigit()
        service = principal.count(".") >= 2
        return None if known or service else self.refusal()


class FunctionLatest(Rule):
    """Lambda keeps no permissions for the version that is not published."""

    id = "lambda-permission-latest"
    text = "A permission cannot be given for the version $LATEST of a function."
    source = "API, lambda.AddPermission, Qualifier"
    operations = frozenset({"lambda.AddPermission"})
    code = "InvalidParameterValueException"
    message = "We currently do not support adding policies for $LATEST."
    wording = "terraform-aws-modules/terraform-aws-lambda#36"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        latest = given.get("Qualifier") == "$LATEST" or given["FunctionName"].endswith(":$LATEST")
        return self.refusal() if latest else None


class FunctionRegion(Rule):
    """Lambda finds no function of another region."""

    id = "lambda-permission-region"
    text = "A function that is named by its ARN must be in the region of the call."
    source = "badmintoncryer/cdk-preflight, pf-lambda-perm-cross-region-function"
    operations = frozenset({"lambda.AddPermission"})
    code = "ResourceNotFoundException"
    message = "Functions from '{other}' are not reachable in this region ('{region}')"
    status = 404
    wording = "localstack/localstack, services/lambda_/api_utils.py"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        parts = call.parameters["FunctionName"].split(":")
        if len(parts) < 7 or parts[0] != "arn" or parts[3] == call.region:
            return None
        return self.refusal(other=parts[3], region=call.region)
