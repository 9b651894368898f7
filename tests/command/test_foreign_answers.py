"""Answers that are not AWS's prove nothing: each check is unknown, each other verb fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import HTTPClientError, ResponseStreamingError
from botocore.parsers import ResponseParserError

from cognito_messaging.checks import every_check
from cognito_messaging.cli.connection import Connection
from cognito_messaging.genuine import NotFromAws, guard

from ..checks.fake_aws import POOL_ID
from .conftest import Command
from .loopback import JSON, Reply, server

PAGE = b"<!DOCTYPE html><html><body><p>Sign in<br></body></html>"
POOL = json.dumps({"UserPool": {"Id": POOL_ID, "Name": "customers"}}).encode()
ROLE = (
    b'<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role>'
    b"<Path>/</Path></Role></GetRoleResult></GetRoleResponse>"
)
# None of them is an answer of AWS to any call of the command.
FOREIGN = {
    "a page of HTML": Reply(PAGE, "text/html"),
    "HTML that is XML": Reply(b"<html><body>Sign in</body></html>", "text/html"),
    "HTML that claims to be JSON": Reply(PAGE),
    "HTML that claims to be XML": Reply(b"<html></html>", "text/xml"),
    "HTML without a type": Reply(PAGE, None),
    "nothing": Reply(b""),
    "nothing, without a type": Reply(b"", None),
    "no content": Reply(b"", None, 204),
    "an empty object": Reply(b"{}"),
    "null": Reply(b"null"),
    "a list": Reply(b"[]"),
    "a number": Reply(b"1"),
    "garbage": Reply(b"\x00\xff\x9b31m{"),
    "deeply nested JSON": Reply(b"[" * 100_000),
    "JSON that ends too early": Reply(POOL[:-9]),
    "less than Content-Length says": Reply(POOL[:-9], length=len(POOL)),
    "another service's JSON": Reply(b'{"Buckets": [], "status": "ok"}'),
    "another service's XML": Reply(
        b"<ListBucketsResult><Buckets/></ListBucketsResult>", "application/xml"
    ),
    "a redirect to a page": Reply(PAGE, "text/html", 302, {"Location": "https://login.example"}),
    "a permanent redirect": Reply(b"", None, 301, {"Location": "https://login.example"}),
    "a page that refuses": Reply(PAGE, "text/html", 403),
    "a page that is not found": Reply(PAGE, "text/html", 404),
    "JSON of a web server that finds nothing": Reply(
        b'{"message": "Not Found"}', "application/json", 404
    ),
    "an error without a body": Reply(b"", None, 404),
    "a page of a gateway": Reply(PAGE, "text/html", 502),
}
NUMBER = "+4915112345678"
VERBS = [
    ("adopt", POOL_ID),
    ("amplify", "outputs", POOL_ID),
    ("amplify", "backend", POOL_ID),
    ("verify-sender", POOL_ID),
    ("verify-sender", "--identity", "example.com"),
    ("production-access", "status"),
    ("production-access", "request", "--website-url", "https://example.com", "--yes"),
    ("sandbox", "list"),
    ("sandbox", "add", NUMBER),
    ("sandbox", "verify", NUMBER, "123456"),
    ("sandbox", "remove", NUMBER, "--yes"),
    ("send-test", "email", POOL_ID, "me@example.com", "--yes"),
    ("send-test", "sms", POOL_ID, NUMBER, "--yes"),
]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore tries again without a pause."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


@pytest.fixture(params=FOREIGN)
def foreign(request: pytest.FixtureRequest) -> Iterator[str]:
    with server(lambda _: FOREIGN[request.param]) as address:
        yield address


def test_every_check_is_unknown(cli: Command, foreign: str) -> None:
    code, out, err = cli("--endpoint-url", foreign, "check", POOL_ID, "--format", "json")
    (report,) = json.loads(out)["pools"]
    assert (code, err, report["verdict"]) == (3, "", "unknown")
    assert [item["verdict"] for item in report["findings"]] == ["unknown"] * len(every_check())


# One of each kind, because the verbs share what refuses them.
KINDS = (
    "a page of HTML",
    "nothing",
    "an empty object",
    "garbage",
    "JSON that ends too early",
    "another service's JSON",
    "another service's XML",
    "a redirect to a page",
    "a page that is not found",
    "a page of a gateway",
)


@pytest.mark.parametrize("kind", KINDS)
def test_no_other_verb_takes_it_for_an_answer(cli: Command, kind: str) -> None:
    with server(lambda _: FOREIGN[kind]) as address:
        for verb in VERBS:
            code, out, err = cli("--region", "eu-west-1", "--endpoint-url", address, *verb)
            assert (code, out, err.count("\n")) == (4, "", 1), (verb, err)
            assert err.startswith("error: "), verb


def test_a_list_of_pools_that_is_not_awss_is_no_pass(cli: Command, foreign: str) -> None:
    asked = ("--region", "eu-west-1", "--endpoint-url", foreign, "check", "--all")
    code, out, err = cli(*asked)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert cli(*asked, "--format", "json")[0] == 3


def test_a_role_is_not_assumed_from_it(cli: Command, foreign: str) -> None:
    role = ("--role-arn", "arn:aws:iam::123456789012:role/audit")
    asked = ("--region", "eu-west-1", "--endpoint-url", foreign, *role, "check", POOL_ID)
    code, out, err = cli(*asked)
    assert (code, out, err.count("\n")) == (4, "", 1)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("a page of HTML", "the answer is not AWS's: HTTP 200 with a body of type text/html"),
        ("a page of a gateway", "failed (502): Bad Gateway"),
    ],
)
def test_a_pool_whose_parts_are_not_answered_is_not_adopted(
    cli: Command, kind: str, reason: str
) -> None:
    def answer(operation: str) -> Reply:
        return Reply(POOL) if operation == "DescribeUserPool" else FOREIGN[kind]

    with server(answer) as address:
        code, out, err = cli("--endpoint-url", address, "adopt", POOL_ID)
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert reason in err


def test_an_empty_answer_is_awss_only_if_it_may_be_empty(session: boto3.Session) -> None:
    """WAF answers so for a pool without a web ACL; another service's answer is none."""
    arn = f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{POOL_ID}"
    for body, genuine in ((b"{}", True), (b'{"WebACL": null}', True), (b'{"Buckets": []}', False)):
        with server(lambda _, body=body: Reply(body)) as address:  # type: ignore[misc]
            client = session.client("wafv2", endpoint_url=address)  # type: ignore[call-overload]
            guard(client.meta.events)
            if genuine:
                assert "WebACL" not in client.get_web_acl_for_resource(ResourceArn=arn)
            else:
                with pytest.raises(NotFromAws):
                    client.get_web_acl_for_resource(ResourceArn=arn)


# An operation of each protocol, and an answer of AWS to it.
CALLS: dict[str, tuple[str, str, dict[str, Any], Reply]] = {
    "json": ("cognito-idp", "describe_user_pool", {"UserPoolId": POOL_ID}, Reply(POOL)),
    "rest-json": (
        "sesv2",
        "get_email_identity",
        {"EmailIdentity": "example.com"},
        Reply(
            b'{"IdentityType": "DOMAIN", "VerifiedForSendingStatus": true,'
            b' "MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}}'
        ),
    ),
    "query": ("iam", "get_role", {"RoleName": "x"}, Reply(ROLE, "text/xml")),
    "rest-xml": (
        "route53",
        "list_hosted_zones",
        {},
        Reply(
            b"<ListHostedZonesResponse><HostedZones/><IsTruncated>false</IsTruncated><Marker/>"
            b"<MaxItems>100</MaxItems></ListHostedZonesResponse>",
            "text/xml",
        ),
    ),
}


def ask(session: boto3.Session, address: str, protocol: str) -> Any:
    service, method, params, _ = CALLS[protocol]
    client: Any = session.client(service, endpoint_url=address)  # type: ignore[call-overload]
    assert client.meta.service_model.resolved_protocol == protocol
    guard(client.meta.events)
    return getattr(client, method)(**params)


@pytest.mark.parametrize("protocol", CALLS)
def test_an_answer_of_aws_is_read_in_each_protocol(session: boto3.Session, protocol: str) -> None:
    with server(lambda _: CALLS[protocol][3]) as address:
        assert ask(session, address, protocol)["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize("protocol", CALLS)
@pytest.mark.parametrize("name", [name for name, one in FOREIGN.items() if one.status < 500])
def test_no_foreign_answer_is_read_in_any_protocol(
    session: boto3.Session, protocol: str, name: str
) -> None:
    # The HTTP client notices itself that an answer ends too early.
    refusals = (NotFromAws, ResponseStreamingError, HTTPClientError)
    with server(lambda _: FOREIGN[name]) as address, pytest.raises(refusals):
        ask(session, address, protocol)


@pytest.mark.parametrize(
    "body",
    [
        {"UserPools": None},
        {"UserPools": {}},
        {"UserPools": "eu-west-1_A"},
        {"UserPools": ["eu-west-1_A"]},
        {"UserPools": [{"Id": 1}]},
        {"UserPools": [{"Id": ["eu-west-1_A"]}]},
        {"UserPools": [{"LastModifiedDate": []}]},
        {"NextToken": "more"},
    ],
    ids=json.dumps,
)
def test_members_of_another_type_are_not_awss(cli: Command, body: Any) -> None:
    with server(lambda _: Reply(json.dumps(body).encode())) as address:
        asked = ("--region", "eu-west-1", "--endpoint-url", address, "check", "--all")
        code, _, err = cli(*asked)
    assert (code, err.count("\n")) == (3, 1)
    assert "the answer is not AWS's" in err


def test_an_emulators_request_id_stands_for_a_type_that_it_states_wrongly(
    session: boto3.Session,
) -> None:
    """moto answers calls of SES v2 as text/html."""
    answer = CALLS["rest-json"][3]
    for headers, genuine in (({}, False), ({"x-amzn-RequestId": "0d9726f2"}, True)):
        reply = Reply(answer.body, "text/html; charset=utf-8", headers=headers)
        with server(lambda _, reply=reply: reply) as address:  # type: ignore[misc]
            if genuine:
                assert ask(session, address, "rest-json")["IdentityType"] == "DOMAIN"
            else:
                with pytest.raises(NotFromAws):
                    ask(session, address, "rest-json")


def test_a_client_that_a_verb_makes_itself_takes_no_foreign_answer(
    alone: pytest.MonkeyPatch,
) -> None:
    for kind in ("a page of HTML", "garbage", "a page that is not found"):
        with server(lambda _, kind=kind: FOREIGN[kind]) as address:  # type: ignore[misc]
            session = Connection(region="eu-west-1").session
            client = session.client("sns", endpoint_url=address)
            with pytest.raises((NotFromAws, ResponseParserError)):
                client.get_sms_sandbox_account_status()


def test_an_error_of_aws_stays_an_error_of_aws(cli: Command) -> None:
    body = b'{"__type": "ResourceNotFoundException", "message": "no"}'
    with server(lambda _: Reply(body, JSON, 400)) as address:
        code, _, err = cli("--endpoint-url", address, "check", POOL_ID)
    assert (code, err) == (
        4,
        f"error: there is no user pool {POOL_ID} in eu-west-1 of this account\n",
    )
