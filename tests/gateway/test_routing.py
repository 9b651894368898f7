"""A gateway in front of LocalStack without a plan, with the embedded target as its fallback."""

import http.server
import io
import json
import threading
import urllib.error
import urllib.request
import zipfile
from itertools import count

import pytest
from botocore.exceptions import ClientError

from terraform_scenarios import open_target
from terraform_scenarios.gateway import Gateway
from terraform_scenarios.targets.localstack import PYTHON_VARIABLE

from .live import Account

ACCOUNTS = count(200_000_000_001)
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.fixture(scope="module")
def localstack(localstack_python):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PYTHON_VARIABLE, localstack_python)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        patch.delenv("LOCALSTACK_HOST", raising=False)
        with open_target("localstack") as target:
            yield target


@pytest.fixture(scope="module")
def routing(localstack):
    with Gateway(
        localstack.endpoint, fallback=localstack.fallback.endpoint, services=localstack.services
    ) as gateway:
        yield gateway


@pytest.fixture
def routed_account(routing):
    routing.clear_calls()
    return Account(routing.endpoint, str(next(ACCOUNTS)))


def answered_by(gateway) -> dict[str, str]:
    return {call.name: call.answered_by for call in gateway.calls}


def test_the_fallback_has_the_services_that_localstack_lacks(routing, routed_account):
    topic = routed_account.client("sns").create_topic(Name="mine")["TopicArn"]
    pool = routed_account.client("cognito-idp").create_user_pool(PoolName="mine")["UserPool"]
    assert topic == f"arn:aws:sns:us-east-1:{routed_account.number}:mine"
    assert f":{routed_account.number}:userpool/" in pool["Arn"]
    assert answered_by(routing) == {
        "sns.CreateTopic": "upstream",
        "cognito-idp.CreateUserPool": "fallback",
    }
    assert "sns" in routing.served["upstream"]
    assert "cognito-idp" in routing.served["fallback"]


def test_both_versions_of_ses_are_left_to_the_fallback(localstack, routing, routed_account):
    assert "ses" in localstack.services
    assert "sesv2" not in localstack.services
    routed_account.client("ses").verify_email_identity(EmailAddress="a@example.com")
    routed_account.client("sesv2").create_email_identity(EmailIdentity="b@example.com")
    served = routing.served
    assert {"ses", "sesv2"} <= served["fallback"]
    assert {"ses", "sesv2"}.isdisjoint(served["upstream"])


def test_the_fallback_answers_an_operation_that_localstack_does_not_implement(
    routing, routed_account
):
    events = routed_account.client("events")
    events.put_rule(Name="mine", ScheduleExpression="rate(1 hour)")
    assert events.list_event_sources()["EventSources"] == []
    assert [one["Name"] for one in events.list_rules()["Rules"]] == ["mine"]
    assert answered_by(routing) == {
        "events.PutRule": "upstream",
        "events.ListEventSources": "fallback",
        "events.ListRules": "upstream",
    }


def test_what_neither_emulator_implements_is_answered_by_localstack(routing, routed_account):
    with pytest.raises(ClientError) as refused:
        routed_account.client("iam").list_organizations_features()
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert answered_by(routing) == {"iam.ListOrganizationsFeatures": "upstream"}


def test_a_function_finds_its_role_although_another_emulator_keeps_it(routing, routed_account):
    iam, functions = routed_account.client("iam"), routed_account.client("lambda")
    role = iam.create_role(
        RoleName="mine", Path="/deep/er/", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]["Arn"]
    create_function(functions, "first", role)
    iam.delete_role(RoleName="mine")
    with pytest.raises(ClientError, match="role"):
        create_function(functions, "second", role)
    assert answered_by(routing)["iam.CreateRole"] == "upstream"
    assert answered_by(routing)["lambda.CreateFunction"] == "fallback"


def create_function(client, name: str, role: str) -> None:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): return event\n")
    client.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="index.handler",
        Code={"ZipFile": code.getvalue()},
    )


def test_the_key_set_of_a_pool_is_found(routing, routed_account):
    pool = routed_account.client("cognito-idp").create_user_pool(PoolName="mine")["UserPool"]["Id"]
    url = f"{routing.endpoint}/{pool}/.well-known/jwks.json"
    with urllib.request.urlopen(url) as answer:
        assert json.load(answer)["keys"]


def test_a_page_that_neither_has_is_answered_by_localstack(routing):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{routing.endpoint}/_localstack/no-such-page")
    assert refused.value.code == 404


class Failing(http.server.BaseHTTPRequestHandler):
    """Answers 500 to each call, as LocalStack does if it cannot load a service."""

    calls = 0

    def do_POST(self):
        type(self).calls += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_service_whose_first_call_fails_is_left_to_the_fallback(target):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Failing) as failing:
        threading.Thread(target=failing.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{failing.server_address[1]}"
        with Gateway(url, fallback=target, services=["kms"]) as gateway:
            kms = Account(gateway.endpoint, str(next(ACCOUNTS))).client("kms")
            key = kms.create_key()["KeyMetadata"]["KeyId"]
            assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == key
            assert [call.answered_by for call in gateway.calls] == ["fallback", "fallback"]
            assert gateway.served == {"upstream": frozenset(), "fallback": {"kms"}}
        failing.shutdown()
    assert Failing.calls == 1


def test_a_localstack_with_a_plan_answers_for_all_that_it_lists(target):
    services = ["cognito-idp", "iam", "sesv2", "sns"]
    with Gateway(target, fallback="http://127.0.0.1:9", services=services) as gateway:
        account = Account(gateway.endpoint, str(next(ACCOUNTS)))
        account.client("cognito-idp").create_user_pool(PoolName="mine")
        account.client("ses").list_identities()
        assert gateway.served == {"upstream": {"cognito-idp", "sesv2"}, "fallback": frozenset()}
        with pytest.raises(ClientError, match="ServiceUnavailable"):
            account.client("kms").list_keys()
