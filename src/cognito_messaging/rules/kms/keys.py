"""Keys: what they are for, and whether they can rotate."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_DEFAULT_SPEC = "SYMMETRIC_DEFAULT"
_SIGNS = frozenset({"SIGN_VERIFY"})
_RSA = frozenset({"ENCRYPT_DECRYPT", "SIGN_VERIFY"})
_AGREES = frozenset({"SIGN_VERIFY", "KEY_AGREEMENT"})
# Source: API, kms.CreateKey, KeyUsage.
_USAGES = {
    _DEFAULT_SPEC: frozenset({"ENCRYPT_DECRYPT"}),
    "SM2": _RSA | _AGREES,
    "ECC_SECG_P256K1": _SIGNS,
    "ECC_NIST_EDWARDS25519": _SIGNS,
    "RSA": _RSA,
    "HMAC": frozenset({"GENERATE_VERIFY_MAC"}),
    "ECC": _AGREES,
    "ML": _SIGNS,
}


def _spec(call: ApiCall) -> str:
    given = call.parameters
    spec: str = given.get("KeySpec") or given.get("CustomerMasterKeySpec") or _DEFAULT_SPEC
    return spec


def _usages(spec: str) -> frozenset[str]:
    return _USAGES.get(spec) or _USAGES.get(spec.partition("_")[0], frozenset())


class KeyUsageMissing(Rule):
    """Only a symmetric key has a default for its usage."""

    id = "kms-key-usage-missing"
    text = "A key that is not symmetric needs KeyUsage."
    source = "API, kms.CreateKey, KeyUsage"
    operations = frozenset({"kms.CreateKey"})
    code = "ValidationException"
    message = (
        "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
    )
    wording = f"{_PREFLIGHT}, pf-kms-key-spec-usage"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        has_default = _spec(call) == _DEFAULT_SPEC or call.parameters.get("KeyUsage")
        return None if has_default else self.refusal()


class KeyUsage(Rule):
    """The kind of a key decides what it can be used for."""

    id = "kms-key-usage"
    text = "KeyUsage must be one that KeySpec allows: SIGN_VERIFY excludes symmetric keys."
    source = "API, kms.CreateKey, KeyUsage"
    operations = frozenset({"kms.CreateKey"})
    code = "ValidationException"
    message = "KeyUsage {usage} is not compatible with KeySpec {spec}"
    wording = f"{_PREFLIGHT}, pf-kms-key-spec-usage"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        spec, usage = _spec(call), call.parameters.get("KeyUsage")
        allowed = _usages(spec)
        wrong = usage and allowed and usage not in allowed
        return self.refusal(usage=usage, spec=spec) if wrong else None


class KeySpecRegion(Rule):
    """One kind of key exists in China only."""

    id = "kms-key-spec-region"
    text = "KeySpec SM2 exists in the regions of China only."
    source = "API, kms.CreateKey, KeySpec"
    operations = frozenset({"kms.CreateKey"})
    code = "UnsupportedOperationException"
    message = "KeySpec SM2 is not supported in this Region"
    wording = f"{_PREFLIGHT}, pf-kms-key-spec-region"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        elsewhere = _spec(call) == "SM2" and not call.region.startswith("cn-")
        return self.refusal() if elsewhere else None


class KeyOrigin(Rule):
    """Not every kind of key can be imported."""

    id = "kms-key-origin"
    text = "Key material of ML-DSA cannot be imported: it excludes Origin EXTERNAL."
    source = "API, kms.CreateKey, Origin"
    operations = frozenset({"kms.CreateKey"})
    code = "UnsupportedOperationException"
    message = "KeySpec {spec} is not supported for Origin EXTERNAL"
    wording = f"{_PREFLIGHT}, pf-kms-key-origin"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        spec = _spec(call)
        imported = call.parameters.get("Origin") == "EXTERNAL" and spec.startswith("ML_DSA_")
        return self.refusal(spec=spec) if imported else None


class KeyRotation(Rule):
    """KMS rotates only symmetric keys whose material it made."""

    id = "kms-key-rotation"
    text = "Automatic rotation needs a symmetric key of Origin AWS_KMS."
    source = "API, kms.EnableKeyRotation, UnsupportedOperationException"
    operations = frozenset({"kms.EnableKeyRotation"})
    code = "UnsupportedOperationException"
    message = (
        "You cannot enable automatic rotation of asymmetric KMS keys, HMAC KMS keys, KMS keys with "
        "imported key material, or KMS keys in a custom key store."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = await context.ask("kms", "DescribeKey", KeyId=call.parameters["KeyId"])
        key = found["KeyMetadata"]
        symmetric = key.get("KeySpec", _DEFAULT_SPEC) == _DEFAULT_SPEC
        made = key.get("Origin", "AWS_KMS") == "AWS_KMS"
        return None if symmetric and made else self.refusal()
