"""The policies of identities: their names, number and size."""

import json

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import InvalidPolicy, statements
from ...facts.ses import NAME, POLICIES_PER_IDENTITY, POLICY_BYTES
from .mail import find

_CREATE = frozenset({"sesv2.CreateEmailIdentityPolicy"})
_WRITES = _CREATE | {"sesv2.UpdateEmailIdentityPolicy"}
_PUT_V1 = frozenset({"ses.PutIdentityPolicy"})


class IdentityPolicyName(Rule):
    """The name of a policy has letters, digits, `_` and `-`."""

    id = "ses-policy-name"
    text = "The name of an identity's policy has letters, digits, `_` and `-`."
    source = "API, PolicyName; floci-io/floci#1750"
    wording = "floci-io/floci#1750"
    operations = _WRITES
    code = "BadRequestException"
    message = (
        "PolicyName is invalid. Policy names must only include alpha-numeric characters, dashes, "
        "and underscores."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if NAME.fullmatch(call.parameters["PolicyName"]) else self.refusal()


class IdentityPolicyNameV1(IdentityPolicyName):
    """The same in version 1 of the API."""

    id = "ses-policy-name-v1"
    operations = _PUT_V1
    code = "InvalidParameterValue"


class IdentityPolicySize(Rule):
    """A policy has at most 4 KB."""

    id = "ses-policy-size"
    text = "A policy of an identity has at most 4 KB, without white space that means nothing."
    source = "API, Policy"
    operations = _WRITES
    code = "BadRequestException"
    message = "Policy exceeds the maximum size of 4 KB."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        try:
            document = json.loads(call.parameters["Policy"])
        except ValueError:
            return None
        compact = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
        return self.refusal() if len(compact.encode()) > POLICY_BYTES else None


class IdentityPolicySizeV1(IdentityPolicySize):
    """The same in version 1 of the API."""

    id = "ses-policy-size-v1"
    operations = _PUT_V1
    code = "InvalidPolicy"


class IdentityPolicyCount(Rule):
    """An identity has at most 20 policies."""

    id = "ses-policy-count"
    text = f"An identity has at most {POLICIES_PER_IDENTITY} policies."
    source = "SES, Sending authorization policies; floci-io/floci#1750"
    wording = "floci-io/floci#1750"
    operations = _CREATE
    code = "LimitExceededException"
    message = "Number of policies for <{name}> exceeds max allowed number of policies per resource"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        name = given.get("EmailIdentity") or given["Identity"].rpartition(":identity/")[2]
        found = await find(context, "GetEmailIdentityPolicies", EmailIdentity=name) or {}
        policies = found.get("Policies", {})
        if given["PolicyName"] in policies or len(policies) < POLICIES_PER_IDENTITY:
            return None
        return self.refusal(name=name)


class IdentityPolicyCountV1(IdentityPolicyCount):
    """The same in version 1 of the API."""

    id = "ses-policy-count-v1"
    operations = _PUT_V1
    code = "InvalidParameterValue"


class IdentityPolicyV1(Rule):
    """A policy must be valid, as in version 2 of the API."""

    id = "ses-policy-v1"
    text = "The policy of an identity must be valid."
    source = "API, ses PutIdentityPolicy: InvalidPolicyException"
    operations = _PUT_V1
    code = "InvalidPolicy"
    message = "Policy is not valid: {what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        try:
            statements(call.parameters["Policy"])
        except InvalidPolicy as error:
            return self.refusal(what=error)
        return None
