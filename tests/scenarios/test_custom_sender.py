"""The function of examples/custom-senders: built, applied, and called as Cognito calls it.

MiniStack does not call custom senders, and sends the messages itself. So the tests call the
function in the place of Cognito, with the code that MiniStack has made: docs/known-gaps.md.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from ..custom_sender import cognito
from ..reading import pool_of

pytestmark = pytest.mark.terraform_module("../../examples/custom-senders")
EXAMPLE = Path(__file__).parents[2] / "examples" / "custom-senders"
PASSWORD = "Correct-Horse-7-Battery"
NUMBER = "+14155550123"
# A number that the account does not have: its route fails.
ORIGINATION = "arn:aws:sms-voice:us-east-1:000000000000:phone-number/phone-0123456789abcdef"


def build_package(target):
    """The package for this machine, because MiniStack runs functions with its own Python."""
    machine = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "sender.zip")
        options = ["--architecture", machine, "--python", version, "--output", package]
        built = [sys.executable, EXAMPLE / "build.py", *options]
        subprocess.run(built, check=True, capture_output=True)
        yield {"path": str(package), "architecture": machine}


@pytest.mark.given("package", by=build_package)
@pytest.mark.scenario(
    name="{scenario}",
    domain="{scenario}.example.com",
    package="{given.package.path}",
    architecture="{given.package.architecture}",
    sms_prefixes=["+1"],
    sms_origination_arns=[ORIGINATION],
    limits={"sms": {"each": {"hour": 2, "day": 2}}},
)
class TestCustomSender:
    def test_the_function_of_the_custom_sender_sends_for_the_pool(self, applied, replanned):
        config = pool_of(applied)["LambdaConfig"]
        for sender in ("CustomEmailSender", "CustomSMSSender"):
            assert config[sender]["LambdaArn"] == applied.outputs["function_arn"]
        assert config["KMSKeyID"] == applied.outputs["key_arn"]
        assert replanned.empty, replanned

    def test_only_codes_of_the_pool_can_be_decrypted_and_only_its_sender_sends(self, applied):
        statements = {
            one["Sid"]: one
            for name in ("send", "read-codes")
            for one in applied.client("iam").get_role_policy(
                RoleName=role_of(applied), PolicyName=name
            )["PolicyDocument"]["Statement"]
        }
        assert statements["ReadCodes"]["Resource"] == applied.outputs["key_arn"]
        assert statements["ReadCodes"]["Condition"] == {
            "StringEquals": {"kms:EncryptionContext:userpool-id": applied.outputs["user_pool_id"]}
        }
        name = applied.outputs["function_arn"].rsplit(":", 1)[-1]
        account = applied.outputs["key_arn"].split(":")[4]
        ses = [f"arn:aws:ses:{one}:{account}" for one in ("us-east-1", "us-west-2")]
        assert sorted(statements["SendEmail"]["Resource"]) == sorted(
            f"{arn}:{what}" for arn in ses for what in ("identity/*", f"configuration-set/{name}")
        )
        assert statements["SendEmail"]["Condition"] == {
            "StringEquals": {"ses:FromAddress": applied.outputs["sender"]}
        }
        assert statements["NoTopics"]["Effect"] == "Deny"
        assert statements["SendSmsByEndUserMessaging"]["Resource"] == ORIGINATION

    def test_who_signs_up_gets_the_code_by_the_function(self, applied, gateway, caller):
        if applied.target.access_key != "000000000000":
            pytest.skip("The gateway does not know the account of a function's session key.")
        cognito_idp = applied.client("cognito-idp")
        attributes = {"email": "ada@example.org", "locale": "de-AT"}
        cognito_idp.sign_up(
            ClientId=applied.outputs["client_id"],
            Username="ada@example.org",
            Password=PASSWORD,
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        code = "123456"  # the one that MiniStack makes for each sign-up
        answer, log = caller("CustomEmailSender_SignUp", "ada", attributes, code)
        assert answer.get("userName") == "ada", (answer, log)
        mail = next(
            one
            for one in gateway.messages()
            if (one.destination, one.sender) == ("ada@example.org", applied.outputs["sender"])
        )
        assert mail.subject == "Ihr Code für Example: 123456"
        confirm = {"Username": "ada@example.org", "ConfirmationCode": mail.code}
        cognito_idp.confirm_sign_up(ClientId=applied.outputs["client_id"], **confirm)
        user = cognito_idp.admin_get_user(
            UserPoolId=applied.outputs["user_pool_id"], Username="ada@example.org"
        )
        assert user["UserStatus"] == "CONFIRMED"
        assert log["Result"] == "sent"
        assert log["language"] == "de"
        assert log["route"] == "SES us-east-1"

    def test_an_sms_goes_out_until_the_limit_and_to_allowed_countries_only(self, gateway, caller):
        def send(number):
            attributes = {"phone_number": number}
            return caller("CustomSMSSender_Authentication", "bob", attributes, "804312")[1]

        lines = [send(NUMBER) for _ in range(3)]
        assert [one["Result"] for one in lines] == ["sent", "sent", "refused"]
        assert lines[0]["route"] == "SNS us-east-1"
        assert lines[0]["failed_routes"] == (
            "End User Messaging us-east-1: ResourceNotFoundException"
        )
        assert send("+21655550123")["error"] == "The number has none of the allowed prefixes."
        sent = [one for one in gateway.messages() if one.destination == NUMBER]
        assert [one.text for one in sent] == ["804312 is your code to sign in to Example."] * 2

    def test_neither_the_log_nor_the_table_nor_other_calls_have_a_code(
        self, applied, gateway, caller
    ):
        secrets = ("731905", "eve@example.org", "name-of-eve")
        caller("CustomEmailSender_ForgotPassword", secrets[2], {"email": secrets[1]}, secrets[0])
        logs = applied.client("logs").filter_log_events(logGroupName=applied.outputs["log_group"])
        lines = [one["message"] for one in logs["events"]]
        assert any("CustomEmailSender_ForgotPassword" in line for line in lines)
        items = applied.client("dynamodb").scan(TableName=applied.outputs["table"])["Items"]
        recorded = [
            json.dumps([call.request, call.response], default=str)
            for call in gateway.calls
            if call.operation != "SendEmail" and call.service != "lambda"
        ]
        assert any(call.operation == "SendEmail" for call in gateway.calls)
        for text in [*lines, *recorded, str(items)]:
            for secret in secrets:
                assert secret not in text

    def test_an_event_with_an_unreadable_code_fails_without_telling_it(self, applied, caller):
        answer, log = caller(
            "CustomEmailSender_SignUp", "joe", {"email": "joe@example.org"}, "604417", pool="other"
        )
        assert answer["errorMessage"] == "The code was encrypted for another user pool."
        assert "604417" not in json.dumps([answer, log])


@pytest.mark.terraform_module("../../examples/custom-senders")
@pytest.mark.scenario(
    package="build/none.zip",
    rejects="There is no deployment package build/none.zip. Build it: python3",
)
def test_a_package_that_was_not_built_is_refused_with_the_command():
    pass


class TestRefusals:
    @pytest.mark.scenario(default_language="xx", rejects="default_language must be the name of")
    def test_a_language_without_a_file(self): ...

    @pytest.mark.scenario(second_region="us-east-1", rejects="second_region must not be the region")
    def test_one_region_for_both_routes(self): ...

    @pytest.mark.scenario(sms_prefixes=["49"], rejects="sms_prefixes takes the beginnings of")
    def test_a_prefix_without_plus(self): ...

    @pytest.mark.scenario(sms_origination_arns=[NUMBER], rejects="sms_origination_arns takes ARNs")
    def test_a_number_in_place_of_its_arn(self): ...

    @pytest.mark.scenario(
        limits={"sms": {"all": {"hour": 0.5, "day": 1}}}, rejects="limits takes whole numbers"
    )
    def test_half_a_message(self): ...

    @pytest.mark.scenario(architecture="arm", rejects='architecture must be "arm64" or "x86_64"')
    def test_another_processor(self): ...


def role_of(applied):
    return applied.resources["aws_iam_role.sender"]["name"]


@pytest.fixture
def caller(applied, gateway):
    """Calls the function in the place of Cognito: its answer, and the line that it logs."""
    if applied.target.fallback:
        pytest.skip("The function runs where its role has no policies: docs/known-gaps.md")
    function = applied.outputs["function_arn"]
    functions = applied.client("lambda")
    config = functions.get_function_configuration(FunctionName=function)
    variables = config["Environment"]["Variables"]
    if "AWS_ENDPOINT_URL" not in variables:
        # By default, functions call MiniStack directly, past the gateway.
        variables["AWS_ENDPOINT_URL"] = gateway.endpoint
        functions.update_function_configuration(
            FunctionName=function, Environment={"Variables": variables}
        )
        functions.get_waiter("function_updated").wait(FunctionName=function)
        # MiniStack checks the rights of functions, but does not know kms:EncryptionContext.
        allowed = {"Action": "kms:Decrypt", "Effect": "Allow", "Resource": "*"}
        applied.client("iam").put_role_policy(
            RoleName=role_of(applied),
            PolicyName="read-codes-in-ministack",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
        )
        gateway.manual.leave_sandbox("email")
        gateway.manual.leave_sandbox("sms")
    own = applied.outputs["user_pool_id"]

    def call(trigger, user, attributes, code, pool=own):
        encrypted = cognito.encrypt(applied.client("kms"), applied.outputs["key_arn"], pool, code)
        event = cognito.event(trigger, own, user, attributes, encrypted)
        answer = functions.invoke(FunctionName=function, Payload=json.dumps(event))
        logs = applied.client("logs").filter_log_events(
            logGroupName=applied.outputs["log_group"], filterPattern="CustomSender"
        )
        lines = [one["message"] for one in logs["events"] if one["message"].startswith("{")]
        return json.loads(answer["Payload"].read()), json.loads(lines[-1])

    return call
