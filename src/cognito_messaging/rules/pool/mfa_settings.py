"""The second factors of a pool: the embedded target merges calls that AWS takes as a whole.

SetUserPoolMfaConfig replaces what was set before: without MfaConfiguration, MFA is off
(go-to-k/cdkd#1968, measured), and a factor that the call omits is no longer offered: the provider's
tests TestAccCognitoIDPUserPool_MFA_softwareTokenMFA and _softwareTokenMFAToSMS, which run on AWS.
Whether passkeys are replaced too is not known; they are kept. A factor with the default texts is
shown as an empty structure (TestAccCognitoIDPUserPool_MFA_emailConfigurationMFA). An SMS
configuration in the call becomes that of the pool (API, SmsMfaConfigType).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import Supplement, SupplementCall

_SMS = "SmsMfaConfiguration"
# The factors that a call which omits them disables. SMS stays as long as the pool has it.
_APP = "SoftwareTokenMfaConfiguration"
_REPLACED = (_APP, "EmailMfaConfiguration")


class MfaSettings(Supplement):
    """Second factors as the last call set them."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._factors: dict[str, dict[str, Any]] = {}

    async def set_user_pool_mfa_config(self, call: SupplementCall) -> Mapping[str, Any]:
        """Set the second factors of a pool."""
        given, pool = call.parameters, call.parameters["UserPoolId"]
        answer = await call.forward(MfaConfiguration=given.get("MfaConfiguration", "OFF"))
        sms = (given.get(_SMS) or {}).get("SmsConfiguration")
        if sms:
            await _set_sms(call, pool, sms)
        self._factors[pool] = {name: given.get(name) for name in (*_REPLACED, _SMS)}
        return self._shown(pool, answer)

    async def get_user_pool_mfa_config(self, call: SupplementCall) -> Mapping[str, Any] | None:
        """Show the second factors of a pool."""
        pool = call.parameters["UserPoolId"]
        return self._shown(pool, await call.forward()) if pool in self._factors else None

    def _shown(self, pool: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        factors = self._factors[pool]
        kept = {key: value for key, value in answer.items() if key not in _REPLACED}
        shown = {name: factors[name] for name in _REPLACED if factors[name] is not None}
        if _APP in shown:
            shown[_APP] = {"Enabled": False, **shown[_APP]}
        if factors[_SMS] is not None:
            shown[_SMS] = {**answer.get(_SMS, {}), **factors[_SMS]}
        return {**kept, **shown}


async def _set_sms(call: SupplementCall, pool: str, sms: Mapping[str, Any]) -> None:
    """Give a pool this SMS configuration, unless it has it: an update on moto resets a pool."""
    described = await call.context.ask_upstream("cognito-idp", "DescribeUserPool", UserPoolId=pool)
    if described["UserPool"].get("SmsConfiguration") != sms:
        await call.context.ask_upstream(
            "cognito-idp", "UpdateUserPool", UserPoolId=pool, SmsConfiguration=sms
        )
