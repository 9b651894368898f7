"""Destination numbers of the SMS sandbox, and opt-outs."""

from __future__ import annotations

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.phone_numbers import is_sms_destination

# A destination number is sent to, so it has a country code. The model's pattern also takes up to
# nine digits without one, which are the forms that the API reads back.
_DESTINATION = re.compile(r"\+[1-9][0-9]{7,14}")


class SandboxNumber(Rule):
    """A number of the sandbox is in E.164 format."""

    id = "sns-sandbox-number"
    text = "A destination number of the sandbox must be in E.164 format."
    source = "SNS Developer Guide, SMS sandbox"
    operations = frozenset({"sns.CreateSMSSandboxPhoneNumber"})
    code = "InvalidParameter"
    message = "Invalid parameter: PhoneNumber Reason: input incorrectly formatted"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if _DESTINATION.fullmatch(call.parameters["PhoneNumber"]) else self.refusal()


class OptOutNumber(Rule):
    """Opt-outs are of phone numbers."""

    id = "sns-opt-out-number"
    text = "The number whose opt-out is asked or ended must be in E.164 format."
    source = "SNS API, CheckIfPhoneNumberIsOptedOut and OptInPhoneNumber"
    wording = "LocalStack, sns/v2/provider.py, whose tests run on AWS"
    operations = frozenset({"sns.CheckIfPhoneNumberIsOptedOut", "sns.OptInPhoneNumber"})
    code = "InvalidParameter"
    message = "Invalid parameter: PhoneNumber Reason: input incorrectly formatted"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return None if is_sms_destination(call.parameters["phoneNumber"]) else self.refusal()
