"""User pools: what the embedded target lacks or answers differently from AWS.

Sources: Cognito API Reference, UpdateUserPool ("If you don't provide a value for an attribute,
Amazon Cognito sets it to its default value"); DG, "Using service-linked roles for Amazon Cognito";
API, DeviceConfigurationType. That every attribute is shown with constraints, if only with empty
ones: terraform-provider-aws#7808, terraform-aws-cognito-user-pool#126. That texts and the SMS
configuration are left out if not set: terraform-provider-aws, TestAccCognitoIDPUserPool_MFA_*
("sms_configuration.#" is 0), and UpdateUserPool, which takes no empty ones, so that what a caller
reads can be sent back. The settings of second factors are in `mfa_settings`, those of risks and
logs in `protection`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from terraform_scenarios.gateway import AwsError, Message, Supplement, SupplementCall

from ..pools import new_tier, policies

# What UpdateUserPool sets if the call omits it; what it keeps, with the sources: `pools.KEPT`.
# Of these, only AutoVerifiedAttributes was measured (go-to-k/cdkd PR 1982).
_DEFAULTS: Mapping[str, Any] = {
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "AutoVerifiedAttributes": [],
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "AccountRecoverySetting": {},
}
_PASSWORD_POLICY: Mapping[str, Any] = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}
_PREFIXES = ("custom:", "dev:")
# Settings of a pool that the emulator drops.
_DROPPED = ("KeyConfiguration", "IssuerConfiguration")

_CONSTRAINTS = {"String": "StringAttributeConstraints", "Number": "NumberAttributeConstraints"}

_EMAIL_SERVICE = "email.cognito-idp.amazonaws.com"
_EMAIL_ROLE = "AWSServiceRoleForAmazonCognitoIdpEmailService"


class UserPools(Supplement):
    """Updates that reset settings, and the service-linked role for email."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._senders: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._roles: set[str] = set()
        self._devices: dict[str, bool] = {}  # whether a pool that has remembered devices still does
        self._dropped: dict[str, dict[str, Any]] = {}

    def annotate(self, message: Message) -> Message:
        """A mail, completed with the SES identity and reply-to address of the pool that sent it."""
        sender = self._senders.get((message.account, message.sender))
        if message.channel != "email" or sender is None:
            return message
        reply_to = (sender["ReplyToEmailAddress"],) if sender.get("ReplyToEmailAddress") else ()
        return replace(message, sent_through=sender.get("SourceArn", ""), reply_to=reply_to)

    async def _note_sender(self, call: SupplementCall) -> None:
        sender = call.parameters.get("EmailConfiguration", {})
        if sender.get("From"):
            self._senders[call.account, sender["From"]] = sender
        if sender.get("EmailSendingAccount") == "DEVELOPER" and call.account not in self._roles:
            self._roles.add(call.account)
            await _create_email_role(call)

    async def create_user_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        """Create a pool, and note its sender and the settings that the emulator does not keep."""
        tier = new_tier(call.parameters)
        completed = _completed_policies(call.parameters)
        schema = _prefixed(call.parameters, "Schema")
        answer = await call.forward(
            UserPoolTier=tier, **completed, **schema, **_device_settings(call)
        )
        await self._note_sender(call)
        pool = answer["UserPool"]["Id"]
        self._note_devices(call, pool)
        self._note_dropped(call, pool)
        return {"UserPool": self._shown(answer["UserPool"])}

    async def add_custom_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        """Add attributes to a pool."""
        return await call.forward(**_prefixed(call.parameters, "CustomAttributes"))

    async def describe_user_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show a pool, with constraints for every attribute, and without what is not set."""
        return {"UserPool": self._shown((await call.forward())["UserPool"])}

    def _note_devices(self, call: SupplementCall, pool: str) -> None:
        remembers = "DeviceConfiguration" in call.parameters
        if remembers or pool in self._devices:
            self._devices[pool] = remembers

    def _note_dropped(self, call: SupplementCall, pool: str) -> None:
        given = {name: call.parameters[name] for name in _DROPPED if name in call.parameters}
        if "PoolName" in call.parameters and call.operation == "UpdateUserPool":
            given["Name"] = call.parameters["PoolName"]
        if given:
            self._dropped.setdefault(pool, {}).update(given)

    def _shown(self, pool: Mapping[str, Any]) -> Mapping[str, Any]:
        schema = [
            {_CONSTRAINTS[one["AttributeDataType"]]: {}, **one}
            if one.get("AttributeDataType") in _CONSTRAINTS
            else one
            for one in pool.get("SchemaAttributes", [])
        ]
        forgotten = {"DeviceConfiguration"} if self._devices.get(pool["Id"]) is False else set()
        forgotten |= {key for key, value in pool.items() if value == ""}
        forgotten |= set() if pool.get("SmsConfiguration") else {"SmsConfiguration"}
        kept = {key: value for key, value in pool.items() if key not in forgotten}
        return {**kept, **self._dropped.get(pool["Id"], {}), "SchemaAttributes": schema}

    async def list_user_pools(self, call: SupplementCall) -> Mapping[str, Any] | None:
        """List the pools, with the names that updates gave them."""
        if not self._dropped:
            return None
        answer = await call.forward()
        names = {pool: kept["Name"] for pool, kept in self._dropped.items() if "Name" in kept}
        pools = [{**one, "Name": names.get(one["Id"], one["Name"])} for one in answer["UserPools"]]
        return {**answer, "UserPools": pools}

    async def update_user_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        """Update a pool: most settings that the call omits are reset to their defaults."""
        pool = call.parameters["UserPoolId"]
        changed = {key: value for key, value in _DEFAULTS.items() if key not in call.parameters}
        given = call.parameters.get("Policies")
        if given is not None:
            whole = {"PasswordPolicy", "SignInPolicy"} <= set(given)
            described = {} if whole else await self._described(call)
            changed["Policies"] = _with_validity(policies(described, call.parameters))
        answer = await call.forward(**changed, **_device_settings(call))
        await self._note_sender(call)
        self._note_devices(call, pool)
        self._note_dropped(call, pool)
        return answer

    async def _described(self, call: SupplementCall) -> Mapping[str, Any]:
        pool = call.parameters["UserPoolId"]
        answer = await call.context.ask_upstream("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        found: Mapping[str, Any] = answer["UserPool"]
        return found

    async def delete_user_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        """Delete a pool, and what is kept for it here."""
        answer = await call.forward()
        pool = call.parameters["UserPoolId"]
        self._devices.pop(pool, None)
        self._dropped.pop(pool, None)
        return answer


def _prefixed(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The attributes in a call, if the emulator would take a part of a name for its prefix.

    AWS adds a prefix to `custom:sub` too (awsdocs/aws-cloudformation-user-guide#932).
    """
    attributes = given.get(key, [])
    if not any(one.get("Name", "").startswith(_PREFIXES) for one in attributes):
        return {}
    return {
        key: [
            {**one, "Name": f"{'dev' if one.get('DeveloperOnlyAttribute') else 'custom'}:{name}"}
            if (name := one.get("Name", "")).startswith(_PREFIXES)
            else one
            for one in attributes
        ]
    }


def _completed_policies(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The policies of a new pool, with the password policy that it has if the call gives none."""
    if "Policies" not in given:
        return {}
    return {"Policies": _with_validity({"PasswordPolicy": _PASSWORD_POLICY, **given["Policies"]})}


def _with_validity(policies: Mapping[str, Any]) -> Mapping[str, Any]:
    """Policies in which temporary passwords are valid for a time: 0 and null mean 7 days (API)."""
    password = policies.get("PasswordPolicy")
    if not password or password.get("TemporaryPasswordValidityDays"):
        return policies
    days = _PASSWORD_POLICY["TemporaryPasswordValidityDays"]
    return {**policies, "PasswordPolicy": {**password, "TemporaryPasswordValidityDays": days}}


def _device_settings(call: SupplementCall) -> Mapping[str, Any]:
    """The device settings with their defaults: the emulator drops empty ones."""
    if "DeviceConfiguration" not in call.parameters:
        return {}
    defaults = dict.fromkeys(
        ("ChallengeRequiredOnNewDevice", "DeviceOnlyRememberedOnUserPrompt"), False
    )
    return {"DeviceConfiguration": {**defaults, **call.parameters["DeviceConfiguration"]}}


async def _create_email_role(call: SupplementCall) -> None:
    """Create the service-linked role, as Cognito does when a pool first sends through SES."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": _EMAIL_SERVICE},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    # As on AWS, the role remains when the pool is deleted, so it can exist already.
    with contextlib.suppress(AwsError):
        await call.context.ask_upstream(
            "iam",
            "CreateRole",
            RoleName=_EMAIL_ROLE,
            Path=f"/aws-service-role/{_EMAIL_SERVICE}/",
            AssumeRolePolicyDocument=json.dumps(trust),
        )
