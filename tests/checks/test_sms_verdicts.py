"""The checks of SMS, through SNS and through End User Messaging, and the general ones."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from cognito_messaging.checks.subject import Expectations

from .fake_aws import (
    ACCOUNT,
    HEALTHY,
    NUMBER_ARN,
    FakeAws,
    country_rules,
    denied,
    finding,
)
from .test_each_check import (
    FAIL,
    MFA,
    NA,
    NO_RESOURCE,
    PASS,
    RULES,
    UNKNOWN,
    VOICE,
    WARN,
    both,
    change,
    eums,
    pool,
    replaces,
    replies,
)

Change = Callable[[FakeAws], object]


def sns(fake: FakeAws) -> FakeAws:
    """The pool as it is: it sends through SNS."""
    return fake


def verdict(check: str, *changes: Change, **options: Any) -> Any:
    fake = FakeAws()
    both(*changes)(fake)
    return finding(fake, check, **options).verdict


def serving(*countries: str) -> dict[str, Any]:
    return {"expectations": Expectations(sms_countries=countries, sms_usd_per_month=300.0)}


def attribute(limit: str | None) -> Change:
    attributes = {"DefaultSMSType": "Transactional"}
    return replies(
        "sns:GetSMSAttributes",
        {"attributes": attributes | ({"MonthlySpendLimit": limit} if limit else {})},
    )


def limits(enforced: int, highest: int = 10_000, *, own: bool = True, name: str = "TEXT") -> Change:
    limit = {
        "Name": f"{name}_MESSAGE_MONTHLY_SPEND_LIMIT",
        "EnforcedLimit": enforced,
        "MaxLimit": highest,
        "Overridden": own,
    }
    return replies(VOICE + "DescribeSpendLimits", {"SpendLimits": [limit]})


NO_LIMITS = replies(VOICE + "DescribeSpendLimits", denied())


@pytest.mark.parametrize(
    ("path", "change_", "expected"),
    [
        (eums(), attribute("1"), PASS),
        (eums(), replies("sns:GetSMSAttributes", denied()), PASS),
        (eums(), limits(1), FAIL),
        (eums(), limits(0), FAIL),
        (eums(), limits(200), WARN),
        (eums(), limits(300), PASS),
        (eums(), limits(1, own=False), PASS),
        (eums(), limits(1, 1, own=False), FAIL),
        (eums(), limits(1, name="VOICE"), UNKNOWN),
        (eums(), both(limits(1, name="MEDIA"), attribute("500")), UNKNOWN),
        (eums(), NO_LIMITS, UNKNOWN),
        (sns, both(attribute("500"), limits(1)), FAIL),
        (sns, both(attribute("1"), limits(500)), FAIL),
        (sns, both(attribute("200"), limits(500)), WARN),
        (sns, both(attribute("500"), limits(200)), WARN),
        (sns, both(attribute(None), limits(200)), WARN),
        (sns, both(attribute(None), limits(500)), PASS),
        (sns, both(attribute("500"), limits(1, 1, name="VOICE")), PASS),
        (sns, both(attribute("1"), NO_LIMITS), FAIL),
        (sns, NO_LIMITS, UNKNOWN),
        (sns, attribute("nan"), UNKNOWN),
        (sns, attribute("inf"), UNKNOWN),
        (sns, attribute("much"), UNKNOWN),
        (sns, replies("sns:GetSMSAttributes", denied()), UNKNOWN),
    ],
)
def test_the_spend_limit_is_that_of_the_path(path: Change, change_: Change, expected: Any) -> None:
    assert verdict("S7", path, change_) is expected


def test_the_amount_spent_is_a_metric_of_the_path() -> None:
    for path, metric in ((sns, "SMSMonthToDateSpentUSD"), (eums(), "TextMessageMonthlySpend")):
        fake = FakeAws()
        path(fake)
        assert finding(fake, "S7").verdict is PASS
        assert any(f"'{metric}'" in call for call in fake.asked)
        assert any("GetSMSAttributes" in call for call in fake.asked) is (path is sns)


def number(country: str, **fields: Any) -> dict[str, Any]:
    """A number, whose ARN and number are its own."""
    found = copy.deepcopy(HEALTHY[VOICE + "DescribePhoneNumbers"]["PhoneNumbers"][0])  # type: ignore[index]
    arn = NUMBER_ARN.replace("phone-1", f"phone-{country}")
    own = {"PhoneNumberArn": arn, "PhoneNumberId": f"phone-{country}", "IsoCountryCode": country}
    return {**found, **own, "PhoneNumber": f"+1800555{ord(country[0])}{ord(country[1])}", **fields}


def sender(country: str, name: str = "EXAMPLE", *, registered: bool = False) -> dict[str, Any]:
    """A sender ID of a country."""
    found = copy.deepcopy(HEALTHY[VOICE + "DescribeSenderIds"]["SenderIds"][0])  # type: ignore[index]
    arn = f"arn:aws:sms-voice:eu-west-1:{ACCOUNT}:sender-id/{name}/{country}"
    own = {"SenderIdArn": arn, "SenderId": name, "IsoCountryCode": country}
    return {**found, **own, "Registered": registered}


def owning(*items: dict[str, Any]) -> Change:
    """The only numbers and sender IDs of the account."""
    return both(
        replies(
            VOICE + "DescribePhoneNumbers",
            {"PhoneNumbers": [item for item in items if "PhoneNumber" in item]},
        ),
        replies(
            VOICE + "DescribeSenderIds",
            {"SenderIds": [item for item in items if "SenderId" in item]},
        ),
    )


US, DE, SG = number("US"), sender("DE"), sender("SG")
PHONE_POOL = f"arn:aws:sms-voice:eu-west-1:{ACCOUNT}:pool/pool-1"


def pooled(*items: dict[str, Any]) -> Change:
    members = [
        {
            "OriginationIdentityArn": item.get("PhoneNumberArn") or item["SenderIdArn"],
            "OriginationIdentity": item.get("PhoneNumberId") or item["SenderId"],
            "IsoCountryCode": item["IsoCountryCode"],
            "NumberCapabilities": ["SMS"],
        }
        for item in items
    ]
    return replies(
        VOICE + "ListPoolOriginationIdentities",
        {"PoolArn": PHONE_POOL, "PoolId": "pool-1", "OriginationIdentities": members},
    )


def from_(identity: str | None) -> Change:
    return eums(**({"OriginationIdentity": identity} if identity else {}))


@pytest.mark.parametrize(
    ("identity", "items", "countries", "expected"),
    [
        (US["PhoneNumberArn"], (US,), ("US", "DE"), WARN),
        (US["PhoneNumberArn"], (US, DE), ("US", "DE"), WARN),
        (US["PhoneNumberArn"], (US, DE), ("US",), PASS),
        (US["PhoneNumber"], (US, DE), ("US",), PASS),
        (US["PhoneNumber"], (US, DE), ("DE", "US"), WARN),
        (US["PhoneNumberId"], (US, DE), ("US",), PASS),
        ("EXAMPLE", (US, DE), ("DE",), PASS),
        ("EXAMPLE", (US, DE, sender("FR")), ("DE", "FR"), PASS),
        (DE["SenderIdArn"], (US, DE, sender("FR")), ("DE", "FR"), WARN),
        ("EXAMPLE", (US, DE), ("US", "DE"), FAIL),
        ("+18005550199", (US, DE), ("US",), FAIL),
        ("+18005550199", (US, DE), ("DE",), FAIL),
        (US["PhoneNumberArn"], (number("US", Status="PENDING"),), ("US",), FAIL),
        (US["PhoneNumberArn"], (number("US", NumberType="SIMULATOR"),), ("US",), FAIL),
        (US["PhoneNumberArn"], (number("US", NumberCapabilities=["VOICE"]),), ("US",), FAIL),
        (US["PhoneNumberArn"].replace(ACCOUNT, "999999999999"), (US,), ("US",), UNKNOWN),
        (None, (US, DE), ("US", "DE"), PASS),
        (None, (US,), ("US", "DE"), WARN),
        (None, (DE,), ("US", "DE"), FAIL),
    ],
)
def test_an_origination_identity_covers_its_own_country(
    identity: str | None, items: tuple[dict[str, Any], ...], countries: Any, expected: Any
) -> None:
    assert verdict("S9", from_(identity), owning(*items), **serving(*countries)) is expected


@pytest.mark.parametrize("identity", [PHONE_POOL, "pool-1"])
@pytest.mark.parametrize(
    ("members", "expected"),
    [((US, DE), PASS), ((US,), WARN), ((DE,), FAIL), ((), FAIL)],
)
def test_a_pool_of_numbers_covers_the_countries_of_its_members(
    identity: str, members: tuple[dict[str, Any], ...], expected: Any
) -> None:
    changes = (from_(identity), owning(US, DE), pooled(*members))
    assert verdict("S9", *changes, **serving("US", "DE")) is expected


def test_a_pool_of_numbers_that_does_not_exist_covers_nothing() -> None:
    gone = replies(VOICE + "ListPoolOriginationIdentities", NO_RESOURCE)
    assert verdict("S9", from_(PHONE_POOL), gone, **serving("DE")) is FAIL
    refused = replies(VOICE + "ListPoolOriginationIdentities", denied())
    assert verdict("S9", from_(PHONE_POOL), refused, **serving("DE")) is UNKNOWN


@pytest.mark.parametrize("path", [sns, eums()], ids=["sns", "eums"])
@pytest.mark.parametrize(
    ("item", "country", "expected"),
    [
        (SG, "SG", WARN),
        (sender("SG", registered=True), "SG", PASS),
        (sender("IN"), "IN", WARN),
        (sender("IN", registered=True), "IN", PASS),
        (sender("GB"), "GB", PASS),
        (sender("CA", registered=True), "CA", WARN),
        (sender("CN", registered=True), "CN", WARN),
        (sender("US", registered=True), "US", FAIL),
        (number("SG"), "SG", PASS),
    ],
)
def test_a_sender_id_covers_a_country_that_takes_it(
    path: Change, item: dict[str, Any], country: str, expected: Any
) -> None:
    assert verdict("S9", path, owning(item), **serving(country)) is expected


def test_a_sender_id_that_waits_for_its_registration_is_named() -> None:
    fake = FakeAws()
    owning(SG)(fake)
    found = finding(fake, "S9", **serving("SG"))
    assert "Not registered yet: EXAMPLE (SG)." in found.message
    assert found.remediation
    assert found.remediation.command == "cognito-messaging --region eu-west-1 registration status"


def test_a_number_for_the_us_is_to_be_requested_and_registered() -> None:
    fake = FakeAws()
    owning(DE)(fake)
    found = finding(fake, "S9", **serving("US", "DE"))
    assert found.remediation
    assert "--iso-country-code US" in (found.remediation.command or "")
    owning(number("US", Status="PENDING"), DE)(fake)
    found = finding(fake, "S9", **serving("US", "DE"))
    assert "Not registered yet: +1800555" in found.message
    assert found.remediation
    assert found.remediation.command == "cognito-messaging --region eu-west-1 registration status"


def rules(**statuses: str) -> Change:
    return replaces(VOICE + RULES, "CountryRuleSet", country_rules(**statuses))


@pytest.mark.parametrize(
    ("change_", "countries", "expected"),
    [
        (rules(US="ALLOW", DE="BLOCK"), ("US",), PASS),
        (rules(US="ALLOW", DE="FILTER"), ("US",), PASS),
        (rules(US="FILTER", DE="BLOCK"), ("US",), PASS),
        (rules(US="MONITOR", DE="BLOCK"), ("US",), PASS),
        (rules(US="ALLOW", DE="MONITOR"), ("US",), WARN),
        (rules(US="ALLOW", DE="ALLOW"), ("US",), WARN),
        (rules(US="ALLOW", DE="ALLOW", FR="BLOCK"), ("US",), WARN),
        (rules(US="ALLOW", DE="ALLOW"), ("US", "DE"), WARN),
        (rules(US="BLOCK", DE="ALLOW"), ("US", "DE"), FAIL),
        (rules(US="BLOCK", DE="BLOCK"), ("US",), FAIL),
        (rules(US="NEW", DE="BLOCK"), ("DE",), FAIL),
        (rules(US="NEW", DE="ALLOW", FR="BLOCK"), ("DE",), WARN),
        (rules(US="ALLOW", DE="BLOCK"), (), PASS),
        (rules(US="ALLOW", DE="ALLOW"), (), WARN),
        (rules(), ("US",), WARN),
        (replies(VOICE + RULES, denied()), ("US",), UNKNOWN),
        (replies(VOICE + "DescribeAccountAttributes", {"AccountAttributes": []}), ("US",), WARN),
        (
            replies(
                VOICE + "DescribeAccountAttributes",
                {
                    "AccountAttributes": [
                        {"Name": "DEFAULT_PROTECT_CONFIGURATION_ID", "Value": "NONE"}
                    ]
                },
            ),
            ("US",),
            WARN,
        ),
    ],
)
def test_a_protect_configuration_is_compared_with_the_countries(
    change_: Change, countries: Any, expected: Any
) -> None:
    for path in (sns, eums()):
        assert verdict("S11", path, change_, **serving(*countries)) is expected


def test_the_protect_configuration_of_the_configuration_set_counts_first() -> None:
    fake = FakeAws()
    of_set = copy.deepcopy(HEALTHY[VOICE + "DescribeConfigurationSets"])
    of_set["ConfigurationSets"][0]["ProtectConfigurationId"] = "protect-of-set"  # type: ignore[index]
    both(eums(ConfigurationSetName="s"), replies(VOICE + "DescribeConfigurationSets", of_set))(fake)
    found = finding(fake, "S11", **serving("US"))
    assert found.evidence["protect"] == "protect-of-set"
    assert found.remediation
    assert found.remediation.command == (
        "cognito-messaging --region eu-west-1 protect apply --countries US --configuration-set s"
    )
    without = FakeAws()
    eums(ConfigurationSetName="s")(without)
    assert finding(without, "S11").evidence["protect"] == "protect-1"


SANDBOX = replies(
    VOICE + "DescribeAccountAttributes",
    {"AccountAttributes": [{"Name": "ACCOUNT_TIER", "Value": "SANDBOX"}]},
)


def verified(*statuses: str) -> Change:
    (usual,) = HEALTHY[VOICE + "DescribeVerifiedDestinationNumbers"]["VerifiedDestinationNumbers"]  # type: ignore[index]
    return replies(
        VOICE + "DescribeVerifiedDestinationNumbers",
        {"VerifiedDestinationNumbers": [{**usual, "Status": status} for status in statuses]},
    )


@pytest.mark.parametrize(
    ("change_", "expected"),
    [
        (sns, NA),
        (SANDBOX, PASS),
        (both(SANDBOX, verified("PENDING")), WARN),
        (both(SANDBOX, verified(*["VERIFIED"] * 10)), WARN),
        (both(SANDBOX, replies(VOICE + "DescribeVerifiedDestinationNumbers", denied())), UNKNOWN),
        (replies(VOICE + "DescribeAccountAttributes", {"AccountAttributes": []}), UNKNOWN),
    ],
)
def test_the_sandbox_of_end_user_messaging_has_numbers_of_its_own(
    change_: Change, expected: Any
) -> None:
    unasked = replies("sns:GetSMSSandboxAccountStatus", denied())
    assert verdict("S12", eums(), unasked, change_) is expected


@pytest.mark.parametrize("in_sandbox", [True, False])
def test_the_sandbox_of_end_user_messaging_is_not_that_of_sns(in_sandbox: bool) -> None:
    of_sns = replies("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": in_sandbox})
    assert verdict("S5", eums(), of_sns) is PASS
    assert verdict("S5", eums(), of_sns, SANDBOX) is FAIL
    assert verdict("S5", of_sns, SANDBOX) is FAIL


PASSKEYS = {"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
SIGN_IN = pool(Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}})


@pytest.mark.parametrize("mode", ["ON", "OPTIONAL"])
@pytest.mark.parametrize(
    ("fields", "change_", "expected"),
    [
        ({"SmsMfaConfiguration": {}, "WebAuthnConfiguration": PASSKEYS}, SIGN_IN, PASS),
        ({"SmsMfaConfiguration": {}, "WebAuthnConfiguration": PASSKEYS}, sns, WARN),
        ({"SmsMfaConfiguration": {}}, sns, WARN),
        ({"WebAuthnConfiguration": PASSKEYS}, SIGN_IN, WARN),
        ({"WebAuthnConfiguration": PASSKEYS}, sns, WARN),
        ({"SoftwareTokenMfaConfiguration": {"Enabled": True}}, sns, PASS),
        ({"SoftwareTokenMfaConfiguration": {"Enabled": False}}, sns, WARN),
        ({"EmailMfaConfiguration": {}}, sns, PASS),
        ({"EmailMfaConfiguration": {}}, pool(UserPoolTier="LITE"), FAIL),
        ({}, sns, WARN),
    ],
)
def test_passkeys_that_verify_their_user_are_a_second_factor(
    mode: str, fields: dict[str, Any], change_: Change, expected: Any
) -> None:
    answer = {"MfaConfiguration": mode, **fields}
    assert verdict("G1", replies(MFA, answer), change_) is expected


@pytest.mark.parametrize(
    ("configuration", "mode", "expected"),
    [
        ({}, "ON", FAIL),
        ({"FactorConfiguration": "SINGLE_FACTOR"}, "ON", FAIL),
        ({"FactorConfiguration": "SINGLE_FACTOR"}, "OPTIONAL", PASS),
        (PASSKEYS, "ON", PASS),
    ],
)
def test_required_mfa_excludes_passkeys_that_are_one_factor(
    configuration: dict[str, Any], mode: str, expected: Any
) -> None:
    answer = {
        "MfaConfiguration": mode,
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "WebAuthnConfiguration": configuration,
    }
    assert verdict("G1", replies(MFA, answer), SIGN_IN) is expected


GROUP = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:auth"
TO_GROUP = {"CloudWatchLogsConfiguration": {"LogGroupArn": GROUP}}
TO_BUCKET = {"S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"}}
TO_STREAM = {
    "FirehoseConfiguration": {"StreamArn": f"arn:aws:firehose:eu-west-1:{ACCOUNT}:deliverystream/s"}
}


def to_group(arn: str) -> dict[str, Any]:
    return {"CloudWatchLogsConfiguration": {"LogGroupArn": arn}}


@pytest.mark.parametrize(
    ("source", "level", "destination", "expected"),
    [
        ("userNotification", "ERROR", TO_GROUP, PASS),
        ("userNotification", "ERROR", to_group(f"{GROUP}:*"), PASS),
        ("userNotification", "ERROR", TO_BUCKET, WARN),
        ("userNotification", "ERROR", TO_STREAM, WARN),
        ("userNotification", "ERROR", {}, WARN),
        ("userNotification", "INFO", TO_GROUP, WARN),
        ("userAuthEvents", "INFO", TO_GROUP, WARN),
        ("userAuthEvents", "ERROR", TO_GROUP, WARN),
        ("userNotification", "ERROR", to_group("arn:aws:sns:eu-west-1:1:not-a-group"), WARN),
        ("userNotification", "ERROR", to_group(GROUP.replace(ACCOUNT, "999999999999")), WARN),
        ("userNotification", "ERROR", to_group(GROUP.replace("eu-west-1", "us-east-1")), WARN),
        ("userNotification", "ERROR", to_group("log-group-of-name-auth"), WARN),
    ],
)
def test_errors_are_logged_to_a_destination_that_aws_takes(
    source: str, level: str, destination: dict[str, Any], expected: Any
) -> None:
    item = {"EventSource": source, "LogLevel": level, **destination}
    found = {"LogDeliveryConfiguration": {"UserPoolId": "eu-west-1_A", "LogConfigurations": [item]}}
    assert verdict("G3", replies("cognito-idp:GetLogDeliveryConfiguration", found)) is expected


def test_the_fix_of_log_delivery_keeps_the_other_configurations() -> None:
    events = {"EventSource": "userAuthEvents", "LogLevel": "INFO", **TO_BUCKET}
    fake = FakeAws()
    change(
        "cognito-idp:GetLogDeliveryConfiguration",
        LogDeliveryConfiguration={"LogConfigurations": [events]},
    )(fake)
    found = finding(fake, "G3").remediation
    assert found
    assert '"BucketArn":"arn:aws:s3:::bucket"' in (found.command or "")
    assert '"EventSource":"userNotification"' in (found.command or "")
