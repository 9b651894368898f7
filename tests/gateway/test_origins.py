"""Web pages of other origins get no answer and reach no operation, under any name of loopback."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request

import pytest

from terraform_scenarios.gateway import Gateway, GatewayError, client
from terraform_scenarios.gateway.wire import SigningScope

PAGE = "http://localhost:5173"
SCOPE = SigningScope("200000000009", "us-east-1", "iam")


@pytest.fixture(scope="module")
def guarded(gateway_of):
    """A gateway that one page may call."""
    return gateway_of(origins=[PAGE])


@pytest.fixture
def ask(guarded):
    """Send a request with these headers, and no others; returns status, headers and body."""
    guarded.reset()

    def send(method="GET", path="/_gateway/messages", body=b"", *, headers=(), host=None):
        address = guarded.endpoint.removeprefix("http://")
        connection = http.client.HTTPConnection(address, timeout=5)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in (("Host", address if host is None else host), *headers):
            if value is not None:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return response.status, response.headers, response.read()

    return send


def operations(gateway):
    return [call.operation for call in gateway.calls if call.operation]


LIST_ROLES = ("POST", "/", b"Action=ListRoles&Version=2010-05-08")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
IAM = ("Authorization", client.authorization(SCOPE))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:4566",
        "127.8.9.10",
        "LocalHost:80",
        "localhost.:80",
        "localhost:",
        "[::1]:4566",
        # Accounts and buckets in front of the endpoint's host.
        "111122223333.s3-control.127.0.0.1:4566",
        "111122223333.127.0.0.1",
        "my_Bucket.localhost:4566",
        "s3.localhost.localstack.cloud:4566",
        "a.b.s3.us-east-1.localhost.localstack.cloud",
    ],
)
def test_a_call_to_a_name_of_loopback_is_answered(ask, guarded, host):
    status, _, body = ask(*LIST_ROLES, headers=[IAM, FORM], host=host)
    # The emulator takes the first part of some of these names for a bucket.
    assert status in (200, 405), body
    assert operations(guarded) == ["ListRoles"]


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:80",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "notlocalhost",
        "sync-localhost",
        "localhost.localstack.cloud.attacker.example",
        "0.0.0.0:80",
        "10.0.0.1",
        "[::2]",
        "128.0.0.1",
        "1127.0.0.1",
        "a127.0.0.1",
    ],
)
@pytest.mark.parametrize("call", [LIST_ROLES, ("GET", "/_gateway/messages"), ("GET", "/health")])
def test_a_name_that_a_page_has_pointed_at_loopback_is_refused_on_every_route(
    ask, guarded, host, call
):
    status, _, body = ask(*call, headers=[IAM, FORM], host=host)
    assert (status, operations(guarded)) == (403, [])
    assert host.partition(":")[0].strip("[]").encode() in body
    assert b"AccessDenied" in body


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Host", "")],
        [("Host", "[::1")],
        [("Host", "[zz]")],
        [("Host", "[1:2]")],
        [("Host", "localhost:http")],
        [("Host", "localhost:-1")],
        [("Host", "localhost:65536")],
        [("Host", "localhost:1:2")],
        [("Host", "a b")],
        [("Host", "user@localhost")],
        [("Host", "localhost/")],
        [("Host", "localhost"), ("Host", "localhost")],
        [("Host", "localhost"), ("Host", "attacker.example")],
    ],
)
@pytest.mark.parametrize("path", ["/", "/_gateway/messages"])
def test_a_host_that_is_none_or_several_is_refused_with_an_aws_error(guarded, headers, path):
    guarded.reset()
    address = guarded.endpoint.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=5)
    connection.putrequest("POST", path, skip_host=True)
    for name, value in [*headers, ("X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp")]:
        connection.putheader(name, value)
    connection.endheaders(b"")
    response = connection.getresponse()
    body = response.read()
    assert (response.status, json.loads(body)["__type"]) == (400, "MalformedHttpRequestException")
    assert b"Traceback" not in body
    assert operations(guarded) == []


# What browsers send for a page that is not allowed.
FOREIGN = [
    [("Origin", "https://attacker.example")],
    [("Origin", "null")],
    [("Origin", "null"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")],
    [("Origin", "http://localhost:5174")],
    [("Origin", "https://localhost:5173")],
    [("Origin", f"{PAGE}.attacker.example")],
    [("Origin", f"{PAGE}, https://attacker.example")],
    [("Origin", PAGE), ("Origin", "https://attacker.example")],
    [("Origin", "")],
    [("Origin", "\xff\xfe")],
    [("Sec-Fetch-Site", "cross-site")],
    [("Sec-Fetch-Site", "same-site")],
    [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")],
    [("Sec-Fetch-Site", "cross-site"), ("Referer", "https://attacker.example/")],
    [("Sec-Fetch-Site", "cross-site"), ("Referer", "http://[")],
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_origin_reaches_no_operation(ask, guarded, headers):
    for call in (
        (*LIST_ROLES,),
        ("GET", "/?Action=ListRoles&X-Amz-Credential=1/2/us-east-1/iam/aws4_request"),
        ("GET", "/_gateway/messages"),
        ("OPTIONS", "/"),
        ("GET", "/_localstack/health"),
    ):
        status, answered, body = ask(*call, headers=[*headers, IAM, FORM])
        assert (status, answered["Access-Control-Allow-Origin"]) == (403, None), call
        assert b"AccessDenied" in body
    assert operations(guarded) == []


@pytest.mark.parametrize("media_type", ["text/plain", "text/plain;a=application/json"])
def test_a_request_that_needs_no_preflight_is_refused_from_another_origin(ask, guarded, media_type):
    target = ("X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools")
    headers = [("Origin", "https://attacker.example"), ("Content-Type", media_type), target]
    status, _, _ = ask("POST", "/", b'{"MaxResults": 1}', headers=headers)
    assert (status, operations(guarded)) == (403, [])


@pytest.mark.parametrize("host", [None, "attacker.example", "attacker.example:80"])
@pytest.mark.parametrize(
    "headers",
    [
        [("Origin", "https://attacker.example")],
        [("Origin", "null")],
        [("Sec-Fetch-Site", "cross-site")],
        [("Origin", "https://attacker.example"), ("X-HTTP-Method-Override", "GET")],
        [("Sec-Fetch-Site", "same-site"), ("X-HTTP-Method-Override", "GET")],
    ],
)
@pytest.mark.parametrize("media_type", ["text/plain;a=application/json", "application/json", None])
def test_no_page_of_another_origin_changes_a_route_of_the_gateway(
    ask, guarded, host, headers, media_type
):
    sent = [*headers, ("Content-Type", media_type)]
    fault = b'{"kind": "throttling"}'
    for path in ("/_gateway/faults", "/_gateway/messages", "/_gateway/"):
        for method in ("POST", "PUT", "DELETE", "GET"):
            status, _, body = ask(method, path, fault, headers=sent, host=host)
            assert (status, b"AccessDenied" in body) == (403, True), (method, path)
    assert operations(guarded) == []


def test_an_error_without_an_operation_is_json_only_for_a_type_that_is_json(ask):
    found = {}
    for media_type in (
        "application/x-amz-json-1.1; charset=utf-8",
        "text/plain;a=application/json",
    ):
        headers = [("Content-Type", media_type), ("Origin", "null")]
        found[media_type] = ask("POST", "/", b"{}", headers=headers)[1]["Content-Type"]
    assert [*found.values()] == ["application/x-amz-json-1.1", "text/xml"]


def test_a_form_is_read_only_from_a_body_that_is_a_form(ask, guarded):
    plain = ("Content-Type", "text/plain; a=application/x-www-form-urlencoded")
    ask(*LIST_ROLES, headers=[IAM, plain])
    assert operations(guarded) == []


ALLOWED = [
    [("Origin", PAGE)],
    [("Origin", PAGE), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors")],
    # A link of the page, as to a hosted sign-in page.
    [("Sec-Fetch-Site", "cross-site"), ("Referer", f"{PAGE}/account?x=1")],
    # The address bar, and pages of the gateway itself.
    [("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")],
    [("Sec-Fetch-Site", "same-origin")],
    # A program: fetch in Node.js.
    [("Sec-Fetch-Mode", "cors")],
    [],
]


@pytest.mark.parametrize("headers", ALLOWED)
def test_an_allowed_page_a_page_of_the_gateway_and_a_program_are_answered(ask, guarded, headers):
    status, answered, _ = ask(*LIST_ROLES, headers=[*headers, IAM, FORM])
    assert (status, operations(guarded)) == (200, ["ListRoles"])
    stated = dict(headers).get("Origin")
    assert answered["Access-Control-Allow-Origin"] == stated
    assert ("Origin" in (answered["Vary"] or "")) == (stated is not None)


def test_a_form_on_a_page_of_the_gateway_is_answered(ask, guarded):
    status, answered, _ = ask(*LIST_ROLES, headers=[("Origin", guarded.endpoint), IAM, FORM])
    assert (status, answered["Access-Control-Allow-Origin"]) == (200, guarded.endpoint)


def test_a_preflight_of_an_allowed_page_names_just_its_origin(ask):
    asked = [
        ("Origin", PAGE),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "x-amz-target,content-type"),
    ]
    for path in ("/", "/_gateway/messages"):
        status, answered, _ = ask("OPTIONS", path, headers=asked)
        assert answered.get_all("Access-Control-Allow-Origin") == [PAGE]
        assert "Origin" in answered["Vary"]
    assert status == 404


def test_no_answer_is_for_pages_of_every_origin(ask):
    for call in (LIST_ROLES, ("GET", "/_localstack/health"), ("GET", "/_gateway/messages")):
        assert ask(*call, headers=[IAM, FORM])[1]["Access-Control-Allow-Origin"] is None


def test_on_a_name_that_browsers_do_not_trust_a_browser_must_show_its_page(ask, guarded):
    """Browsers send no Sec-Fetch-Site to a name that is not known to be loopback."""
    host = "localhost.localstack.cloud:4566"
    agent = ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0")
    link = "/?Action=ListRoles&X-Amz-Credential=1/2/us-east-1/iam/aws4_request"
    assert ask("GET", link, headers=[agent], host=host)[0] == 403
    assert operations(guarded) == []
    shown = ("Referer", f"{PAGE}/")
    ask("GET", link, headers=[agent, shown], host=host)
    ask("GET", link, headers=[("User-Agent", "aws-cli/2.0")], host=host)
    assert operations(guarded) == ["ListRoles", "ListRoles"]


@pytest.mark.parametrize(
    "wrong", ["localhost:5173", "http://localhost:5173/page", "*", "null", "", "http://a b"]
)
def test_an_origin_that_no_page_has_is_refused(target, wrong):
    with pytest.raises(GatewayError, match="write it as http://localhost:5173"):
        Gateway(target, origins=[wrong])


@pytest.mark.parametrize("origin", ["HTTP://LocalHost:5173/", "capacitor://localhost"])
def test_an_origin_can_be_allowed_while_the_gateway_runs(target, origin):
    written = origin.lower().removesuffix("/")
    with Gateway(target) as gateway:
        request = urllib.request.Request(f"{gateway.endpoint}/_gateway/messages")
        request.add_header("Origin", written)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request)
        gateway.allow_origin(origin)
        with urllib.request.urlopen(request) as response:
            assert response.headers["Access-Control-Allow-Origin"] == written
