"""Every combination of second factors, passkeys and first factors, against what AWS was seen to do.

The rows of `REFUSALS` are what the sources say, in the order in which AWS checks. They do not use
the code of the rules.
"""

from __future__ import annotations

import asyncio
import itertools

import pytest

from cognito_messaging.rules.pools import SET_MFA
from terraform_scenarios.gateway import ApiCall
from terraform_scenarios.gateway.loading import load_rules

RULES = [rule for rule in load_rules("cognito_messaging.rules.pool") if SET_MFA in rule.operations]

MODES = ("OFF", "OPTIONAL", "ON")
APPS = (None, {"Enabled": False}, {"Enabled": True})
EMAILS = (None, {})
TEXTS = (None, {})  # of SMS
PASSKEYS = (
    None,
    {"FactorConfiguration": "SINGLE_FACTOR"},
    {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"},
)
FIRST = ((), ("EMAIL_OTP",), ("SMS_OTP",), ("WEB_AUTHN",), ("EMAIL_OTP", "WEB_AUTHN"))
SENDERS = ("COGNITO_DEFAULT", "DEVELOPER", "custom")
RECOVERY = (("verified_email",), ("verified_phone_number", "verified_email"))
TIERS = ("LITE", "ESSENTIALS")

# Who sends SMS: nobody, or the pool.
SMS = (False, True)


class Combination:
    def __init__(self, mode, app, email, text, passkeys, first, sender, sms, recovery, tier):
        self.mode, self.app, self.email, self.text = mode, app, email, text
        self.passkeys, self.first, self.sender, self.sms = passkeys, first, sender, sms
        self.recovery, self.tier = recovery, tier
        self.on = mode != "OFF"
        self.app_on = app == {"Enabled": True}
        self.two_in_one = bool(passkeys) and "MULTI" in passkeys["FactorConfiguration"]
        self.factors = [email is not None, text is not None, self.app_on]

    @property
    def call(self):
        given = {
            "UserPoolId": "eu-central-1_a",
            "MfaConfiguration": self.mode,
            "SoftwareTokenMfaConfiguration": self.app,
            "EmailMfaConfiguration": self.email,
            "SmsMfaConfiguration": self.text,
            "WebAuthnConfiguration": self.passkeys,
        }
        present = {name: value for name, value in given.items() if value is not None}
        return ApiCall("cognito-idp", "SetUserPoolMfaConfig", "1" * 12, "eu-central-1", present)

    @property
    def pool(self):
        triggers = (
            {"CustomEmailSender": {}}
            if self.sender != "custom"
            else {"CustomEmailSender": {"LambdaArn": "f"}}
        )
        return {
            "UserPoolTier": self.tier,
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *self.first]}},
            "EmailConfiguration": {
                "EmailSendingAccount": self.sender if self.sender != "custom" else "COGNITO_DEFAULT"
            },
            "LambdaConfig": triggers,
            "SmsConfiguration": {"SnsCallerArn": "r"} if self.sms else {},
            "AccountRecoverySetting": {
                "RecoveryMechanisms": [
                    {"Name": name, "Priority": at} for at, name in enumerate(self.recovery, 1)
                ]
            },
        }


class Context:
    """Answers the questions of rules from one pool."""

    def __init__(self, pool):
        self._pool = pool

    async def ask(self, service, operation, /, **_):
        assert service == "cognito-idp"
        if operation == "GetUserPoolMfaConfig":
            return {"MfaConfiguration": "OFF"}
        assert operation == "DescribeUserPool"
        return {"UserPool": self._pool}


# Each row: part of AWS's message, and when it comes (see the sources of the rules).
REFUSALS = (
    (
        "can't turn off MFA and configure an MFA together",
        lambda it: not it.on and any(part is not None for part in (it.app, it.email, it.text)),
    ),
    (
        "can't disable all MFAs with a required or optional configuration",
        lambda it: it.on and not any(it.factors) and it.passkeys is None,
    ),
    (
        "SMS MFA, Email MFA, or Software Token MFA must be enabled",
        lambda it: it.on and not any(it.factors) and bool(it.passkeys) and not it.two_in_one,
    ),
    (
        "contains an EmailSendingAccount of COGNITO_DEFAULT",
        lambda it: it.on and it.email is not None and it.sender == "COGNITO_DEFAULT",
    ),
    ("SMS MFA requires", lambda it: it.on and it.text is not None and not it.sms),
    ("Can't turn off SMS_MFA", lambda it: it.on and it.text is None and it.sms),
    (
        "Only PASSWORD and WEB_AUTHN (if configured)",
        lambda it: it.mode == "ON" and bool({"EMAIL_OTP", "SMS_OTP"} & set(it.first)),
    ),
    (
        "Cannot set WebAuthn factor configuration to SINGLE_FACTOR",
        lambda it: it.mode == "ON" and "WEB_AUTHN" in it.first and not it.two_in_one,
    ),
    (
        "Account Recovery Setting cannot use verified_email",
        lambda it: it.on and it.email is not None and it.recovery == ("verified_email",),
    ),
    (
        "for the LITE pricing tier configured",
        lambda it: it.tier == "LITE" and (it.email is not None or bool(it.passkeys)),
    ),
)


async def answers(combination):
    context = Context(combination.pool)
    found = [await rule.check(combination.call, context) for rule in RULES]
    return [error.message for error in found if error is not None]


async def compare(mode, tier):
    parts = (APPS, EMAILS, TEXTS, PASSKEYS, FIRST, SENDERS, SMS, RECOVERY)
    for app, email, text, passkeys, first, sender, sms, recovery in itertools.product(*parts):
        it = Combination(mode, app, email, text, passkeys, first, sender, sms, recovery, tier)
        expected = [message for message, applies in REFUSALS if applies(it)]
        found = await answers(it)
        assert all(any(part in one for part in expected) for one in found), (vars(it), found)
        assert all(any(part in one for one in found) for part in expected), (vars(it), expected)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("mode", MODES)
def test_each_combination_gets_an_answer_that_aws_gives_it(mode, tier):
    asyncio.run(compare(mode, tier))
