"""The SMS configuration in a call, which the SMS rules check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall

from ...facts.arns import Arn, InvalidArn
from ..pools import SET_MFA


def sms_configuration(call: ApiCall) -> Mapping[str, Any]:
    """The SMS configuration in a call; empty if there is none."""
    parameters = call.parameters
    if call.name == SET_MFA:
        parameters = parameters.get("SmsMfaConfiguration", {})
    found: Mapping[str, Any] = parameters.get("SmsConfiguration", {})
    return found


def eums_sms(call: ApiCall) -> Mapping[str, Any]:
    """The configuration of AWS End User Messaging; empty if there is none, or one of SNS too."""
    given = sms_configuration(call)
    found: Mapping[str, Any] = given.get("EumsSms") or {}
    return {} if given.get("SnsCallerArn") else found


def caller_role(call: ApiCall) -> Arn | None:
    """The role in the SMS configuration; None if there is none, or if its ARN is not valid."""
    text = sms_configuration(call).get("SnsCallerArn")
    try:
        arn = Arn.parse(text) if text else None
    except InvalidArn:
        return None
    return arn if arn is not None and arn.service == "iam" else None
