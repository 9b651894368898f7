"""The trust policy (S2) and the permission (S3) of an SMS role, by operators and statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from .fake_aws import (
    ACCOUNT,
    MANAGED_ARN,
    NUMBER_ARN,
    POOL_ARN,
    PUBLISH,
    ROLE_ARN,
    TRUST,
    FakeAws,
    denied,
    finding,
    policy,
)
from .test_each_check import (
    FAIL,
    IP_CONDITION,
    PASS,
    UNKNOWN,
    WARN,
    attached,
    both,
    change,
    eums,
    replies,
    simulated,
    sms,
    trust,
)

OTHER = "999999999999"
ID = "sts:ExternalId"
SOURCE_ACCOUNT, SOURCE_ARN = "aws:SourceAccount", "aws:SourceArn"
LIMITS: Mapping[str, tuple[str, Any]] = {
    ID: ("StringEquals", "external-1"),
    SOURCE_ACCOUNT: ("StringEquals", ACCOUNT),
    SOURCE_ARN: ("ArnLike", POOL_ARN),
}


def with_one(key: str, operator: str, value: Any) -> dict[str, Any]:
    """The conditions for the pool alone, with another one for one key."""
    found: dict[str, dict[str, Any]] = {}
    for name, (usual, wanted) in {**LIMITS, key: (operator, value)}.items():
        found.setdefault(usual, {})[name] = wanted
    return found


@pytest.mark.parametrize(
    ("key", "operator", "value", "verdict"),
    [
        (ID, "StringEquals", "external-1", PASS),
        (ID, "StringEquals", ["other", "external-1"], PASS),
        (ID, "StringEquals", "External-1", FAIL),
        (ID, "StringEqualsIgnoreCase", "EXTERNAL-1", PASS),
        (ID, "StringLike", "ext*", PASS),
        (ID, "StringLike", "external-?", PASS),
        (ID, "StringLike", "int*", FAIL),
        (ID, "StringLike", "*", WARN),
        (ID, "StringLike", "?*", WARN),
        (ID, "StringNotEquals", "other", WARN),
        (ID, "StringNotEquals", "external-1", FAIL),
        (ID, "StringNotLike", "x*", WARN),
        (ID, "StringNotLike", "ext*", FAIL),
        (ID, "StringEqualsIfExists", "external-1", WARN),
        (ID, "StringEqualsIfExists", "other", FAIL),
        (ID, "ForAnyValue:StringEquals", "external-1", PASS),
        (ID, "ForAnyValue:StringLike", "int*", FAIL),
        (ID, "ForAllValues:StringEquals", "external-1", WARN),
        (ID, "ForSomeValue:StringEquals", "external-1", UNKNOWN),
        (ID, "Null", "false", WARN),
        (ID, "Null", "true", FAIL),
        (ID, "StringMatches", "external-1", UNKNOWN),
        (ID, "NumericEquals", "1", UNKNOWN),
        (ID, "DateGreaterThan", "2026-01-01", UNKNOWN),
        (SOURCE_ACCOUNT, "StringEquals", OTHER, FAIL),
        (SOURCE_ACCOUNT, "StringEquals", [ACCOUNT, OTHER], WARN),
        (SOURCE_ACCOUNT, "StringLike", ACCOUNT, PASS),
        (SOURCE_ACCOUNT, "StringLike", "*", WARN),
        (SOURCE_ACCOUNT, "StringLike", "1234*", WARN),
        (SOURCE_ACCOUNT, "StringLike", "*9012", WARN),
        (SOURCE_ACCOUNT, "StringLike", "12345678901?", WARN),
        (SOURCE_ACCOUNT, "StringLike", "?23456789012", WARN),
        (SOURCE_ACCOUNT, "StringLike", "99*", FAIL),
        (SOURCE_ACCOUNT, "StringNotEquals", OTHER, WARN),
        (SOURCE_ACCOUNT, "StringNotEquals", ACCOUNT, FAIL),
        (SOURCE_ACCOUNT, "StringEqualsIfExists", ACCOUNT, PASS),
        (SOURCE_ACCOUNT, "ForAnyValue:StringEquals", ACCOUNT, PASS),
        (SOURCE_ACCOUNT, "NumericEquals", ACCOUNT, PASS),
        (SOURCE_ACCOUNT, "NumericGreaterThan", "1", WARN),
        (SOURCE_ACCOUNT, "Null", "false", WARN),
        (SOURCE_ARN, "ArnEquals", POOL_ARN, PASS),
        (SOURCE_ARN, "StringEquals", POOL_ARN, PASS),
        (SOURCE_ARN, "ArnLike", f"arn:aws:cognito-idp:eu-west-1:{ACCOUNT}:userpool/*", PASS),
        (SOURCE_ARN, "StringLike", f"*:{ACCOUNT}:*", PASS),
        (SOURCE_ARN, "ArnLikeIfExists", POOL_ARN, PASS),
        (SOURCE_ARN, "StringLike", "*", WARN),
        (SOURCE_ARN, "StringLike", "arn:aws:cognito-idp:*", WARN),
        (SOURCE_ARN, "ArnLike", "arn:aws:cognito-idp:*:*:userpool/*", WARN),
        (SOURCE_ARN, "ArnLike", "arn:aws:cognito-idp:eu-west-1:1234*:userpool/*", WARN),
        (SOURCE_ARN, "ArnLike", "arn:aws:cognito-idp:*:*:userpool/eu-west-1_*", WARN),
        (SOURCE_ARN, "ArnLike", ["arn:aws:iam::*:*", POOL_ARN], PASS),
        (SOURCE_ARN, "ArnLike", "*", UNKNOWN),
        (SOURCE_ARN, "ArnNotLike", f"arn:aws:cognito-idp:*:{OTHER}:*", WARN),
        (SOURCE_ARN, "ArnNotEquals", POOL_ARN, FAIL),
        (SOURCE_ARN, "ArnEquals", POOL_ARN + "x", FAIL),
        ("aws:SourceOrgID", "StringEquals", "o-1", UNKNOWN),
        ("aws:SecureTransport", "Bool", "true", UNKNOWN),
    ],
)
def test_a_condition_of_a_trust_policy_is_judged_by_what_it_lets_in(
    key: str, operator: str, value: Any, verdict: Any
) -> None:
    fake = FakeAws()
    trust(Condition=with_one(key, operator, value))(fake)
    found = finding(fake, "S2")
    assert found.verdict is verdict, found.message


FULL = TRUST["Condition"]
DENY_OTHERS = {"StringNotEquals": {SOURCE_ACCOUNT: ACCOUNT}}


def stated(effect: str = "Allow", **fields: Any) -> dict[str, Any]:
    found = {**TRUST, "Effect": effect, **fields}
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("statements", "verdict"),
    [
        ([stated(), stated(Condition=None)], WARN),
        ([stated(), stated(Condition=IP_CONDITION)], WARN),
        ([stated(), stated(Principal={"Service": "lambda.amazonaws.com"}, Condition=None)], PASS),
        ([stated(), stated("Deny", Condition=DENY_OTHERS)], PASS),
        ([stated(), stated("Deny", Condition=None)], FAIL),
        ([stated(), stated("Deny", Condition={"Null": {ID: "false"}})], FAIL),
        ([stated(), stated("Deny", Condition=IP_CONDITION)], UNKNOWN),
        ([stated(Action=None, NotAction="sts:TagSession")], PASS),
        ([stated(Action=None, NotAction="sts:Assume*")], FAIL),
        ([stated(Action=["sts:TagSession", "sts:AssumeRole"])], PASS),
        ([stated(Action="sts:AssumeRoleWithWebIdentity")], FAIL),
        ([stated(Principal="*")], PASS),
        ([stated(Principal={"AWS": ACCOUNT})], FAIL),
        ([stated(Principal={"Service": ["sns.amazonaws.com", "cognito-idp.amazonaws.com"]})], PASS),
        ([stated(Principal={"Service": "cognito-idp.amazonaws.com.example"})], FAIL),
        ([stated(Principal=None, NotPrincipal={"AWS": ACCOUNT})], PASS),
        ([], FAIL),
    ],
)
def test_the_statements_of_a_trust_policy_count_together(
    statements: list[dict[str, Any]], verdict: Any
) -> None:
    fake = FakeAws()
    change("iam:GetRole", Role={"AssumeRolePolicyDocument": policy(*statements)})(fake)
    found = finding(fake, "S2")
    assert found.verdict is verdict, found.message


def test_a_pass_says_whether_other_pools_of_the_account_can_use_the_role() -> None:
    fake = FakeAws()
    assert "pools of this account" in finding(fake, "S2").message
    trust(Condition=with_one(SOURCE_ARN, "ArnLike", POOL_ARN))(fake)
    assert "this pool only" in finding(fake, "S2").message


@pytest.mark.parametrize("path", ["sns", "eums"])
@pytest.mark.parametrize(
    "role",
    [
        ROLE_ARN.replace(ACCOUNT, OTHER),
        "arn:aws:iam::aws:user/x",
        "cognito-sms-without-arn",
        "arn:aws:sns:eu-west-1::t",
    ],
)
def test_a_role_of_another_account_is_not_looked_up_in_this_one(path: str, role: str) -> None:
    fake = FakeAws()
    (sms(SnsCallerArn=role) if path == "sns" else eums(CallerArn=role))(fake)
    assert (finding(fake, "S2").verdict, finding(fake, "S3").verdict) == (FAIL, UNKNOWN)
    assert not any(call.startswith("iam:") for call in fake.asked)


def allow(**fields: Any) -> dict[str, Any]:
    found = {**PUBLISH, **fields}
    return {name: value for name, value in found.items() if value is not None}


def deny(**fields: Any) -> dict[str, Any]:
    return allow(Effect="Deny", **fields)


HERE = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
MAYBE = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
TOPIC = "arn:aws:sns:eu-west-1:123456789012:topic"
NOT_SIMULATED = replies("iam:SimulatePrincipalPolicy", denied())
INLINE = [
    ([allow()], PASS),
    ([allow(Action="sns:*")], PASS),
    ([allow(Action="*")], PASS),
    ([allow(Action=["sns:Subscribe", "SNS:pub*"])], PASS),
    ([allow(Action="sns:Subscribe")], FAIL),
    ([allow(Action=None, NotAction="s3:*")], PASS),
    ([allow(Action=None, NotAction=["s3:*", "sns:*"])], FAIL),
    ([allow(Resource="arn:aws:sns:*:*:*")], FAIL),
    ([allow(Resource=None, NotResource="arn:aws:sns:*:*:*")], PASS),
    ([allow(Resource=None, NotResource="*")], FAIL),
    ([allow(Condition={"StringEquals": {"sns:Protocol": "sms"}})], FAIL),
    ([allow(Condition={"StringEqualsIfExists": {"sns:Protocol": "sms"}})], PASS),
    ([allow(Condition={"StringEquals": {"sns:Protocol": "sms"}}), allow()], PASS),
    ([allow(Condition=MAYBE)], UNKNOWN),
    ([allow(Condition=MAYBE), allow()], PASS),
    ([allow(Condition={"StringFits": {"a": "b"}})], UNKNOWN),
    ([allow(Condition=HERE)], PASS),
    ([allow(Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}})], FAIL),
    ([allow(Condition={"ArnLike": {"aws:PrincipalArn": ROLE_ARN}})], PASS),
    ([allow(Condition={"StringEquals": {"aws:PrincipalAccount": OTHER}})], FAIL),
    ([allow(), deny()], FAIL),
    ([allow(), deny(Action="sns:Subscribe")], PASS),
    ([allow(), deny(Resource=TOPIC)], PASS),
    ([allow(), deny(Resource=None, NotResource="arn:aws:sns:*")], FAIL),
    ([allow(), deny(Condition=MAYBE)], UNKNOWN),
    ([allow(), deny(Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}})], PASS),
    ([allow(), deny(Condition={"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}})], FAIL),
    ([], FAIL),
]


@pytest.mark.parametrize(("statements", "verdict"), INLINE)
def test_the_statements_of_a_role_are_evaluated_as_iam_does(
    statements: list[dict[str, Any]], verdict: Any
) -> None:
    fake = FakeAws()
    both(change("iam:GetRolePolicy", PolicyDocument=policy(*statements)), NOT_SIMULATED)(fake)
    found = finding(fake, "S3")
    assert found.verdict is verdict, found.message


def bounded(*statements: dict[str, Any]) -> Callable[[FakeAws], object]:
    """A permissions boundary of the role."""
    boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": MANAGED_ARN}
    return both(
        change("iam:GetRole", Role={"PermissionsBoundary": boundary}),
        change("iam:GetPolicyVersion", PolicyVersion={"Document": policy(*statements)}),
    )


@pytest.mark.parametrize(
    ("statements", "verdict"),
    [
        ([allow()], PASS),
        ([allow(Action="*")], PASS),
        ([allow(Action="s3:*")], FAIL),
        ([allow(), deny()], FAIL),
        ([allow(Condition=MAYBE)], UNKNOWN),
        ([allow(Condition=HERE)], PASS),
        ([], FAIL),
    ],
)
def test_a_permissions_boundary_must_allow_too(
    statements: list[dict[str, Any]], verdict: Any
) -> None:
    fake = FakeAws()
    both(bounded(*statements), NOT_SIMULATED)(fake)
    found = finding(fake, "S3")
    assert found.verdict is verdict, found.message
    assert verdict is not FAIL or "boundary" in found.message


@pytest.mark.parametrize(
    ("change_", "verdict"),
    [
        (both(attached(deny()), NOT_SIMULATED), FAIL),
        (both(attached(deny(Condition=MAYBE)), NOT_SIMULATED), UNKNOWN),
        (both(attached(allow(Action="s3:*")), NOT_SIMULATED), PASS),
        (replies("iam:ListAttachedRolePolicies", denied()), PASS),
        (both(replies("iam:ListAttachedRolePolicies", denied()), NOT_SIMULATED), UNKNOWN),
        (both(bounded(allow()), replies("iam:GetPolicy", denied())), PASS),
        (both(bounded(allow()), replies("iam:GetPolicy", denied()), NOT_SIMULATED), UNKNOWN),
        (both(replies("iam:GetRole", denied()), NOT_SIMULATED), UNKNOWN),
        (replies("iam:GetRolePolicy", denied()), WARN),
        (
            both(replies("iam:GetRolePolicy", denied()), simulated("sns:Publish", "implicitDeny")),
            FAIL,
        ),
        (simulated("sns:Publish", "explicitDeny"), FAIL),
        (simulated("sns:Publish", "implicitDeny"), UNKNOWN),
    ],
)
def test_a_part_that_cannot_be_read_is_left_to_the_simulation(
    change_: Callable[[FakeAws], object], verdict: Any
) -> None:
    fake = FakeAws()
    change_(fake)
    found = finding(fake, "S3")
    assert found.verdict is verdict, found.message


SEND = "sms-voice:SendTextMessage"
POOL_OF_NUMBERS = NUMBER_ARN.replace("phone-number/phone-1", "pool/pool-1")


@pytest.mark.parametrize("answer", [denied(), "allowed", "implicitDeny"])
@pytest.mark.parametrize(
    ("identity", "resource", "verdict"),
    [
        (NUMBER_ARN, NUMBER_ARN, PASS),
        (NUMBER_ARN, "arn:aws:sms-voice:eu-west-1:*:phone-number/*", PASS),
        (NUMBER_ARN, [POOL_OF_NUMBERS, NUMBER_ARN], PASS),
        (NUMBER_ARN, "*", PASS),
        (NUMBER_ARN, POOL_OF_NUMBERS, FAIL),
        (POOL_OF_NUMBERS, POOL_OF_NUMBERS, PASS),
        ("+18005550100", "*", PASS),
        ("+18005550100", NUMBER_ARN, FAIL),
        ("EXAMPLE", "*", PASS),
        (None, "*", PASS),
        (None, NUMBER_ARN, UNKNOWN),
    ],
)
def test_a_policy_for_end_user_messaging_must_name_what_the_pool_names(
    identity: str | None, resource: Any, verdict: Any, answer: Any
) -> None:
    fake = FakeAws()
    both(
        eums(**({"OriginationIdentity": identity} if identity else {})),
        change(
            "iam:GetRolePolicy",
            PolicyDocument=policy({"Effect": "Allow", "Action": SEND, "Resource": resource}),
        ),
        simulated(SEND, answer)
        if isinstance(answer, str)
        else replies("iam:SimulatePrincipalPolicy", answer),
    )(fake)
    # The simulation is about the ARN that the pool names, and else about `*`.
    contradicted = (answer == "allowed" and verdict is FAIL) or (
        answer == "implicitDeny" and verdict is PASS and str(identity).startswith("arn:")
    )
    found = finding(fake, "S3")
    assert found.verdict is (UNKNOWN if contradicted else verdict), found.message
