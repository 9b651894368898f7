"""The gateway in front of a live target: forwarding, recording, and invalid requests."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import struct
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terraform_scenarios.gateway import Gateway, GatewayError
from terraform_scenarios.gateway import http as server
from terraform_scenarios.targets.servers import free_port

from .live import Account, answers

PASSWORD = "Correct-Horse-7-Battery"


@pytest.fixture(scope="module")
def plain(gateway_of):
    """A gateway without rules."""
    return gateway_of()


@pytest.fixture
def through(plain):
    plain.reset()
    return Account(plain.endpoint, "200000000001", "eu-central-1")


def test_a_call_gets_the_targets_own_answer(through, target):
    pool = through.client("cognito-idp").create_user_pool(PoolName="p")["UserPool"]
    direct_account = Account(target, through.number, through.region)
    found = direct_account.client("cognito-idp").describe_user_pool(UserPoolId=pool["Id"])[
        "UserPool"
    ]
    assert (found["Name"], found["Arn"]) == ("p", pool["Arn"])
    assert found["Arn"].startswith("arn:aws:cognito-idp:eu-central-1:200000000001:userpool/")


def test_the_log_names_the_client_of_each_call(through, caplog):
    caplog.set_level("DEBUG", "terraform_scenarios.gateway")
    through.client("sns").list_topics()
    (line,) = [one.getMessage() for one in caplog.records if "ListTopics" in one.getMessage()]
    assert line.startswith("sns.ListTopics from Boto3/")


def test_each_call_is_recorded_with_service_operation_region_and_account(through, plain):
    through.client("iam").list_roles()
    through.client("sesv2", region="us-west-2").list_configuration_sets()
    through.client("sns").list_topics()
    through.client("cloudwatch").describe_alarms()
    through.client("s3").list_buckets()
    through.client("route53").list_hosted_zones()
    assert [(call.name, call.region, call.account, call.status) for call in plain.calls] == [
        ("iam.ListRoles", "eu-central-1", "200000000001", 200),
        ("sesv2.ListConfigurationSets", "us-west-2", "200000000001", 200),
        ("sns.ListTopics", "eu-central-1", "200000000001", 200),
        ("cloudwatch.DescribeAlarms", "eu-central-1", "200000000001", 200),
        ("s3.ListBuckets", "eu-central-1", "200000000001", 200),
        ("route53.ListHostedZones", "eu-central-1", "200000000001", 200),
    ]
    assert [call.order for call in plain.calls] == list(
        range(plain.calls[0].order, 6 + plain.calls[0].order)
    )


def test_an_error_of_the_target_is_recorded_with_its_code(through, plain):
    with pytest.raises(ClientError):
        through.client("cognito-idp").describe_user_pool(UserPoolId="eu-central-1_none")
    call = plain.calls[-1]
    assert (call.status, call.error, call.answered_by) == (
        400,
        "ResourceNotFoundException",
        "upstream",
    )
    assert call.duration > 0


def test_request_and_response_are_recorded_as_boto3_gives_them(through, plain):
    through.client("iam").create_role(
        RoleName="r",
        AssumeRolePolicyDocument='{"Statement": []}',
        Tags=[{"Key": "a", "Value": "b"}],
    )
    call = plain.calls[-1]
    assert call.request["Tags"] == [{"Key": "a", "Value": "b"}]
    assert call.response["Role"]["Arn"] == "arn:aws:iam::200000000001:role/r"


def test_recorded_calls_contain_no_secret(target):
    with Gateway(target) as gateway:
        # Unsigned calls, such as ConfirmForgotPassword, belong to the default account.
        account = Account(gateway.endpoint, "000000000000")
        cognito = account.client("cognito-idp")
        pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
        secretive = cognito.create_user_pool_client(
            UserPoolId=pool, ClientName="s", GenerateSecret=True
        )["UserPoolClient"]
        client = cognito.create_user_pool_client(
            UserPoolId=pool, ClientName="c", ExplicitAuthFlows=["ADMIN_NO_SRP_AUTH"]
        )["UserPoolClient"]
        cognito.admin_create_user(UserPoolId=pool, Username="u", TemporaryPassword=PASSWORD)
        cognito.admin_set_user_password(
            UserPoolId=pool, Username="u", Password=PASSWORD, Permanent=True
        )
        tokens = cognito.admin_initiate_auth(
            UserPoolId=pool, ClientId=client["ClientId"], AuthFlow="ADMIN_NO_SRP_AUTH",
            AuthParameters={"USERNAME": "u", "PASSWORD": PASSWORD},
        )["AuthenticationResult"]  # fmt: skip
        cognito.create_identity_provider(
            UserPoolId=pool, ProviderName="Google", ProviderType="Google",
            ProviderDetails={
                "client_id": "i", "client_secret": "Provider-Secret-9", "authorize_scopes": "email"
            },
        )  # fmt: skip
        with pytest.raises(ClientError):  # a wrong code is recorded as any other
            cognito.confirm_forgot_password(
                ClientId=client["ClientId"],
                Username="u",
                ConfirmationCode="987654",
                Password=PASSWORD,
            )
        key = account.client("iam")
        key.create_user(UserName="u")
        secret = key.create_access_key(UserName="u")["AccessKey"]["SecretAccessKey"]
        account.client("secretsmanager").create_secret(Name="s", SecretString="Stored-Secret-5")
        calls = [call.as_json() for call in gateway.calls]
    shown = json.dumps(calls, default=str)
    assert len(calls) == 11
    assert calls[0]["operation"] == "CreateUserPool"
    for hidden in (
        PASSWORD, secretive["ClientSecret"], tokens["AccessToken"], tokens["IdToken"], "987654",
        "Provider-Secret-9", secret, "Stored-Secret-5", "secret-of-the-test",
    ):  # fmt: skip
        assert hidden not in shown
    assert '"generateSecret"' not in shown
    assert calls[1]["request"]["GenerateSecret"] is True


def test_members_that_the_model_marks_as_sensitive_are_not_recorded(through, plain):
    sns = through.client("sns")
    sns.publish(PhoneNumber="+15555550123", Message="Your code is 445566")
    shown = json.dumps([call.as_json() for call in plain.calls], default=str)
    assert "+15555550123" not in shown
    assert "445566" not in shown


def test_settings_whose_names_sound_like_secrets_are_recorded(through, plain):
    cognito = through.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    assert plain.calls[-1].request["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    policy = plain.calls[0].response["UserPool"]["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] == 8


def test_the_contract_refuses_a_call_before_it_reaches_the_target(through, plain):
    with pytest.raises(ClientError, match="Member must satisfy enum value set") as raised:
        through.client("cognito-idp").create_user_pool(PoolName="p", MfaConfiguration="MAYBE")
    assert raised.value.response["Error"]["Code"] == "InvalidParameterException"
    assert plain.calls[-1].answered_by == "contract"


def test_a_request_that_is_not_an_aws_call_is_forwarded(plain, target):
    with urllib.request.urlopen(f"{plain.endpoint}/_localstack/health") as response:
        assert response.status == 200
        assert b"services" in response.read()


def test_a_large_body_under_a_key_with_special_characters_passes_unchanged(through):
    s3 = through.client("s3")
    s3.create_bucket(
        Bucket="bucket-one", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    body = b"x" * 3_000_000
    s3.put_object(Bucket="bucket-one", Key="a b/ä+c", Body=body)
    assert s3.get_object(Bucket="bucket-one", Key="a b/ä+c")["Body"].read() == body
    assert s3.head_object(Bucket="bucket-one", Key="a b/ä+c")["ContentLength"] == len(body)


def test_lifecycle_and_notifications_of_a_bucket_are_the_current_operations(through, plain):
    s3, sqs = through.client("s3"), through.client("sqs")
    s3.create_bucket(
        Bucket="bucket-two", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    rule = {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "a/"}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(
        Bucket="bucket-two", LifecycleConfiguration={"Rules": [rule]}
    )
    assert s3.get_bucket_lifecycle_configuration(Bucket="bucket-two")["Rules"] == [rule]
    # S3 accepts a queue only if its policy allows S3 to send.
    arn = "arn:aws:sqs:eu-central-1:200000000001:queue-two"
    allow = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn}
    allow["Principal"] = {"Service": "s3.amazonaws.com"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.create_queue(QueueName="queue-two", Attributes={"Policy": policy})
    queue = {"Id": "n", "QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket="bucket-two", NotificationConfiguration={"QueueConfigurations": [queue]}
    )
    found = s3.get_bucket_notification_configuration(Bucket="bucket-two")
    assert found["QueueConfigurations"] == [queue]
    # The deprecated operation that boto3 still offers is the same request.
    s3.get_bucket_lifecycle(Bucket="bucket-two")
    calls = [call for call in plain.calls if call.service == "s3"][1:]
    assert [(call.operation, call.answered_by) for call in calls] == [
        ("PutBucketLifecycleConfiguration", "upstream"),
        ("GetBucketLifecycleConfiguration", "upstream"),
        ("PutBucketNotificationConfiguration", "upstream"),
        ("GetBucketNotificationConfiguration", "upstream"),
        ("GetBucketLifecycleConfiguration", "upstream"),
    ]
    assert calls[0].request["LifecycleConfiguration"] == {"Rules": [rule]}


def test_a_notification_without_events_is_refused_as_by_the_current_operation(through):
    s3 = through.client("s3")
    wrong = {"QueueConfigurations": [{"QueueArn": "arn:aws:sqs:eu-central-1:1:q"}]}
    with pytest.raises(ClientError, match=r"events'.*must not be null"):
        s3.put_bucket_notification_configuration(
            Bucket="bucket-three", NotificationConfiguration=wrong
        )


def test_each_of_fifty_concurrent_calls_gets_its_own_answer(through, plain):
    cognito = through.client("cognito-idp", max_pool_connections=50)
    names = [f"pool-{number}" for number in range(100)]
    with ThreadPoolExecutor(50) as pool:
        made = list(pool.map(lambda name: cognito.create_user_pool(PoolName=name), names))
    assert [one["UserPool"]["Name"] for one in made] == names
    orders = [call.order for call in plain.calls]
    assert len(set(orders)) == len(orders) == 100


@pytest.mark.parametrize(
    ("headers", "method", "path", "status", "code"),
    [
        ({"X-Amz-Target": "AWSCognitoIdentityProviderService.Nothing"}, "POST", "/", 400,
         "UnknownOperationException"),
        ({"X-Amz-Target": "Unknown.Nothing"}, "POST", "/", 400, "UnknownOperationException"),
        ({"X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools"}, "POST", "/", 400,
         "SerializationException"),
        ({"Authorization": "AWS4-HMAC-SHA256 Credential=1/2/us-east-1/ses/aws4_request"}, "GET",
         "/v9/nothing", 404, "UnknownOperationException"),
        ({"Authorization": "AWS4-HMAC-SHA256 Credential=1/2/us-east-1/iam/aws4_request",
          "Content-Type": "application/x-www-form-urlencoded"}, "POST", "/?Action=Nothing", 400,
         "InvalidAction"),
        ({"Authorization": "AWS4-HMAC-SHA256 Credential=1/2/us-east-1/monitoring/aws4_request",
          "Smithy-Protocol": "rpc-v2-cbor"}, "POST", "/service/Unknown/operation/Nothing", 404,
         "UnknownOperationException"),
    ],
)  # fmt: skip
def test_an_unknown_operation_gets_an_aws_error(plain, headers, method, path, status, code):
    body = b"{" if code == "SerializationException" else b""
    if code == "InvalidAction":
        path, _, form = path.partition("?")
        body = form.encode()
    host, port = plain.endpoint.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    text = response.read().decode("utf-8", "replace")
    assert (response.status, code in text) == (status, True)
    assert plain.calls[-1].error == code or code in text


@pytest.mark.parametrize(
    "header",
    [
        b"X-Amz-Target",
        b"Smithy-Protocol",
        b"Content-Type",
        # The error, in CBOR, quotes the operation.
        b"Smithy-Protocol: rpc-v2-cbor\r\nX-Amz-Target",
    ],
)
@pytest.mark.parametrize("signed", [True, False])
def test_a_header_that_is_not_text_gets_an_answer_and_the_gateway_continues(
    plain, through, header, signed
):
    lines = [
        b"POST / HTTP/1.1",
        b"Host: localhost",
        b"Connection: close",
        header + b": \xff\xfe",
        b"Content-Length: 0",
    ]
    if signed:
        scope = b"AWS4-HMAC-SHA256 Credential=1/2/us-east-1/iam/aws4_request"
        lines.append(b"Authorization: " + scope)
    received = raw(plain, b"\r\n".join(lines) + b"\r\n\r\n", half_close=False)
    assert received.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4"))
    json.dumps([call.as_json() for call in plain.calls], default=str).encode()
    through.client("iam").list_roles()


def raw(gateway, data, *, half_close=True):
    host, port = gateway.endpoint.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(data)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: " + b"b" * 100_000 + b"\r\n\r\n",
    ],
)
def test_a_request_that_is_not_http_gets_an_aws_error_and_the_gateway_continues(
    plain, through, data
):
    received = raw(plain, data, half_close=False)
    assert received.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert b"Traceback" not in received
    assert json.loads(received.partition(b"\r\n\r\n")[2])["__type"]
    through.client("iam").list_roles()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=200)
    | st.builds(
        lambda method, path, headers, body: (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".encode()
            + b"".join(key + b": " + value + b"\r\n" for key, value in headers)
            + b"Content-Length: "
            + str(len(body)).encode()
            + b"\r\n\r\n"
            + body
        ),
        st.sampled_from(["GET", "POST", "PUT", "BREW"]),
        st.sampled_from(["/", "*", "//", "/%zz", "/v2/email/identities/%00", "http://x/"]),
        st.lists(
            st.tuples(
                st.sampled_from(
                    [b"X-Amz-Target", b"Authorization", b"Content-Type", b"Smithy-Protocol"]
                ),
                st.sampled_from(
                    [
                        b"AWSCognitoIdentityProviderService.CreateUserPool",
                        b"AWS4-HMAC-SHA256 Credential=1/2/us-east-1/iam/aws4_request",
                        b"AWS4-HMAC-SHA256 Credential=1/2/us-east-1/ses/aws4_request",
                        b"AWS4-HMAC-SHA256 Credential=////",
                        b"application/x-www-form-urlencoded",
                        b"rpc-v2-cbor",
                        b"\xff\xfe",
                    ]
                ),
            ),
            max_size=3,
        ),
        st.binary(max_size=60) | st.sampled_from([b"Action=CreateRole&a.b=1&a=2", b"[" * 50]),
    )
)
def test_no_request_stops_the_gateway(plain, data):
    received = raw(plain, data)
    assert b"Traceback" not in received
    assert not received or received.startswith(b"HTTP/1.")
    assert not received.startswith(b"HTTP/1.1 500")
    assert answers(f"{plain.endpoint}/_gateway/messages")


def test_a_body_over_the_limit_is_refused_without_being_read(plain):
    host, port = plain.endpoint.removeprefix("http://").split(":")
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(head)
        received = connection.recv(65536)
    assert received.startswith(b"HTTP/1.1 413")
    assert b"RequestEntityTooLarge" in received


def test_a_target_that_does_not_answer_gives_an_error_that_clients_retry():
    port = free_port()
    with Gateway(f"http://127.0.0.1:{port}") as gateway, pytest.raises(ClientError) as raised:
        Account(gateway.endpoint, "200000000004").client("iam").list_roles()
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert str(port) in raised.value.response["Error"]["Message"]


def test_it_listens_on_loopback_only(plain):
    port = int(plain.endpoint.rpartition(":")[2])
    with socket.socket() as other:
        # Another loopback address is free on the same port: nothing listens on all of them.
        other.bind(("127.0.0.2", port))


def test_a_port_in_use_is_reported_in_one_line(plain, target):
    with pytest.raises(GatewayError, match="cannot listen"):
        Gateway(target, port=int(plain.endpoint.rpartition(":")[2])).start()


@pytest.mark.parametrize("wrong", ["127.0.0.1:4566", "ftp://x", ""])
def test_an_upstream_that_is_not_a_url_is_refused(wrong):
    with pytest.raises(GatewayError, match="write it as http"):
        Gateway(wrong)


def test_a_plugin_that_does_not_exist_is_reported_in_one_line(target):
    with pytest.raises(GatewayError, match="no_such_package"):
        Gateway(target, plugins=["no_such_package"])


def test_a_stopped_gateway_frees_its_port(target):
    with Gateway(target) as gateway:
        port = int(gateway.endpoint.rpartition(":")[2])
    with Gateway(target, port=port) as again:
        assert answers(f"{again.endpoint}/_gateway/messages")


def test_the_command_runs_until_it_is_terminated(target):
    command = [sys.executable, "-m", "terraform_scenarios.gateway", "--upstream", target]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        endpoint = process.stdout.readline().split()[2].rstrip(",")
        assert answers(f"{endpoint}/_gateway/messages")
        process.terminate()
        assert process.wait(10) == 0


def test_the_command_reports_an_error_without_a_traceback():
    command = [sys.executable, "-m", "terraform_scenarios.gateway", "--upstream", "nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert done.stderr.startswith("gateway: 'nowhere' is not the URL of an emulator")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("alone", ["--fallback=http://127.0.0.1:4567", "--services=iam"])
def test_the_command_needs_both_options_of_a_fallback(alone):
    upstream = "--upstream=http://127.0.0.1:4566"
    command = [sys.executable, "-m", "terraform_scenarios.gateway", upstream, alone]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert "--fallback and --services must be used together" in done.stderr


def test_a_compressed_object_and_compressed_parameters_pass_unchanged(through, plain):
    s3, packed = through.client("s3"), gzip.compress(b"hello" * 10)
    s3.create_bucket(
        Bucket="bucket-four", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    s3.put_object(Bucket="bucket-four", Key="k", Body=packed, ContentEncoding="gzip")
    found = s3.get_object(Bucket="bucket-four", Key="k")
    assert (found["Body"].read(), found["ContentEncoding"]) == (packed, "gzip")
    metrics = through.client("cloudwatch", request_min_compression_size_bytes=10)
    data = [{"MetricName": "m", "Value": 1.0}] * 200
    metrics.put_metric_data(Namespace="n", MetricData=data)
    assert plain.calls[-1].request["MetricData"] == data
    assert [one["MetricName"] for one in metrics.list_metrics(Namespace="n")["Metrics"]] == ["m"]


@pytest.mark.parametrize(
    "body", [b"no gzip", gzip.compress(b"{}")[:-9], b""], ids=["text", "cut", "empty"]
)
def test_parameters_that_cannot_be_decompressed_get_an_aws_error(plain, body):
    address = plain.endpoint.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=5)
    headers = {
        "X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools",
        "Content-Encoding": "gzip",
    }
    connection.request("POST", "/", body, headers)
    assert connection.getresponse().status == 400


# Connections that are not used, or never finish


@pytest.fixture
def impatient(monkeypatch, target):
    """A gateway that waits for a tenth of a second."""
    for name in ("_HEAD_SECONDS", "_BODY_SECONDS", "_LINGER_SECONDS"):
        monkeypatch.setattr(server, name, 0.1)
    with Gateway(target) as gateway:
        yield gateway


def connect(gateway):
    host, port = gateway.endpoint.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


ANSWERED = b"GET /_gateway/messages HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("sent", [b"", b"POST", b"POST / HTTP/1.1\r\nHost: localhost\r\nA: b"])
def test_a_connection_without_a_complete_head_is_closed(impatient, sent):
    with connect(impatient) as connection:
        connection.sendall(sent)
        assert connection.recv(65536) == b""


@pytest.mark.parametrize("sent", [b"", b"POST / HTTP/1.1\r\nHost: local"])
def test_a_connection_whose_next_head_does_not_come_is_closed(impatient, monkeypatch, sent):
    monkeypatch.setattr(server, "_IDLE_SECONDS", 0.1)
    with connect(impatient) as connection:
        connection.sendall(ANSWERED)
        received = connection.recv(65536)
        assert received.startswith(b"HTTP/1.1 200")
        connection.sendall(sent)
        while received:
            received = connection.recv(65536)


@pytest.mark.parametrize(
    "head", [b"Content-Length: 100\r\n\r\nbo", b"Transfer-Encoding: chunked\r\n\r\n3\r\nab"]
)
def test_a_body_that_does_not_end_gets_an_aws_error_and_its_connection_is_closed(impatient, head):
    with connect(impatient) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + head)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    assert received.startswith(b"HTTP/1.1 408")
    assert b"RequestTimeout" in received


def test_a_client_that_is_killed_while_it_sends_is_no_error_in_the_log(target, caplog):
    with Gateway(target) as gateway:
        connection = connect(gateway)
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc")
        assert answers(f"{gateway.endpoint}/_gateway/messages")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()  # a reset, as from a process that was killed
        assert answers(f"{gateway.endpoint}/_gateway/messages")
    assert "failed on a request" not in caplog.text


def test_open_connections_do_not_keep_the_gateway_from_stopping(target):
    sent = (
        b"",
        b"POST",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
        ANSWERED,
    )
    with Gateway(target) as gateway:
        connections = [connect(gateway) for _ in sent]
        for connection, data in zip(connections, sent, strict=True):
            connection.sendall(data)
        assert answers(f"{gateway.endpoint}/_gateway/messages")
        ending = threading.Thread(target=gateway.stop, daemon=True)
        ending.start()
        ending.join(20)
        assert not ending.is_alive()
    for connection in connections:
        connection.close()


@pytest.mark.parametrize(
    "headers",
    [
        b"".join(b"A%d: b\r\n" % number for number in range(1000)),
        b"A: " + b"b" * 9_000 + b"\r\n",
        b"A: " + b"b" * 20_000,  # a line that does not end
    ],
)
def test_too_many_or_too_large_headers_get_an_aws_error(plain, headers):
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n"
    received = raw(plain, head, half_close=False)
    assert received.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert json.loads(received.partition(b"\r\n\r\n")[2])["__type"]


def test_a_head_that_does_not_end_is_not_read(plain):
    lines = b"".join(b"A%d: %s\r\n" % (number, b"b" * 1000) for number in range(20_000))
    with connect(plain) as connection, pytest.raises(ConnectionError):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + lines)
