"""Subscriptions: protocols and endpoints."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.phone_numbers import is_sms_destination

_SUBSCRIBE = frozenset({"sns.Subscribe"})
_PROTOCOLS = frozenset(
    {"http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"}
)
_TESTED = "LocalStack, sns/v2/provider.py, whose tests run on AWS"


class Protocol(Rule):
    """SNS delivers by nine protocols."""

    id = "sns-subscription-protocol"
    text = "Protocol must be one of the protocols of SNS."
    source = "SNS API, Subscribe"
    wording = _TESTED
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = "Invalid parameter: Amazon SNS does not support this protocol string: {protocol}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        protocol = call.parameters["Protocol"]
        return None if protocol in _PROTOCOLS else self.refusal(protocol=protocol)


class UrlEndpoint(Rule):
    """The endpoint of HTTP(S) is a URL with this scheme."""

    id = "sns-subscription-url"
    text = "The endpoint of a subscription by http or https must begin with http:// or https://."
    source = "SNS API, Subscribe"
    wording = _TESTED
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = "Invalid parameter: Endpoint must match the specified protocol"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        protocol, endpoint = call.parameters["Protocol"], call.parameters.get("Endpoint", "")
        if protocol not in ("http", "https") or endpoint.startswith(f"{protocol}://"):
            return None
        return self.refusal()


class SmsEndpoint(Rule):
    """The endpoint of SMS is a phone number."""

    id = "sns-subscription-number"
    text = "The endpoint of a subscription by sms must be a phone number."
    source = "SNS API, Subscribe"
    wording = "aws-samples/aws-sagemaker-build#4"
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = "Invalid SMS endpoint: {endpoint}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        endpoint = call.parameters.get("Endpoint", "")
        if call.parameters["Protocol"] != "sms" or is_sms_destination(endpoint):
            return None
        return self.refusal(endpoint=endpoint)


class EmailEndpoint(Rule):
    """The endpoint of email is an address."""

    id = "sns-subscription-email"
    text = "The endpoint of a subscription by email must have an @."
    source = "SNS API, Subscribe"
    operations = _SUBSCRIBE
    code = "InvalidParameter"
    message = "Invalid parameter: Email address"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        is_mail = call.parameters["Protocol"] in ("email", "email-json")
        name, at, domain = call.parameters.get("Endpoint", "").rpartition("@")
        return self.refusal() if is_mail and not (name and at and domain) else None
