"""SMS through AWS End User Messaging: the role and the region of EumsSms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ...facts.policies import (
    Decision,
    InvalidPolicy,
    Request,
    evaluate_all,
    evaluate_trust,
    statements,
)
from ..pools import ALL_WRITES, pool_arn
from .configurations import eums_sms

_SEND = "sms-voice:SendTextMessage"
_POSSIBLE = (Decision.ALLOW, Decision.UNKNOWN)


class EumsRegion(Rule):
    """End User Messaging is used in the region of the pool."""

    id = "sms-eums-region"
    text = "EumsSms.Region must be the region of the pool, or left out."
    source = "API, EumsSmsConfigurationType, Region"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "EumsSms.Region must be the region of the user pool, {region}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        region = eums_sms(call).get("Region", call.region)
        return None if region == call.region else self.refusal(region=call.region)


class EumsRoleTrust(Rule):
    """Cognito must be allowed to assume the role of EumsSms."""

    id = "sms-eums-role-trust"
    text = "The role of EumsSms must exist, and trust Cognito with its external ID, as for SNS."
    source = "API, EumsSmsConfigurationType, CallerArn and ExternalId"
    operations = ALL_WRITES
    code = "InvalidSmsRoleTrustRelationshipException"
    message = "Role does not have a trust relationship allowing Cognito to assume the role"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = eums_sms(call)
        if not given:
            return None
        role = _role(given)
        if role is None or role.account != call.account:
            return self.refusal()
        try:
            answer = await context.ask("iam", "GetRole", RoleName=role.resource_name)
            trust = evaluate_trust(
                answer["Role"]["AssumeRolePolicyDocument"], pool_arn(call), given.get("ExternalId")
            )
        except InvalidPolicy:
            return self.refusal()
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise
            return self.refusal()
        return None if trust.decision in _POSSIBLE else self.refusal()


class EumsRolePermission(Rule):
    """The role of EumsSms sends text messages.

    A policy may be narrowed to the origination identity. Whether Cognito reads managed policies is
    not known, so a role that has one is not refused.
    """

    id = "sms-eums-role-permission"
    text = "The role of EumsSms must allow sms-voice:SendTextMessage."
    source = "API, EumsSmsConfigurationType, CallerArn"
    operations = ALL_WRITES
    code = "InvalidSmsRoleAccessPolicyException"
    message = "Role does not have permission to send with AWS End User Messaging SMS"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        role = _role(eums_sms(call))
        if role is None:
            return None
        name = role.resource_name
        try:
            listed = await context.ask("iam", "ListRolePolicies", RoleName=name)
            documents = [
                (await context.ask("iam", "GetRolePolicy", RoleName=name, PolicyName=one))[
                    "PolicyDocument"
                ]
                for one in listed["PolicyNames"]
            ]
            resources = {"*", *_resources(documents)}
            decisions = [evaluate_all(documents, Request(_SEND, one)) for one in resources]
            attached = await context.ask("iam", "ListAttachedRolePolicies", RoleName=name)
        except InvalidPolicy:
            return self.refusal()
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise
            # `sms-eums-role-trust` reports a role that does not exist.
            return None
        allowed = any(one in _POSSIBLE for one in decisions) or attached["AttachedPolicies"]
        return None if allowed else self.refusal()


def _role(given: Mapping[str, Any]) -> Arn | None:
    """The role of EumsSms; None if its ARN is not a role's."""
    try:
        arn = Arn.parse(given.get("CallerArn", ""))
    except InvalidArn:
        return None
    return arn if arn.service == "iam" and arn.resource_type == "role" else None


def _resources(documents: list[Any]) -> Iterator[str]:
    """The resources that policies name."""
    for document in documents:
        for statement in statements(document):
            named = statement.get("Resource", [])
            yield from [named] if isinstance(named, str) else named
