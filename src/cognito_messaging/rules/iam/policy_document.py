"""Policy documents must be valid, and their principals must exist."""

import json
import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import partition_of
from ...facts.policies.grammar import permission_fault, trust_fault
from ...facts.policies.grammar_parts import aws_principals, invalid_principal
from .entities import exists

TRUST_KEYS = {
    "iam.CreateRole": "AssumeRolePolicyDocument",
    "iam.UpdateAssumeRolePolicy": "PolicyDocument",
}
INLINE = frozenset({"iam.PutRolePolicy", "iam.PutUserPolicy", "iam.PutGroupPolicy"})
MANAGED = frozenset({"iam.CreatePolicy", "iam.CreatePolicyVersion"})

_OTHERS = re.compile(r"[a-z]+-iso|eusc-")
_ENTITY = re.compile(r"arn:[\w-]+:iam::(\d{12}):(role|user)/(?:.*/)?([^/]+)")


class PolicyDocument(Rule):
    """IAM checks the syntax of a policy when it is created or updated."""

    id = "iam-policy-document"
    text = (
        "A policy must follow the grammar of IAM's policy language: known elements, versions and "
        "condition operators, Effect Allow or Deny, actions such as `sns:Publish`, and statement "
        "IDs that are unique. A permission policy has resources, in ARN format or `*`, and no "
        "principals; a trust policy has principals, actions of STS, and no resources."
    )
    source = "IAM User Guide, IAM JSON policy elements; IAM API Reference, MalformedPolicyDocument"
    wording = "moto, tests/test_iam/test_iam_policies.py"
    operations = frozenset(TRUST_KEYS) | INLINE | MANAGED
    code = "MalformedPolicyDocument"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        key = TRUST_KEYS.get(call.name)
        if key:
            fault = trust_fault(call.parameters[key])
        else:
            document = call.parameters["PolicyDocument"]
            # The partitions for governments besides GovCloud, and Europe's, are not known here.
            partition = None if _OTHERS.match(call.region) else partition_of(call.region)
            fault = permission_fault(document, managed=call.name in MANAGED, partition=partition)
        # AWS first looks whether the role, user, group or policy exists (MiniStack's records).
        if fault is None or not await exists(call, context):
            return None
        return self.refusal(what=fault)


class TrustPrincipal(Rule):
    """IAM keeps the unique ID of a principal, so the principal must exist."""

    id = "iam-trust-principal"
    text = "The roles and users of the account that a trust policy names must exist."
    source = "IAM User Guide, AWS JSON policy elements: Principal"
    wording = "hashicorp/terraform-provider-aws#8905"
    operations = frozenset(TRUST_KEYS)
    code = "MalformedPolicyDocument"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        document = call.parameters[TRUST_KEYS[call.name]]
        if trust_fault(document):
            return None
        for arn in aws_principals(json.loads(document)):
            if await lacks_principal(arn, call, context):
                return self.refusal(what=invalid_principal("AWS", arn))
        return None


async def lacks_principal(arn: str, call: ApiCall, context: RuleContext) -> bool:
    """Whether a principal is a role or user of the call's account that does not exist."""
    found = _ENTITY.fullmatch(arn)
    if found is None or found[1] != call.account:
        return False
    kind = found[2].capitalize()
    try:
        answer = await context.ask("iam", f"Get{kind}", **{f"{kind}Name": found[3]})
    except AwsError as error:
        return error.code == "NoSuchEntity"
    return bool(answer[kind]["Arn"] != arn)
