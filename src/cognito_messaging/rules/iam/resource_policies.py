"""Policies of resources, which their services check by IAM's grammar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import Request, as_list, read_document
from ...facts.policies.evaluation import covers
from ...facts.policies.grammar import resource_policy_fault
from ...facts.policies.grammar_parts import aws_principals, is_no_principal
from .policy_document import lacks_principal

_MISSING = "Missing required field {}"
# IAM's words for what KMS says in its own.
_KMS_WORDS = {
    "Policy statement must contain principals.": "Policy contains a statement with no principal.",
    "Policy statement must contain actions.": _MISSING.format("Action"),
}


def policy_in(call: ApiCall) -> str | None:
    """The policy in a call; None if it has none, or an empty one, which removes the policy."""
    given: Mapping[str, Any] = call.parameters
    if call.name == "sns.SetTopicAttributes":
        return given.get("AttributeValue") if given["AttributeName"] == "Policy" else None
    attributes = given.get("Attributes")
    return given.get("Policy") or (attributes.get("Policy") if attributes else None)


class KeyPolicy(Rule):
    """KMS checks the syntax of a key policy."""

    id = "kms-key-policy"
    text = "The policy of a KMS key must follow the grammar of IAM's policy language."
    source = "API, kms.PutKeyPolicy, MalformedPolicyDocumentException"
    operations = frozenset({"kms.CreateKey", "kms.PutKeyPolicy"})
    code = "MalformedPolicyDocumentException"
    message = "{what}"
    wording = "badmintoncryer/cdk-preflight, pf-kms-key-policy-statement"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = policy_in(call)
        fault = (resource_policy_fault(policy) or _incomplete(policy)) if policy else None
        return self.refusal(what=_KMS_WORDS.get(fault, fault)) if fault else None


def _incomplete(policy: str) -> str | None:
    """What KMS misses in the statements of a key policy that IAM can read."""
    found = as_list(read_document(policy)["Statement"])
    if not found:
        return "Policy contains no statements."
    if any("Resource" not in one and "NotResource" not in one for one in found):
        return _MISSING.format("Resource")
    return None


class KeyPrincipals(Rule):
    """KMS looks up the principals of a key policy."""

    id = "kms-key-principals"
    text = (
        "The AWS principals of a key policy must be accounts, `*` or ARNs, and its roles and users "
        "of the account must exist."
    )
    source = "KMS Developer Guide, creating a key policy"
    operations = frozenset({"kms.CreateKey", "kms.PutKeyPolicy"})
    code = "MalformedPolicyDocumentException"
    message = "Policy contains a statement with one or more invalid principals."
    wording = "awslabs/minimum-viable-dataspace-on-aws#6"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = policy_in(call)
        if not policy or resource_policy_fault(policy):
            return None
        for arn in aws_principals(read_document(policy)):
            if is_no_principal(arn) or await lacks_principal(arn, call, context):
                return self.refusal()
        return None


class KeyLockout(Rule):
    """KMS refuses a policy that nobody could change."""

    id = "kms-key-lockout"
    text = "The policy of a KMS key must allow somebody to change it: kms:PutKeyPolicy."
    source = "API, kms.CreateKey, BypassPolicyLockoutSafetyCheck"
    operations = frozenset({"kms.CreateKey", "kms.PutKeyPolicy"})
    code = "MalformedPolicyDocumentException"
    message = "The new key policy will not allow you to update the key policy in the future."
    wording = "terraform-aws-modules/terraform-aws-kms#14"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = policy_in(call)
        if not policy or call.parameters.get("BypassPolicyLockoutSafetyCheck"):
            return None
        if resource_policy_fault(policy):
            return None
        # Who calls is not known here, so only a policy that allows it to nobody, or to AWS services
        # alone, is refused.
        request = Request("kms:PutKeyPolicy", resource=None)
        found = as_list(read_document(policy)["Statement"])
        allowed = any(
            one["Effect"] == "Allow"
            and covers(one, request) is not False
            and _is_for_accounts(one.get("Principal"))
            for one in found
        )
        return None if allowed else self.refusal()


def _is_for_accounts(principal: object) -> bool:
    """Whether a principal can be somebody else than a service of AWS."""
    return not isinstance(principal, dict) or set(principal) != {"Service"}


class TopicPolicy(Rule):
    """SNS checks the syntax of a topic's policy."""

    id = "sns-topic-policy"
    text = "The policy of a topic must follow the grammar of IAM's policy language."
    source = "API, sns.SetTopicAttributes; aws/serverless-application-model#1591"
    operations = frozenset({"sns.CreateTopic", "sns.SetTopicAttributes"})
    code = "InvalidParameter"
    message = "Invalid parameter: Policy Error: null"
    wording = "aws/serverless-application-model#1591, serverless/serverless#5519"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = policy_in(call)
        if not policy:
            return None
        # A policy without statements: cloud-custodian/cloud-custodian#1779.
        wrong = resource_policy_fault(policy) or not read_document(policy)["Statement"]
        return self.refusal() if wrong else None


class TopicActions(Rule):
    """A topic's policy is about SNS."""

    id = "sns-topic-policy-actions"
    text = "The policy of a topic can only have actions of SNS."
    source = "hashicorp/terraform#12740"
    operations = frozenset({"sns.CreateTopic", "sns.SetTopicAttributes"})
    code = "InvalidParameter"
    message = "Invalid parameter: Policy statement action out of service scope!"
    wording = "hashicorp/terraform#12740"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        policy = policy_in(call)
        if not policy or resource_policy_fault(policy):
            return None
        for one in as_list(read_document(policy)["Statement"]):
            for action in as_list(one.get("Action", [])):
                vendor, colon, _ = str(action).partition(":")
                if colon and vendor.lower() not in ("sns", "*"):
                    return self.refusal()
        return None


class NumberPolicy(Rule):
    """End User Messaging checks the syntax of the policy of a number, sender ID or pool."""

    id = "sms-voice-resource-policy"
    text = "The policy of an origination identity must follow the grammar of IAM's policy language."
    source = "API, pinpoint-sms-voice-v2.PutResourcePolicy"
    operations = frozenset({"pinpoint-sms-voice-v2.PutResourcePolicy"})
    code = "ValidationException"
    message = "The resource policy is not valid: {what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        fault = resource_policy_fault(call.parameters["Policy"])
        return self.refusal(what=fault) if fault else None
