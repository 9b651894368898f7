"""Aliases: names of keys, which belong to one account and region."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_TARGETS = frozenset({"kms.CreateAlias", "kms.UpdateAlias"})
_NO_PREFIX = (
    'Alias must start with the prefix "alias/". Please see '
    "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
)


class ReservedAlias(Rule):
    """Some aliases are for the keys of AWS."""

    id = "kms-alias-reserved"
    text = "An alias must not begin with `alias/aws/`."
    source = "API, kms.CreateAlias, AliasName"
    operations = frozenset({"kms.CreateAlias"})
    code = "NotAuthorizedException"
    message = "The alias name for a customer managed CMK cannot begin with alias/aws/."
    wording = f"{_PREFLIGHT}, pf-kms-alias-name; the code is from moto"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        reserved = call.parameters["AliasName"].lower().startswith("alias/aws/")
        return self.refusal() if reserved else None


class AliasCharacters(Rule):
    """An alias has a prefix, and no colon, which botocore's pattern allows."""

    id = "kms-alias-characters"
    text = "An alias begins with `alias/`, and may contain letters, digits, `/`, `_` and `-`."
    source = "API, kms.CreateAlias, AliasName"
    operations = frozenset({"kms.CreateAlias"})
    code = "ValidationException"
    message = "{problem}"
    wording = f"{_PREFLIGHT}, pf-kms-alias-name; LocalStack, test_kms.snapshot.json"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["AliasName"]
        if not name.startswith("alias/"):
            return self.refusal(problem=_NO_PREFIX)
        problem = f"{name} contains invalid characters for an alias"
        return self.refusal(problem=problem) if ":" in name else None


class AliasOfAlias(Rule):
    """An alias names a key."""

    id = "kms-alias-target"
    text = "The target of an alias must be a key, not another alias."
    source = "API, kms.CreateAlias, TargetKeyId"
    operations = _TARGETS
    code = "ValidationException"
    message = "Aliases must refer to keys. Not aliases"
    wording = f"{_PREFLIGHT}, pf-kms-alias-target; the code is from moto"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        target = call.parameters["TargetKeyId"]
        return self.refusal() if target.startswith("alias/") or ":alias/" in target else None


class KeyRegion(Rule):
    """KMS finds no key of another region."""

    id = "kms-key-region"
    text = "A key that is named by its ARN must be in the region of the call."
    source = "KMS Developer Guide, regional keys"
    operations = _TARGETS | {"kms.DescribeKey", "kms.EnableKeyRotation", "kms.PutKeyPolicy"}
    code = "NotFoundException"
    message = "Invalid arn {region}"
    wording = f"{_PREFLIGHT}, pf-kms-alias-target and pf-cognito-custom-sender-kms-region"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        key = call.parameters.get("TargetKeyId") or call.parameters.get("KeyId", "")
        parts = key.split(":")
        elsewhere = len(parts) == 6 and parts[2] == "kms" and parts[3] != call.region
        return self.refusal(region=parts[3]) if elsewhere else None
