"""The function of examples/custom-senders in this process, on an AWS emulator behind a gateway."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from custom_sender import handler as entry
from custom_sender.clients import session
from custom_sender.errors import SenderError

from ..gateway.live import (
    account,
    gateway,
    gateway_of,
    shared_account,
    shared_gateway,
    target,
)
from . import cognito

__all__ = ["account", "gateway", "gateway_of", "shared_account", "shared_gateway", "target"]

POOL = "us-east-1_AbCdEfGhI"
ADDRESS = "ada@example.org"
NUMBER = "+14155550123"
CODE = "804312"
REGIONS = ("us-east-1", "us-west-2")


class Sender:
    """The function with its settings, and the AWS account that it runs in."""

    def __init__(self, account, gateway, capsys, monkeypatch):
        self.account, self.gateway = account, gateway
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self._requests = 0
        self.key = account.client("kms").create_key()["KeyMetadata"]["Arn"]
        table = {"AttributeName": "id", "KeyType": "HASH"}
        account.client("dynamodb").create_table(
            TableName="limits",
            KeySchema=[table],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        for region in REGIONS:
            ses = account.client("sesv2", region)
            ses.create_email_identity(EmailIdentity="example.com")
            ses.create_configuration_set(ConfigurationSetName="codes")
        gateway.manual.verify_sender("example.com")
        gateway.manual.leave_sandbox("email")
        gateway.manual.leave_sandbox("sms")
        number = account.client("pinpoint-sms-voice-v2").request_phone_number(
            IsoCountryCode="US",
            MessageType="TRANSACTIONAL",
            NumberCapabilities=["SMS"],
            NumberType="SIMULATOR",
        )
        self.number = number["PhoneNumber"]
        self.settings = {
            "app": "Example",
            "key_arn": self.key,
            "table": "limits",
            "default_language": "en",
            "allowed_prefixes": [],
            "limits": {
                channel: {"each": {"hour": 5, "day": 9}, "all": {"hour": 90, "day": 99}}
                for channel in ("email", "sms")
            },
            "email_routes": [
                {"region": one, "sender": "no-reply@example.com", "configuration_set": "codes"}
                for one in REGIONS
            ],
            "sms_routes": [
                {"region": "us-east-1", "origination_identity": number["PhoneNumberArn"]},
                {"region": "us-east-1", "origination_identity": ""},
            ],
        }
        environment = {
            "AWS_ENDPOINT_URL": gateway.endpoint,
            "AWS_ACCESS_KEY_ID": account.number,
            "AWS_SECRET_ACCESS_KEY": "secret-of-the-test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_NAME": "sender",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        # The clients of the function are kept, as they are in Lambda, and call as the new account.
        session().get_credentials().access_key = account.number
        self._capsys.readouterr()

    def event(self, trigger, *, code=CODE, user="ada", pool=POOL, **attributes):
        given = {"sub": "0b1c", "email": ADDRESS, "phone_number": NUMBER, **attributes}
        kms = self.account.client("kms")
        secret = code and cognito.encrypt(kms, self.key, pool, code)
        return cognito.event(trigger, POOL, user, given, secret)

    def call(self, event, request=None):
        """Call the function with the settings as they are now; the line that it logs."""
        self._requests += 1
        self._monkeypatch.setenv("SETTINGS", json.dumps(self.settings))
        entry._sender.cache_clear()
        context = SimpleNamespace(aws_request_id=request or f"request-{self._requests}")
        self._capsys.readouterr()
        try:
            entry.handler(event, context)
            self.error = ""
        except SenderError as error:
            # Lambda would log its cause too.
            self.error = f"{error}{error.__context__ or ''}"
        self.log = self._capsys.readouterr().out
        return json.loads(self.log)

    def send(self, trigger, **options):
        return self.call(self.event(trigger, **options))

    def sent(self, channel=None):
        """What has been sent so far."""
        found = [one for one in self.gateway.messages() if one.account == self.account.number]
        return [one for one in found if channel in (None, one.channel)]

    def tried(self, operation):
        """The regions in which an operation was called, in this order."""
        return [call.region for call in self.calls() if call.operation == operation]

    def calls(self):
        """The API calls of the account so far."""
        return [call for call in self.gateway.calls if call.account == self.account.number]


@pytest.fixture
def sender(account, gateway, capsys, monkeypatch):
    return Sender(account, gateway, capsys, monkeypatch)
