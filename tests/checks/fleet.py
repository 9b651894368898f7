"""A fleet of varied pools in three accounts and two regions, from the real checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from cognito_messaging.readiness import Report

from .fake_aws import ACCOUNT, HEALTHY, POOL_ID, Dns, FakeAws, denied, error, policy, run, trust_of

Change = Callable[[FakeAws], FakeAws]
REGIONS = ("eu-west-1", "us-east-1")
NAMES = ("customers", "partners", "staff", "shop", "support portal", "beta testers", "métier")


def _in_both_sandboxes(fake: FakeAws) -> FakeAws:
    return (
        fake.change("sesv2:GetAccount", ProductionAccessEnabled=False)
        .change("sesv2:GetAccount", SendQuota={"Max24HourSend": 200.0})
        .reply("sns:GetSMSSandboxAccountStatus", {"IsInSandbox": True})
        .change("sns:GetSMSAttributes", attributes={"MonthlySpendLimit": "1"})
        .reply("cloudwatch:DescribeAlarms", {"MetricAlarms": []})
    )


def _without_iam(fake: FakeAws) -> FakeAws:
    for name in HEALTHY:
        if name.startswith("iam:"):
            fake.reply(name, denied())
    return fake.reply("pinpoint-sms-voice-v2:DescribePhoneNumbers", {"PhoneNumbers": []})


def _untouched(fake: FakeAws) -> FakeAws:
    return fake


# By account: what holds for all its pools.
ACCOUNTS: dict[str, Change] = {
    "111122223333": _in_both_sandboxes,
    "444455556666": _untouched,
    "777788889999": _without_iam,
}

# What differs between pools of one account.
POOLS: Sequence[Change] = (
    _untouched,
    lambda fake: fake.pool(DeletionProtection="INACTIVE"),
    lambda fake: fake.pool(EmailConfiguration={"EmailSendingAccount": "COGNITO_DEFAULT"}),
    lambda fake: fake.reply("wafv2:GetWebACLForResource", {}),
    lambda fake: fake.pool(SmsConfiguration=None),
    lambda fake: fake.reply("cognito-idp:GetLogDeliveryConfiguration", denied()),
    lambda fake: fake.pool(EmailConfiguration={"From": "shop@another.example"}),
    lambda fake: (
        fake.change(
            "iam:GetRole", Role={"AssumeRolePolicyDocument": policy(trust_of("999999999999"))}
        )
        if isinstance(fake.answers["iam:GetRole"], dict)
        else fake
    ),
    lambda fake: fake.pool(SmsConfigurationFailure="Role does not have a trust relationship"),
    lambda fake: fake.change(
        "sesv2:GetEmailIdentity",
        VerifiedForSendingStatus=False,
        VerificationStatus="PENDING",
        DkimAttributes={"Status": "PENDING"},
    ),
    lambda fake: fake.reply("sesv2:GetConfigurationSet", error("NotFoundException")),
    lambda fake: fake.reply("cognito-idp:DescribeUserPool", denied()),
    lambda fake: fake.pool(
        LambdaConfig={
            "CustomEmailSender": {
                "LambdaVersion": "V1_0",
                "LambdaArn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:send",
            }
        }
    ),
)


def _moved(value: Any, texts: Mapping[str, str]) -> Any:
    """An answer of AWS with other texts in place of some."""
    match value:
        case str():
            for old, new in texts.items():
                value = value.replace(old, new)
            return value
        case dict():
            return {name: _moved(item, texts) for name, item in value.items()}
        case list():
            return [_moved(item, texts) for item in value]
    return value


def pool(number: int, change: Change | None = None, account: str | None = None) -> Report:
    """The report of the pool with a number, or of one with another change or in another account."""
    accounts = list(ACCOUNTS)
    like = accounts[number % len(accounts)]
    region = REGIONS[number // len(accounts) % len(REGIONS)]
    pool_id = f"{region}_Fleet{number:03}"
    texts = {POOL_ID: pool_id, ACCOUNT: account or like, "eu-west-1": region}
    fake = ACCOUNTS[like](FakeAws(_moved(HEALTHY, texts)))
    fake.pool(Name=f"{NAMES[number % len(NAMES)]}-{number:02}")
    return run((change or POOLS[number % len(POOLS)])(fake), pool_id=pool_id, dns=Dns())


@cache
def fleet(size: int = 40) -> tuple[Report, ...]:
    """The reports of the pools of a fleet, in the order of their numbers."""
    return tuple(_at_once(pool, range(size)))


def each_in_its_account(size: int = 40) -> list[Report]:
    """Pools in as many accounts, all of them in both sandboxes."""
    apart = range(0, size * len(ACCOUNTS), len(ACCOUNTS))
    return _at_once(lambda number: pool(number, account=f"{number:012}"), apart)


def _at_once(build: Callable[[int], Report], numbers: Iterable[int]) -> list[Report]:
    """Build pools together, since each mostly waits for its turn to call Cognito."""
    with ThreadPoolExecutor(20) as threads:
        return list(threads.map(build, numbers))
