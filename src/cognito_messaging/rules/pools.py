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
# What UpdateUserPool keeps if the call omits it, of the settings that rules look at. The API
# Reference says that everything is reset; what was measured, or was refused, says otherwise:
# Policies and MfaConfiguration (go-to-k/cdkd PR 1982), UserAttributeUpdateSettings
# (ekristen/aws-nuke#477), UserPoolTier (API), SmsConfiguration (TF).
KEPT = ("UserPoolTier", "SmsConfiguration", "UserAttributeUpdateSettings")


async def prospect(call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
    """The settings of the pool after the call, including MFA.

    An update resets the settings that it omits, except those in `KEPT`, both parts of Policies,
    and the settings of SetUserPoolMfaConfig.

    Raises:
        AwsError: the pool does not exist.
    """
    given = call.parameters
    if call.name == CREATE:
        return {"UserPoolTier": new_tier(given), **given}
    pool = await current(call, context)
    if call.name == SET_MFA:
        return {**pool, **{name: given.get(name) for name in _MFA_PARTS}}
    mfa = await current_mfa(call, context)
    kept = {name: pool[name] for name in KEPT if name in pool}
    merged = {"Policies": policies(pool, given)}
    return {**{name: mfa.get(name) for name in _MFA_PARTS}, **kept, **given, **merged}


async def current(call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
    """The pool that a call names, before the call.

    Raises:
        AwsError: the pool does not exist.
    """
    pool_id = call.parameters["UserPoolId"]
    described = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool_id)
    return {"UserPoolTier": DEFAULT_TIER, **described["UserPool"]}


async def current_mfa(call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
    """The MFA settings of the pool that a call names, before the call.

    Raises:
        AwsError: the pool does not exist.
    """
    pool_id = call.parameters["UserPoolId"]
    return await context.ask("cognito-idp", "GetUserPoolMfaConfig", UserPoolId=pool_id)


def new_tier(given: Mapping[str, Any]) -> str:
    """The feature plan of a pool that is being created.

    A pool that is created with threat protection and no plan gets PLUS: the provider's acceptance
    tests create such pools (TestAccCognitoIDPUserPool_passwordHistorySize).
    """
    mode = (given.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF")
    tier: str = given.get("UserPoolTier") or (DEFAULT_TIER if mode == "OFF" else "PLUS")
    return tier


def policies(pool: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The policies of a pool after an update: each of the two parts is kept if it is omitted."""
    return {**(pool.get("Policies") or {}), **(given.get("Policies") or {})}


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


def has_custom_sender(pool: Mapping[str, Any], name: str) -> bool:
    """Whether a function sends the pool's messages: `CustomSMSSender` or `CustomEmailSender`.

    Such a function sends instead of Amazon SNS or SES (DG, custom sender triggers). Whether AWS
    demands a sender of its own beside it is not known, so the rules do not.
    """
    return bool((pool.get("LambdaConfig") or {}).get(name))


async def user_pool(call: ApiCall, context: RuleContext) -> Mapping[str, Any]:
    """The pool that a call names.

    Raises:
        AwsError: the pool does not exist.
    """
    pool_id = call.parameters["UserPoolId"]
    answer = await context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool_id)
    pool: Mapping[str, Any] = answer["UserPool"]
    return pool
