"""The SMS configuration that a call gives a pool: what the SMS rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_messaging.facts.arns import Arn, InvalidArn
from cognito_messaging.rules.pools import SET_MFA
from terraform_scenarios.gateway import ApiCall


def sms_configuration(call: ApiCall) -> Mapping[str, Any]:
    """The SMS configuration that a call brings; empty where it brings none."""
    parameters = call.parameters
    if call.name == SET_MFA:
        parameters = parameters.get("SmsMfaConfiguration", {})
    found: Mapping[str, Any] = parameters.get("SmsConfiguration", {})
    return found


def caller_role(call: ApiCall) -> Arn | None:
    """The role that the call lets Cognito assume; None where it names no IAM role."""
    text = sms_configuration(call).get("SnsCallerArn")
    try:
        arn = Arn.parse(text) if text else None
    except InvalidArn:
        return None
    return arn if arn is not None and arn.service == "iam" else None
