"""IAM's policy language: what IAM refuses, and what a policy decides."""

import json

import pytest

from cognito_messaging.facts import policies
from cognito_messaging.facts.arns import user_pool_arn
from cognito_messaging.facts.policies import Decision, Request
from cognito_messaging.facts.policies.grammar import (
    permission_fault,
    resource_policy_fault,
    trust_fault,
)

ALLOW, DENY = Decision.ALLOW, Decision.DENY
SILENT, UNKNOWN = Decision.SILENT, Decision.UNKNOWN
POOL = user_pool_arn("eu-central-1", "111122223333", "eu-central-1_Ab1")
FULL = {
    "StringEquals": {"sts:ExternalId": "x1", "aws:SourceAccount": "111122223333"},
    "ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/*"},
}


def document(*statements, version="2012-10-17"):
    return {"Version": version, "Statement": list(statements)}


def statement(effect="Allow", **elements):
    return {"Effect": effect, "Action": "sns:Publish", "Resource": "*", **elements}


def trust(effect="Allow", principal=None, **conditions):
    return {
        "Effect": effect,
        "Principal": principal or {"Service": "cognito-idp.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": conditions,
    }


CONTEXT = {
    "aws:SourceAccount": "111122223333",
    "aws:SourceArn": str(POOL),
    "aws:TagKeys": ("a", "b"),
    "aws:MultiFactorAuthAge": "300",
    "aws:CurrentTime": "2026-06-01T12:00:00Z",
    "aws:SourceIp": "192.0.2.7",
    "aws:SecureTransport": "true",
}


@pytest.mark.parametrize(
    ("condition", "decision"),
    [
        ({"StringEquals": {"AWS:sourceaccount": ["1", "111122223333"]}}, ALLOW),
        ({"StringEquals": {"aws:SourceAccount": "1111*"}}, SILENT),
        ({"StringNotEquals": {"aws:SourceAccount": ["1", "2"]}}, ALLOW),
        ({"StringNotEquals": {"aws:SourceAccount": ["1", "111122223333"]}}, SILENT),
        ({"StringEqualsIgnoreCase": {"aws:SourceArn": str(POOL).upper()}}, ALLOW),
        ({"StringLike": {"aws:SourceAccount": "1111????3333"}}, ALLOW),
        ({"StringNotLike": {"aws:SourceAccount": "1111*"}}, SILENT),
        ({"stringlike": {"aws:SourceAccount": "1111*"}}, ALLOW),
        (
            {"ArnEquals": {"aws:SourceArn": "arn:aws:cognito-idp:*:*:userpool/eu-central-1_*"}},
            ALLOW,
        ),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:*:userpool/*"}}, UNKNOWN),
        ({"ArnLike": {"aws:SourceArn": "*"}}, UNKNOWN),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:*:us-east-1:*:*"}}, SILENT),
        ({"ArnNotLike": {"aws:SourceArn": "arn:aws:lambda:*:*:*"}}, ALLOW),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}, ALLOW),
        ({"NumericGreaterThanEquals": {"aws:MultiFactorAuthAge": "301"}}, SILENT),
        ({"NumericNotEquals": {"aws:MultiFactorAuthAge": "300"}}, SILENT),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, ALLOW),
        ({"DateLessThan": {"aws:CurrentTime": "1735689600"}}, SILENT),
        ({"DateEquals": {"aws:CurrentTime": "tomorrow"}}, UNKNOWN),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}, ALLOW),
        ({"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, SILENT),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}, SILENT),
        ({"Bool": {"aws:SecureTransport": True}}, ALLOW),
        ({"Bool": {"aws:SecureTransport": "false"}}, SILENT),
        ({"Null": {"sns:Protocol": True}}, ALLOW),
        ({"Null": {"aws:SourceAccount": "true"}}, SILENT),
        ({"StringEquals": {"sns:Protocol": "sms"}}, SILENT),
        ({"StringNotEquals": {"sns:Protocol": "sms"}}, ALLOW),
        ({"StringEqualsIfExists": {"sns:Protocol": "sms"}}, ALLOW),
        ({"ForAllValues:StringEquals": {"sns:Protocol": "sms"}}, ALLOW),
        ({"ForAnyValue:StringEquals": {"sns:Protocol": "sms"}}, SILENT),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b", "c"]}}, ALLOW),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": "a"}}, SILENT),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}, ALLOW),
        ({"ForAnyValue:StringNotEquals": {"aws:TagKeys": "a"}}, ALLOW),
        ({"ForAllValues:StringNotEquals": {"aws:TagKeys": "a"}}, SILENT),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, UNKNOWN),
        ({"StringMatches": {"aws:SourceAccount": "1"}}, UNKNOWN),
        ({"StringEquals": {"aws:SourceAccount": "1", "aws:PrincipalOrgID": "o-1"}}, SILENT),
        ({"StringEquals": {"aws:SourceAccount": "${aws:SourceAccount}"}}, ALLOW),
        ({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}, UNKNOWN),
        ({"StringEquals": {"aws:SourceAccount": "9${aws:PrincipalAccount}"}}, SILENT),
        ({"StringLike": {"aws:SourceAccount": "${*}"}}, SILENT),
        ({"ArnLike": {"aws:SourceArn": "arn:*:*:*:${aws:SourceAccount}:userpool/*"}}, ALLOW),
    ],
)
def test_a_condition_is_evaluated_as_iam_does(condition, decision):
    request = Request("sns:Publish", context=CONTEXT, absent=("sns:*",))
    assert policies.evaluate(document(statement(Condition=condition)), request) is decision


def test_a_variable_is_plain_text_in_the_old_version():
    condition = {"StringEquals": {"aws:SourceAccount": "${aws:SourceAccount}"}}
    old = document(statement(Condition=condition), version="2008-10-17")
    assert policies.evaluate(old, Request("sns:Publish", context=CONTEXT)) is SILENT


MAYBE = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}


@pytest.mark.parametrize(
    ("statements", "decision"),
    [
        ([statement(), statement(Condition=MAYBE)], ALLOW),
        ([statement(Condition=MAYBE)], UNKNOWN),
        ([statement(), statement("Deny", Condition=MAYBE)], UNKNOWN),
        ([statement("Deny", Condition=MAYBE)], SILENT),
        ([statement("Deny"), statement(Condition=MAYBE)], DENY),
        ([statement(Action="SNS:pub*")], ALLOW),
        ([statement(Resource=["arn:aws:sns:*:*:*", "*"])], ALLOW),
        ([{"Effect": "Allow", "NotAction": ["s3:*", "sns:P*"], "Resource": "*"}], SILENT),
        ([{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:sns:*"}], ALLOW),
        ([{"Effect": "Allow", "Action": "*", "NotResource": "*"}], SILENT),
    ],
)
def test_statements_are_evaluated_together(statements, decision):
    assert policies.sms_publish([document(one) for one in statements]) is decision
    assert policies.sms_publish([document(*statements)]) is decision


@pytest.mark.parametrize(
    ("allowed", "boundary", "decision"),
    [
        ("sns:*", "sns:Publish", ALLOW),
        ("sns:*", "s3:*", SILENT),
        ("s3:*", "*", SILENT),
    ],
)
def test_a_boundary_must_allow_too(allowed, boundary, decision):
    limit = document(statement(Action=boundary))
    assert policies.sms_publish([document(statement(Action=allowed))], limit) is decision


@pytest.mark.parametrize(
    ("resource", "origination", "decision"),
    [
        ("*", None, ALLOW),
        ("*", "+12065550100", ALLOW),
        ("arn:aws:sms-voice:*:*:pool/*", "arn:aws:sms-voice:us-east-1:1:pool/a", ALLOW),
        ("arn:aws:sms-voice:*:*:pool/*", "arn:aws:sms-voice:us-east-1:1:sender-id/a", SILENT),
        ("arn:aws:sms-voice:*:*:pool/*", "+12065550100", SILENT),
        ("arn:aws:sms-voice:*:*:pool/*", None, UNKNOWN),
    ],
)
def test_the_origination_identity_is_the_resource_of_a_text_message(
    resource, origination, decision
):
    found = document(statement(Action="sms-voice:SendTextMessage", Resource=resource))
    assert policies.sms_send_text([found], origination) is decision


@pytest.mark.parametrize(
    ("principal", "decision"),
    [
        ("*", ALLOW),
        ({"AWS": "*"}, ALLOW),
        ({"AWS": "111122223333"}, SILENT),
        ({"Service": ["sns.amazonaws.com", "cognito-idp.amazonaws.com"]}, ALLOW),
        ({"Service": "cognito-idp.eu-central-1.amazonaws.com"}, SILENT),
        ({"Federated": "cognito-identity.amazonaws.com"}, SILENT),
    ],
)
def test_a_principal_is_matched_as_iam_does(principal, decision):
    assert policies.trust_decision(document(trust(principal=principal)), POOL, None) is decision


def test_a_principal_that_is_not_excluded_is_denied():
    excluded = {**trust("Deny"), "NotPrincipal": {"AWS": "111122223333"}}
    del excluded["Principal"]
    assert policies.trust_decision(document(trust(), excluded), POOL, None) is DENY


@pytest.mark.parametrize(
    ("conditions", "external_id", "decision", "ids", "account", "arn"),
    [
        (FULL, "x1", ALLOW, {"x1"}, True, True),
        (FULL, "x2", SILENT, {"x1"}, True, True),
        ({"StringLike": {"sts:ExternalId": "ext-*"}}, "ext-1", ALLOW, {"ext-*"}, False, False),
        ({"StringLike": {"sts:ExternalId": "*"}}, "x1", ALLOW, set(), False, False),
        ({"StringEqualsIfExists": {"sts:ExternalId": "x1"}}, "x1", ALLOW, set(), False, False),
        ({"Null": {"sts:ExternalId": "false"}}, "x1", ALLOW, set(), False, False),
        (
            {"StringEquals": {"sts:ExternalId": ["x1", "x2"]}},
            "x2",
            ALLOW,
            {"x1", "x2"},
            False,
            False,
        ),
        (
            {"StringLike": {"aws:SourceAccount": "*", "aws:SourceArn": "*"}},
            None,
            ALLOW,
            set(),
            False,
            False,
        ),
        ({"ArnLike": {"aws:SourceArn": f"{POOL}"}}, None, ALLOW, set(), False, True),
        ({"StringNotEquals": {"aws:SourceAccount": "9"}}, None, ALLOW, set(), False, False),
    ],
)
def test_what_a_trust_policy_requires_is_found_by_evaluation(
    conditions, external_id, decision, ids, account, arn
):
    found = policies.evaluate_trust(document(trust(**conditions)), POOL, external_id)
    assert found == policies.Trust(decision, True, frozenset(ids), account, arn)


def test_a_second_statement_without_conditions_undoes_those_of_the_first():
    found = policies.evaluate_trust(document(trust(**FULL), trust()), POOL, "x1")
    assert found == policies.Trust(ALLOW, True, frozenset(), False, False)


def test_a_deny_for_other_accounts_limits_a_trust():
    denied = trust("Deny", StringNotEquals={"aws:SourceAccount": "111122223333"})
    found = policies.evaluate_trust(document(trust(), denied), POOL, None)
    assert (found.decision, found.source_account, found.source_arn) == (ALLOW, True, False)


def test_only_trust_policies_have_principals_and_only_permission_policies_resources():
    permission, trusted = json.dumps(document(statement())), json.dumps(document(trust()))
    assert permission_fault(permission, managed=True) is None
    assert trust_fault(trusted) is None
    assert permission_fault(trusted) == "Policy document should not specify a principal."
    assert trust_fault(permission) == "AssumeRole policy may only specify STS AssumeRole actions."
    assert resource_policy_fault(permission) == "Policy statement must contain principals."


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:s3:::bucket/*",
        "arn:aws-cn:s3:::bucket",
        "arn:*:s3:::bucket",
        "arn:aws:iam::111122223333:*",
        "arn:aws:iam::*:user/${aws:username}",
        "arn:aws:s3:us-west-2:111122223333:job/1",
        "arn:aws:sns:*:*:*",
        "arn:aws:execute-api:*:*:*/*/GET/a:b",
    ],
)
def test_a_resource_that_iam_accepts_passes(resource):
    assert permission_fault(json.dumps(document(statement(Resource=resource)))) is None


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "arn:aws:sts::111122223333:assumed-role/deploy/session"},
        {"AWS": "arn:aws-cn:iam::111122223333:user/division/ann@example.com"},
        {"AWS": ["AIDACKCEVSQ6C2EXAMPLE", "111122223333"]},
        {"Federated": "arn:aws:iam::111122223333:saml-provider/Okta"},
        {"Service": "ops.apigateway.amazonaws.com", "AWS": "*"},
        {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
    ],
)
def test_a_principal_that_iam_accepts_passes(principal):
    assert trust_fault(json.dumps(document(trust(principal=principal)))) is None
