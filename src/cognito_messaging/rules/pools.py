"""The settings of a user pool after a call, which several rules check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, RuleContext

from ..facts.arns import Arn, user_pool_arn

CREATE = "cognito-idp.CreateUserPool"
UPDATE = "cognito-idp.UpdateUserPool"
SET_MFA = "cognito-idp.SetUserPoolMfaConfig"
DELETE = "cognito-idp.DeleteUserPool"
WRITES = frozenset({CREATE, UPDATE})
ALL_WRITES = WRITES | {SET_MFA}

DEFAULT_TIER = "ESSENTIALS"
# No pool has this ID, so a policy for a certain pool does not cover a pool that is being created.
_NEW_POOL = "new"
_MFA_PARTS = (
    "MfaConfiguration",
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
)


async def prospect(call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
    """The settings of the pool after the call, including MFA.

    An update resets the settings that it omits, except the tier and the SMS configuration. It does
    not change the settings of SetUserPoolMfaConfig, except MfaConfiguration.

    Raises:
        AwsError: the pool does not exist.
    """
    given = call.parameters
    if call.name == CREATE:
        return {"UserPoolTier": DEFAULT_TIER, **given}
    pool_id = given["UserPoolId"]
    described = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool_id)
    pool: Mapping[str, Any] = {"UserPoolTier": DEFAULT_TIER, **described["UserPool"]}
    if call.name == SET_MFA:
        return {**pool, **{name: given.get(name) for name in _MFA_PARTS}}
    mfa = await context.ask("cognito-idp", "GetUserPoolMfaConfig", UserPoolId=pool_id)
    kept = {name: pool[name] for name in ("UserPoolTier", "SmsConfiguration") if name in pool}
    return {**{name: mfa.get(name) for name in _MFA_PARTS}, **kept, **given}


def pool_arn(call: ApiCall) -> Arn:
    """The ARN of the pool in a call; for a pool that is being created, an ARN of no real pool."""
    pool_id = call.parameters.get("UserPoolId", f"{call.region}_{_NEW_POOL}")
    return user_pool_arn(call.region, call.account, pool_id)


def first_factors(pool: Mapping[str, Any]) -> frozenset[str]:
    """The first factors of a pool besides the password."""
    policy = (pool.get("Policies") or {}).get("SignInPolicy") or {}
    return frozenset(policy.get("AllowedFirstAuthFactors", [])) - {"PASSWORD"}


def recovery_names(pool: Mapping[str, Any]) -> frozenset[str]:
    """The names of a pool's recovery mechanisms, including `admin_only`."""
    mechanisms = (pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    return frozenset(one["Name"] for one in mechanisms)


def mfa_is_on(pool: Mapping[str, Any]) -> bool:
    """Whether MFA is required or optional in a pool."""
    return pool.get("MfaConfiguration") in ("ON", "OPTIONAL")
