"""Answers of DescribeUserPool in every shape that botocore's model allows."""

from __future__ import annotations

import json
import math
import re
import shlex
import string
from typing import Any

import botocore.session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cognito_messaging import amplify
from cognito_messaging.adoption import ExistingPool, adopt, render
from cognito_messaging.calls import DESCRIBE_USER_POOL
from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.pool import UserPool
from cognito_messaging.readiness.assessment import UNREADABLE
from cognito_messaging.report import RENDERERS

from .fake_aws import IDENTITY_ARN, POOL_ARN, ROLE_ARN, FakeAws, run

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
OUTPUT = MODEL.operation_model("DescribeUserPool").output_shape

# Values that the checks parse, in addition to any text.
PARSED = [
    POOL_ARN,
    IDENTITY_ARN,
    IDENTITY_ARN.replace("example.com", "me@example.com"),
    ROLE_ARN,
    "arn:aws:ses:us-east-1:123456789012:identity/",
    "arn:aws-cn:iam::123456789012:role/x",
    "arn:::::",
    "eu-west-1",
    "us-east-1",
    "no-reply@example.com",
    "Name <a@example.com>",
    "\x1b[31m<script>",
]


def answers_of(shape: Any) -> st.SearchStrategy[Any]:
    """Answers of a shape: any member may be missing, any enum value may be a new one."""
    match shape.type_name:
        case "structure":
            members = {name: answers_of(member) for name, member in shape.members.items()}
            return st.fixed_dictionaries({}, optional=members)
        case "list":
            return st.lists(answers_of(shape.member), max_size=3)
        case "map":
            return st.dictionaries(st.text(max_size=5), answers_of(shape.value), max_size=2)
        case "boolean":
            return st.booleans()
        case "integer" | "long":
            return st.integers(-1, 200)
        case "timestamp":
            return st.just("2026-01-01T00:00:00Z")
        case "string":
            known = list(getattr(shape, "enum", None) or ())
            # An enum grows: an older botocore passes the new value through.
            usual = st.sampled_from(known) if known else st.sampled_from(PARSED)
            other = st.text(alphabet=string.printable, max_size=20)
            return st.one_of(usual, usual, usual, other)
    raise AssertionError(shape.type_name)


def recovers_by(pool: Any) -> list[Any]:
    """The recovery mechanisms of a pool; none means that AWS chooses (E16)."""
    mechanisms = pool.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    return [name for item in mechanisms if (name := item.get("Name"))]


ANSWERS = answers_of(OUTPUT.members["UserPool"])
# A pass that depends on DescribeUserPool alone needs the field that it depends on.
PROOF: dict[str, Any] = {
    "E1": lambda pool: pool["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER",
    "E2": lambda pool: (
        pool["EmailConfiguration"]["SourceArn"].startswith("arn:aws") and pool["Arn"]
    ),
    "E3": lambda pool: pool["EmailConfiguration"]["SourceArn"].startswith("arn:aws"),
    "E16": lambda pool: (
        "email" in pool["AutoVerifiedAttributes"]
        and (not recovers_by(pool) or "verified_email" in recovers_by(pool))
    ),
    "S0": lambda pool: (
        not any(
            name.startswith("Custom") and name.endswith("Sender") and sender.get("LambdaArn")
            for name, sender in pool.get("LambdaConfig", {}).items()
            if isinstance(sender, dict)
        )
    ),
    "S1": lambda pool: pool["SmsConfiguration"],
    "S4": lambda pool: pool["SmsConfiguration"] and not pool.get("SmsConfigurationFailure"),
    "S6": lambda pool: pool["SmsConfiguration"],
    "G2": lambda pool: pool["DeletionProtection"] == "ACTIVE",
}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANSWERS)
def test_no_answer_breaks_a_check_or_lets_it_pass_without_evidence(pool: Any) -> None:
    fake = FakeAws({DESCRIBE_USER_POOL.full_name: {"UserPool": pool}})  # everything else is denied
    report = run(fake)
    for found in report.findings:
        assert UNREADABLE not in found.message, found
        if found.verdict is Verdict.PASS and found.check.id != "E7":  # E7 asks the DNS
            assert found.check.id in PROOF, found
            assert PROOF[found.check.id](pool), found
    for written in RENDERERS.values():
        assert written([report], [])


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANSWERS, st.data())
def test_no_answer_breaks_adoption_or_the_amplify_files(pool: Any, data: Any) -> None:
    found = UserPool("eu-west-1_A", "eu-west-1", pool)
    shape = MODEL.operation_model("GetUserPoolMfaConfig").output_shape
    mfa = data.draw(answers_of(shape))
    shape = MODEL.operation_model("DescribeUserPoolClient").output_shape
    client = {**data.draw(answers_of(shape.members["UserPoolClient"])), "ClientId": "c"}
    adopted = adopt(ExistingPool(found, mfa, clients=[client, client]))
    document = render(adopted, name="auth", source=".", region="eu-west-1")
    # Every text is one line, and none opens a template.
    assert not re.search(
        r"(?<![$])[$]\{|(?<![%])%\{", document.replace("$${", "").replace("%%{", "")
    )
    assert document.count('\nmodule "auth" {\n') + document.startswith('module "auth" {\n') == 1
    json.dumps(amplify.outputs(found, client, mfa, []))
    assert amplify.backend_lines(amplify.cdk_email(found), amplify.cdk_sms(found))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANSWERS, st.data())
def test_no_answer_breaks_a_check_if_every_other_call_is_answered(pool: Any, data: Any) -> None:
    fake = FakeAws()
    fake.answers[DESCRIBE_USER_POOL.full_name] = {"UserPool": pool}
    mfa = MODEL.operation_model("GetUserPoolMfaConfig").output_shape
    fake.answers["cognito-idp:GetUserPoolMfaConfig"] = data.draw(answers_of(mfa))
    for found in run(fake).findings:
        assert UNREADABLE not in found.message, found
        assert not (found.meter and math.isnan(found.meter.limit))
        if found.remediation and found.remediation.command:
            first, *_ = shlex.split(found.remediation.command)
            assert first in ("aws", "cognito-messaging", "acl=$(aws"), found.remediation
