"""A user pool as it would be after a call: what several rules look at."""

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
# No pool has this id, so a policy for one pool does not cover a pool that is being created.
_NEW_POOL = "new"
_MFA_PARTS = (
    "MfaConfiguration",
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
)


async def prospect(call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
    """The pool's settings, MFA included, as they would be after the call.

    An update resets what it leaves out, except the tier and the SMS configuration, and leaves the
    settings of SetUserPoolMfaConfig alone but for MfaConfiguration itself.

    Raises:
        AwsError: the pool is not there.
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
    """The ARN of the pool that a call is about; of none in particular for one to be created."""
    pool_id = call.parameters.get("UserPoolId", f"{call.region}_{_NEW_POOL}")
    return user_pool_arn(call.region, call.account, pool_id)


def first_factors(pool: Mapping[str, Any]) -> frozenset[str]:
    """The first factors that a pool offers beyond the password."""
    policy = (pool.get("Policies") or {}).get("SignInPolicy") or {}
    return frozenset(policy.get("AllowedFirstAuthFactors", [])) - {"PASSWORD"}


def recovery_names(pool: Mapping[str, Any]) -> frozenset[str]:
    """The ways in which a pool lets users recover, `admin_only` among them."""
    mechanisms = (pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    return frozenset(one["Name"] for one in mechanisms)


def mfa_is_on(pool: Mapping[str, Any]) -> bool:
    """Whether a pool asks for a second factor, always or if the user wants one."""
    return pool.get("MfaConfiguration") in ("ON", "OPTIONAL")
