"""IAM's quotas on policies and tags; the defaults, which AWS can raise for an account."""

from __future__ import annotations

import json

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.policies import Document, read_document
from .entities import attached_policies, find, inline_policies
from .policy_document import INLINE, MANAGED, TRUST_KEYS

TRUST_LIMIT = 2048
MANAGED_LIMIT = 6144
INLINE_LIMITS = {"Role": 10240, "User": 2048, "Group": 5120}
ATTACHED_LIMIT = 10
TAG_LIMIT = 50
_SOURCE = "IAM User Guide, IAM and AWS STS quotas"


def size(document: Document) -> int:
    """The characters of a policy; whitespace does not count."""
    # What IAM answers is URL-encoded.
    encoded = not isinstance(document, str) or document.startswith("%7B")
    text = json.dumps(read_document(document), ensure_ascii=False) if encoded else str(document)
    return len("".join(text.split()))


class PolicySize(Rule):
    """Policies have a maximum size; the inline policies of an entity have it together."""

    id = "iam-policy-size"
    text = (
        "A trust policy may have up to 2048 characters, a managed policy up to 6144; the inline "
        "policies together 10240 for a role, 5120 for a group and 2048 for a user."
    )
    source = _SOURCE
    wording = "docker/docs#4685; danvk/mapsnap#483"
    operations = frozenset(TRUST_KEYS) | INLINE | MANAGED
    code = "LimitExceeded"
    message = "{what}"
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        document = call.parameters[TRUST_KEYS.get(call.name, "PolicyDocument")]
        if call.name in TRUST_KEYS:
            what = f"Cannot exceed quota for ACLSizePerRole: {TRUST_LIMIT}"
            return self.refusal(what=what) if size(document) > TRUST_LIMIT else None
        if call.name in MANAGED:
            what = f"Cannot exceed quota for PolicySize: {MANAGED_LIMIT}"
            return self.refusal(what=what) if size(document) > MANAGED_LIMIT else None
        kind = call.operation.removeprefix("Put").removesuffix("Policy")
        name, limit = call.parameters[f"{kind}Name"], INLINE_LIMITS[kind]
        try:
            others = await inline_policies(context, kind, name)
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise
            return None
        others[call.parameters["PolicyName"]] = document
        if sum(map(size, others.values())) <= limit:
            return None
        return self.refusal(
            what=f"Maximum policy size of {limit} bytes exceeded for {kind.lower()} {name}"
        )


class AttachedPolicies(Rule):
    """A role has a maximum number of managed policies."""

    id = "iam-policies-per-role"
    text = "A role may have up to 10 managed policies."
    source = _SOURCE
    wording = "aws/eks-hybrid#741"
    operations = frozenset({"iam.AttachRolePolicy"})
    code = "LimitExceeded"
    message = f"Cannot exceed quota for PoliciesPerRole: {ATTACHED_LIMIT}"
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        try:
            attached = await attached_policies(context, call.parameters["RoleName"])
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise
            return None
        others = set(attached) - {call.parameters["PolicyArn"]}
        return self.refusal() if len(others) >= ATTACHED_LIMIT else None


class TagsPerRole(Rule):
    """A role has a maximum number of tags, whose keys are compared without case."""

    id = "iam-tags-per-role"
    text = "A role may have up to 50 tags."
    source = "API, TagRole; IAM User Guide, rules for tagging in IAM and AWS STS"
    operations = frozenset({"iam.TagRole"})
    code = "LimitExceeded"
    message = f"Cannot exceed quota for TagsPerRole: {TAG_LIMIT}"
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = await find(context, "ListRoleTags", RoleName=call.parameters["RoleName"])
        if found is None:
            return None
        keys = {tag["Key"].lower() for tag in (*found["Tags"], *call.parameters["Tags"])}
        return self.refusal() if len(keys) > TAG_LIMIT else None


class ReservedTag(Rule):
    """AWS keeps the tag keys that begin with `aws:` for itself."""

    id = "iam-tag-reserved"
    text = "The key of a tag in IAM must not begin with `aws:`."
    source = "IAM User Guide, rules for tagging in IAM and AWS STS"
    operations = frozenset(
        f"iam.{operation}"
        for operation in (
            "CreateRole",
            "TagRole",
            "CreatePolicy",
            "TagPolicy",
            "CreateUser",
            "TagUser",
            "CreateInstanceProfile",
            "TagInstanceProfile",
        )
    )
    code = "InvalidInput"
    message = "Tag keys must not begin with aws:, which is reserved: {key}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        tags = call.parameters.get("Tags") or []
        key = next((tag["Key"] for tag in tags if tag["Key"].lower().startswith("aws:")), None)
        return self.refusal(key=key) if key else None
