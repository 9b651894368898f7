"""The SMS settings of an account.

Each setting is a string; an empty one resets it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ...facts.phone_numbers import is_sender_id

_SET = frozenset({"sns.SetSMSAttributes"})
_NAMES = frozenset(
    {
        "MonthlySpendLimit",
        "DeliveryStatusIAMRole",
        "DeliveryStatusSuccessSamplingRate",
        "DefaultSenderID",
        "DefaultSMSType",
        "UsageReportS3Bucket",
    }
)
_SOURCE = "SNS API, SetSMSAttributes"
# S3 User Guide, "General purpose bucket naming rules"; old buckets may have other names.
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")


def _given(call: ApiCall) -> Mapping[str, str]:
    return {name: value for name, value in call.parameters["attributes"].items() if value}


class SettingNames(Rule):
    """Only the settings that SNS knows can be set."""

    id = "sns-sms-setting-names"
    text = "SetSMSAttributes takes only the six SMS settings of SNS."
    source = _SOURCE
    wording = "LocalStack, sns/v2/provider.py, whose tests run on AWS"
    operations = _SET
    code = "InvalidParameter"
    message = "{name} is not a valid attribute"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for name in call.parameters["attributes"]:
            if name not in _NAMES:
                return self.refusal(name=name)
        return None


class SmsType(Rule):
    """SMS are promotional or transactional."""

    id = "sns-sms-type"
    text = "DefaultSMSType must be Promotional or Transactional."
    source = _SOURCE
    wording = "LocalStack, sns/v2/provider.py, whose tests run on AWS"
    operations = _SET
    code = "InvalidParameter"
    message = "DefaultSMSType is invalid"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        kind = _given(call).get("DefaultSMSType", "Promotional")
        return None if kind in ("Promotional", "Transactional") else self.refusal()


class SenderId(Rule):
    """A sender ID is short and has a letter."""

    id = "sns-sender-id"
    text = "DefaultSenderID must have 1 to 11 letters and digits, with at least one letter."
    source = _SOURCE
    operations = _SET
    code = "InvalidParameter"
    message = "DefaultSenderID is not a valid attribute"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        sender = _given(call).get("DefaultSenderID")
        return None if sender is None or is_sender_id(sender) else self.refusal()


class SpendLimit(Rule):
    """The spend limit is a number of US dollars.

    That SNS refuses more than the account's quota is not confirmed, so it is not checked.
    """

    id = "sns-spend-limit"
    text = "MonthlySpendLimit must be a number of US dollars."
    source = _SOURCE
    operations = _SET
    code = "InvalidParameter"
    message = "MonthlySpendLimit must be a number of US dollars."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        text = _given(call).get("MonthlySpendLimit", "0")
        return None if re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", text) else self.refusal()


class SamplingRate(Rule):
    """The sampling rate is a percentage."""

    id = "sns-sampling-rate"
    text = "DeliveryStatusSuccessSamplingRate must be a whole number from 0 to 100."
    source = _SOURCE
    operations = _SET
    code = "InvalidParameter"
    message = "DeliveryStatusSuccessSamplingRate must be a whole number from 0 to 100."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        text = _given(call).get("DeliveryStatusSuccessSamplingRate", "0")
        valid = re.fullmatch(r"[0-9]{1,3}", text) is not None and int(text) <= 100
        return None if valid else self.refusal()


class DeliveryRole(Rule):
    """Logs of deliveries are written with an IAM role."""

    id = "sns-delivery-role"
    text = "DeliveryStatusIAMRole must be the ARN of an IAM role."
    source = _SOURCE
    operations = _SET
    code = "InvalidParameter"
    message = "DeliveryStatusIAMRole must be the ARN of an IAM role."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        text = _given(call).get("DeliveryStatusIAMRole")
        if text is None:
            return None
        try:
            role = Arn.parse(text)
        except InvalidArn:
            return self.refusal()
        is_role = role.service == "iam" and role.resource_type == "role" and role.account
        return None if is_role else self.refusal()


class ReportBucket(Rule):
    """Usage reports are written into an S3 bucket."""

    id = "sns-report-bucket"
    text = "UsageReportS3Bucket must be the name of an S3 bucket."
    source = _SOURCE
    operations = _SET
    code = "InvalidParameter"
    message = "UsageReportS3Bucket must be the name of an S3 bucket."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = _given(call).get("UsageReportS3Bucket")
        return None if name is None or _BUCKET.fullmatch(name) else self.refusal()
