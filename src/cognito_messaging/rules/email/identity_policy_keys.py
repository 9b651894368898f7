"""The policy of an SES identity must be valid, including its name and condition keys."""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import as_list, read_document
from ...facts.policies.grammar import resource_policy_fault

_WRITES = frozenset({"sesv2.CreateEmailIdentityPolicy", "sesv2.UpdateEmailIdentityPolicy"})
_LIMIT = 20
_NAME = re.compile(r"[A-Za-z0-9_-]+")


class IdentityPolicyKeys(Rule):
    """SES refuses an invalid policy, and `AWS:SourceArn` instead of `aws:SourceArn`."""

    id = "email-identity-policy-keys"
    text = (
        "The policy of an identity must be valid, and its global condition keys begin with `aws:`."
    )
    source = "DG, email settings, on the policy of an identity"
    operations = _WRITES
    code = "BadRequestException"
    message = "{what}"
    wording = "awsdocs/amazon-cognito-developer-guide#41, for condition keys"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = call.parameters["Policy"]
        if fault := resource_policy_fault(policy):
            return self.refusal(what=f"Policy is not valid: {fault}")
        for statement in as_list(read_document(policy)["Statement"]):
            for keys in statement.get("Condition", {}).values():
                wrong = next((key for key in keys if key.startswith("AWS:")), None)
                if wrong is not None:
                    return self.refusal(what=f"Unknown or unapplicable condition field '{wrong}'.")
        return None


class IdentityPolicyName(Rule):
    """The name of an identity's policy has a limited set of characters."""

    id = "email-identity-policy-name"
    text = "The name of an identity's policy may have letters, digits, dashes and underscores."
    source = "API, PolicyName of CreateEmailIdentityPolicy"
    operations = _WRITES
    code = "BadRequestException"
    message = (
        "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, "
        "and underscores."
    )
    wording = "floci-io/floci#1750, as recorded from AWS"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if _NAME.fullmatch(call.parameters["PolicyName"]) else self.refusal()


class IdentityPolicies(Rule):
    """An identity has a maximum number of policies."""

    id = "email-identity-policies"
    text = "An identity may have up to 20 policies."
    source = "SES Developer Guide, sending authorization policies"
    operations = frozenset({"sesv2.CreateEmailIdentityPolicy"})
    code = "LimitExceededException"
    message = (
        "Number of policies for <{identity}> exceeds max allowed number of policies per resource"
    )
    wording = "floci-io/floci#1750, as recorded from AWS"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        identity = call.parameters["EmailIdentity"]
        try:
            found = await context.ask("sesv2", "GetEmailIdentityPolicies", EmailIdentity=identity)
        except AwsError:
            return None
        names = set(found["Policies"]) - {call.parameters["PolicyName"]}
        return self.refusal(identity=identity) if len(names) >= _LIMIT else None
