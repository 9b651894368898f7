"""The AWS facts that the gateway's rules and the readiness checks share."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_messaging.facts import policies, regions
from cognito_messaging.facts.arns import Arn, InvalidArn, partition_of, user_pool_arn
from cognito_messaging.facts.policies import Decision
from cognito_messaging.facts.regions import RegionVerdict
from cognito_messaging.facts.senders import (
    Coverage,
    Identity,
    InvalidSender,
    Sender,
    coverage,
    quote_display_name,
)
from cognito_messaging.facts.ses import Mailbox

POOL = user_pool_arn("eu-central-1", "111122223333", "eu-central-1_Ab1")


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_an_arn_of_every_partition_reads_and_writes_itself(partition):
    text = f"arn:{partition}:iam::111122223333:role/path/to/sms"
    arn = Arn.parse(text)
    assert str(arn) == text
    assert (arn.resource_type, arn.resource_name, arn.resource_id) == (
        "role",
        "sms",
        "path/to/sms",
    )


@pytest.mark.parametrize(
    "text", ["", "example.com", "arn:aws:ses", "arn:aws2:ses:r:111122223333:x", "arn:aws:ses:r:1:x"]
)
def test_a_text_that_is_not_an_arn_is_refused_with_what_to_write(text):
    with pytest.raises(InvalidArn, match="write"):
        Arn.parse(text)


def test_a_regions_name_decides_its_partition():
    assert [partition_of(one) for one in ("cn-north-1", "us-gov-west-1", "us-west-1")] == [
        "aws-cn",
        "aws-us-gov",
        "aws",
    ]


@pytest.mark.parametrize(
    ("pool", "ses", "verdict"),
    [
        ("eu-central-1", "eu-central-1", "allowed"),
        ("eu-central-1", "us-west-2", "allowed"),
        ("eu-central-1", "eu-west-2", "refused"),
        ("eu-west-3", "eu-west-3", "allowed"),
        ("eu-west-3", "us-east-1", "refused"),
        ("eu-central-2", "eu-central-1", "allowed"),
        ("eu-central-2", "eu-central-2", "unconfirmed"),
        ("eu-central-2", "us-east-1", "refused"),
        ("us-gov-west-1", "us-gov-west-1", "unconfirmed"),
    ],
)
def test_the_pools_region_decides_which_ses_regions_are_allowed(pool, ses, verdict):
    assert regions.judge_ses_region(pool, ses) is RegionVerdict(verdict)


@pytest.mark.parametrize(
    ("pool", "sns", "verdict"),
    [
        ("eu-central-1", "eu-central-1", "allowed"),
        ("eu-central-1", "eu-west-1", "allowed"),
        ("eu-central-1", "us-east-1", "refused"),
        ("ap-northeast-2", "ap-northeast-1", "allowed"),
        ("ap-northeast-2", "ap-northeast-2", "refused"),
        ("xx-new-1", "xx-new-1", "allowed"),
        ("xx-new-1", "us-east-1", "unconfirmed"),
    ],
)
def test_the_pools_region_decides_which_sns_regions_are_allowed(pool, sns, verdict):
    assert regions.judge_sns_region(pool, sns) is RegionVerdict(verdict)


def test_no_pool_region_is_in_two_ses_tables():
    tables = [
        regions.SES_IN_REGION_OR_GLOBAL,
        regions.SES_IN_REGION_ONLY,
        frozenset(regions.SES_OTHER_REGION),
    ]
    assert sum(len(one) for one in tables) == len(frozenset.union(*tables))


def test_only_a_pool_whose_ses_is_in_another_region_needs_an_identity_policy():
    assert regions.needs_identity_policy("eu-central-2", "eu-central-1")
    assert not regions.needs_identity_policy("eu-central-1", "us-east-1")


def test_the_default_sns_region_is_always_allowed():
    for pool in (
        regions.SES_IN_REGION_OR_GLOBAL | regions.SES_IN_REGION_ONLY | set(regions.SES_OTHER_REGION)
    ):
        verdict = regions.judge_sns_region(pool, regions.default_sns_region(pool))
        assert verdict is RegionVerdict.ALLOWED


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("a.b+c@example.com", "", "a.b+c@example.com"),
        ("Example <a@example.com>", "Example", "a@example.com"),
        ("My App <a@example.com>", "My App", "a@example.com"),
        ('"Example, Inc." <a@example.com>', "Example, Inc.", "a@example.com"),
        ('"The \\"App\\"" <a@example.com>', 'The "App"', "a@example.com"),
        ("=?UTF-8?B?w4Q=?= <a@example.com>", "=?UTF-8?B?w4Q=?=", "a@example.com"),
        ("<a@example.com>", "", "a@example.com"),
        ("Example Inc. <a@example.com>", "Example Inc.", "a@example.com"),
        ("Ä <a@example.com>", "Ä", "a@example.com"),
        ("App (beta) <a@example.com>", "App (beta)", "a@example.com"),
        ("App: news <a@example.com>", "App: news", "a@example.com"),
        ('"a, b"@example.com', "", '"a, b"@example.com'),
        ('"a@b" <"x y"@example.com>', "a@b", '"x y"@example.com'),
    ],
)
def test_a_sender_is_read_with_its_display_name(text, name, address):
    sender = Sender.parse(text)
    assert (sender.display_name, sender.address) == (name, address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "a@example",
        "a@-example.com",
        "a b@example.com",
        "Name a@example.com",
        "Example, Inc. <a@example.com>",
        "a@example.com, b@example.com",
        "a@example.com <a@example.com>",
        "Name <a@example.com",
        "Name a@example.com>",
        "Name <example.com>",
        "a@bücher.example",
        '"half <a@example.com>',
        "Name <a@example.com> <b@example.com>",
        '"a\r\nBcc: x@y.z" <a@example.com>',
    ],
)
def test_an_invalid_sender_is_refused(text):
    with pytest.raises(InvalidSender):
        Sender.parse(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Example <a@example.com>", ""),
        ('"Example Inc." <a@example.com>', ""),
        ("=?UTF-8?B?w4Q=?= <a@example.com>", ""),
        ("Example Inc. <a@example.com>", '"Example Inc." <...>'),
        ("Ä <a@example.com>", "RFC 2047"),
    ],
)
def test_a_name_that_no_standard_allows_is_read_with_advice(text, advice):
    found = Sender.parse(text).advice
    assert advice in found
    assert bool(found) == bool(advice)


@given(
    st.text(
        st.characters(min_codepoint=32, max_codepoint=126),
    ).map(str.strip)
)
def test_a_quoted_display_name_is_read_back_unchanged(name):
    text = f"{quote_display_name(name)} <a@example.com>"
    assert Sender.parse(text).display_name == name
    assert Sender.parse(str(Sender.parse(text))) == Sender.parse(text)


@pytest.mark.parametrize(
    ("sender", "identity", "expected"),
    [
        (None, "example.com", Coverage.MISSING),
        (None, "a@example.com", Coverage.WITHIN),
        ("a@example.com", "example.com", Coverage.WITHIN),
        ("a@EXAMPLE.com", "example.com", Coverage.WITHIN),
        ("a@mail.example.com", "example.com", Coverage.SUBDOMAIN),
        ("a@badexample.com", "example.com", Coverage.OUTSIDE),
        ("a@example.com", "mail.example.com", Coverage.OUTSIDE),
        ("a@Example.com", "a@example.com", Coverage.WITHIN),
        ("A@example.com", "a@example.com", Coverage.OUTSIDE),
        ("b@example.com", "a@example.com", Coverage.OUTSIDE),
        ("a+news@example.com", "a@example.com", Coverage.LABEL),
        ("ab+news@example.com", "a@example.com", Coverage.OUTSIDE),
    ],
)
def test_an_identity_covers_its_own_addresses(sender, identity, expected):
    parsed = Identity.parse(f"arn:aws:ses:us-east-1:111122223333:identity/{identity}")
    assert coverage(Sender.parse(sender) if sender else None, parsed) is expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a@example.com", None),
        ('"Karen, Chan" <karen@example.com>', None),
        ("Karen B. Chan <karen@example.com>", None),
        ('"a@b"@example.com', None),
        ("ä@example.com", None),
        ("Karen, Chan <karen@example.com>", "Illegal address"),
        ("a@example.com,b@example.com", "Illegal address"),
        ("example.com", "Missing final '@domain'"),
        ("@example.com", "Missing final '@domain'"),
        ("karen @example.com", "Local address contains control or whitespace"),
        ("karen@exam ple.com", "Domain contains control or whitespace"),
        ("karen@", "Missing domain"),
        ("karen@bücher.example", "Domain contains illegal character"),
    ],
)
def test_ses_says_what_is_wrong_with_an_address(text, problem):
    assert Mailbox.read(text).problem() == problem


def test_an_address_can_be_sent_from_by_its_domains_and_without_its_label():
    found = list(Mailbox.read("A <a+b@mail.Example.com>").identities())
    assert found == [
        "a+b@mail.Example.com",
        "a@mail.Example.com",
        "mail.example.com",
        "example.com",
        "com",
    ]


@pytest.mark.parametrize(
    "arn", ["arn:aws:sns:us-east-1:111122223333:identity/a.b", "arn:aws:ses:us-east-1::config/x"]
)
def test_an_arn_of_another_resource_is_not_an_identity(arn):
    with pytest.raises(InvalidArn, match="identity"):
        Identity.parse(arn)


def trust(principal="cognito-idp.amazonaws.com", effect="Allow", **conditions):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": effect,
                "Principal": {"Service": principal},
                "Action": "sts:AssumeRole",
                **({"Condition": conditions} if conditions else {}),
            }
        ],
    }


FULL = {
    "StringEquals": {"sts:ExternalId": "x1", "aws:SourceAccount": "111122223333"},
    "ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/*"},
}


def test_a_hardened_trust_allows_its_own_pool():
    found = policies.evaluate_trust(trust(**FULL), POOL, "x1")
    assert found == policies.Trust(Decision.ALLOW, True, frozenset({"x1"}), True, True)


@pytest.mark.parametrize(
    ("document", "external_id", "decision"),
    [
        (trust(**FULL), "x2", Decision.SILENT),
        (trust(**FULL), None, Decision.SILENT),
        (trust(), None, Decision.ALLOW),
        (trust("lambda.amazonaws.com"), None, Decision.SILENT),
        (trust("email.cognito-idp.amazonaws.com"), None, Decision.SILENT),
        (trust(ArnLike={"aws:SourceArn": str(POOL)}), None, Decision.ALLOW),
        (trust(ArnLike={"aws:SourceArn": f"{POOL}x"}), None, Decision.SILENT),
        (trust(StringEquals={"AWS:sourceaccount": "111122223333"}), None, Decision.ALLOW),
        (trust(StringEquals={"aws:SourceAccount": "444455556666"}), None, Decision.SILENT),
        (trust(StringNotEquals={"aws:SourceAccount": "444455556666"}), None, Decision.ALLOW),
        (trust(StringEqualsIfExists={"sts:ExternalId": "x1"}), None, Decision.ALLOW),
        (trust(Null={"sts:ExternalId": "false"}), None, Decision.SILENT),
        (trust(Bool={"aws:SecureTransport": "true"}), None, Decision.UNKNOWN),
        (trust(effect="Deny"), None, Decision.DENY),
    ],
)
def test_a_trust_policy_is_evaluated_as_iam_does(document, external_id, decision):
    assert policies.evaluate_trust(document, POOL, external_id).decision is decision
    encoded = quote(json.dumps(document))
    assert policies.evaluate_trust(encoded, POOL, external_id).decision is decision


def test_a_trust_policy_without_conditions_is_reported():
    found = policies.evaluate_trust(trust(), POOL, None)
    assert (found.source_account, found.source_arn, found.external_ids) == (
        False,
        False,
        frozenset(),
    )


def test_a_deny_wins_over_an_allow():
    both = {"Statement": trust()["Statement"] + trust(effect="Deny")["Statement"]}
    assert policies.evaluate_trust(both, POOL, None).decision is Decision.DENY


def permission(action="sns:Publish", effect="Allow", **more):
    return {"Statement": {"Effect": effect, "Action": action, "Resource": "*", **more}}


@pytest.mark.parametrize(
    ("document", "decision"),
    [
        (permission(), Decision.ALLOW),
        (permission("sns:*"), Decision.ALLOW),
        (permission(["sqs:SendMessage", "SNS:publish"]), Decision.ALLOW),
        (permission("sns:Subscribe"), Decision.SILENT),
        (permission(Condition={"StringEquals": {"sns:Protocol": "sms"}}), Decision.SILENT),
        (permission(Resource="arn:aws:sns:eu-central-1:111122223333:t"), Decision.SILENT),
        (permission(effect="Deny"), Decision.DENY),
        ({"Statement": {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}}, Decision.ALLOW),
        (
            {
                "Statement": [
                    {"Effect": "Allow", "Action": "sns:Publish", "NotResource": "arn:aws:sns:*"}
                ]
            },
            Decision.ALLOW,
        ),
    ],
)
def test_a_roles_policy_must_let_cognito_publish_to_a_phone(document, decision):
    assert policies.sms_publish([document]) is decision


def test_a_role_without_inline_policies_may_not_publish():
    assert policies.sms_publish([]) is Decision.SILENT


@pytest.mark.parametrize(
    ("actions", "decision"),
    [
        (["ses:SendEmail", "ses:SendRawEmail"], Decision.ALLOW),
        (["ses:SendEmail"], Decision.SILENT),
    ],
)
def test_an_identity_policy_must_allow_both_ways_of_sending(actions, decision):
    principal = "cognito-idp.eu-central-2.amazonaws.com"
    identity = "arn:aws:ses:eu-central-1:111122223333:identity/example.com"
    document = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": principal},
                "Action": actions,
                "Resource": identity,
                "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
            }
        ]
    }
    for who, expected in ((principal, decision), ("cognito-idp.amazonaws.com", Decision.SILENT)):
        found = policies.identity_policy_allows(
            [document], principal=who, identity_arn=identity, pool=POOL
        )
        assert found is expected


BAD = '{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Null": "true"}}}'


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', '{"Statement": ["x"]}', "1", BAD])
def test_a_text_that_is_not_a_policy_is_refused(text):
    with pytest.raises(policies.InvalidPolicy):
        policies.evaluate(text, policies.Request("sns:Publish"))
