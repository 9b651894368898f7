"""User pools: what the embedded target lacks or answers differently from AWS.

Sources: Cognito API Reference, UpdateUserPool ("If you don't provide a value for an attribute,
Amazon Cognito sets it to its default value"), SetRiskConfiguration, SetLogDeliveryConfiguration;
DG, "Using service-linked roles for Amazon Cognito".
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from terraform_scenarios.gateway import ApiCall, Asked, AwsError, Message, Owner, Supplement

# What UpdateUserPool sets where it is given nothing. The tier and the SMS configuration stand: the
# one keeps its value (API), of the other nobody says that it goes (TF).
_RESET: Mapping[str, Any] = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 7,
        }
    },
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "AutoVerifiedAttributes": [],
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "AccountRecoverySetting": {},
    "UserAttributeUpdateSettings": {},
}

_EMAIL_SERVICE = "email.cognito-idp.amazonaws.com"
_EMAIL_ROLE = "AWSServiceRoleForAmazonCognitoIdpEmailService"


class UserPools(Supplement):
    """Updates that reset, risk and log settings, the role for email, whose an unsigned call is."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._owners: dict[str, Owner] = {}
        self._senders: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._risks: dict[tuple[str, str], dict[str, Any]] = {}
        self._logs: dict[str, list[Any]] = {}
        self._roles: set[str] = set()

    def reset(self) -> None:
        """Forget settings; whose client is whose stays true."""
        self._risks.clear()
        self._logs.clear()
        self._roles.clear()

    def owner(self, call: ApiCall) -> Owner | None:
        """The account of the app client that an unsigned call names."""
        client = call.parameters.get("ClientId")
        if client is None and "AccessToken" in call.parameters:
            client = _claims(call.parameters["AccessToken"]).get("client_id")
        return self._owners.get(str(client))

    def annotate(self, message: Message) -> Message:
        """A mail with the identity and the reply-to address of the pool that sent it."""
        sender = self._senders.get((message.account, message.sender))
        if message.channel != "email" or sender is None:
            return message
        reply_to = (sender["ReplyToEmailAddress"],) if sender.get("ReplyToEmailAddress") else ()
        return replace(message, sent_through=sender.get("SourceArn", ""), reply_to=reply_to)

    async def _take_sender(self, call: Asked) -> None:
        sender = call.parameters.get("EmailConfiguration", {})
        if sender.get("From"):
            self._senders[call.account, sender["From"]] = sender
        if sender.get("EmailSendingAccount") == "DEVELOPER" and call.account not in self._roles:
            self._roles.add(call.account)
            await _make_email_role(call)

    async def create_user_pool(self, call: Asked) -> Mapping[str, Any]:
        """Create a pool, and note its sender."""
        answer = await call.forward()
        await self._take_sender(call)
        return answer

    async def create_user_pool_client(self, call: Asked) -> Mapping[str, Any]:
        """Create an app client, and note whose it is."""
        answer = await call.forward()
        client = answer["UserPoolClient"]["ClientId"]
        self._owners[client] = Owner(call.account, call.region)
        return answer

    async def update_user_pool(self, call: Asked) -> Mapping[str, Any]:
        """Update a pool: what the call leaves out goes back to its default."""
        left_out = {key: value for key, value in _RESET.items() if key not in call.parameters}
        answer = await call.forward(**left_out)
        await self._take_sender(call)
        return answer

    async def delete_user_pool(self, call: Asked) -> Mapping[str, Any]:
        """Delete a pool, and with it what is kept of it here."""
        answer = await call.forward()
        pool = call.parameters["UserPoolId"]
        self._logs.pop(pool, None)
        for key in [key for key in self._risks if key[0] == pool]:
            del self._risks[key]
        return answer

    async def set_risk_configuration(self, call: Asked) -> Mapping[str, Any]:
        """Keep the risk configuration of a pool, or of one of its clients."""
        pool, client = call.parameters["UserPoolId"], call.parameters.get("ClientId", "")
        await call.world.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        kept = {**call.parameters, "LastModifiedDate": datetime.now(UTC)}
        parts = set(kept) - {"UserPoolId", "ClientId", "LastModifiedDate"}
        if parts:
            self._risks[pool, client] = kept
        else:
            # Left out altogether, it is taken back (TF: how the provider deletes it).
            self._risks.pop((pool, client), None)
        return {"RiskConfiguration": kept}

    async def describe_risk_configuration(self, call: Asked) -> Mapping[str, Any]:
        """The risk configuration of a client, else of its pool, else an empty one."""
        pool, client = call.parameters["UserPoolId"], call.parameters.get("ClientId", "")
        await call.world.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        kept = (
            self._risks.get((pool, client)) or self._risks.get((pool, "")) or {"UserPoolId": pool}
        )
        return {"RiskConfiguration": kept}

    async def set_log_delivery_configuration(self, call: Asked) -> Mapping[str, Any]:
        """Keep where a pool's logs go."""
        pool = call.parameters["UserPoolId"]
        await call.world.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        self._logs[pool] = call.parameters["LogConfigurations"]
        return self._log_delivery(pool)

    async def get_log_delivery_configuration(self, call: Asked) -> Mapping[str, Any]:
        """Where a pool's logs go."""
        pool = call.parameters["UserPoolId"]
        await call.world.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        return self._log_delivery(pool)

    def _log_delivery(self, pool: str) -> Mapping[str, Any]:
        return {
            "LogDeliveryConfiguration": {
                "UserPoolId": pool,
                "LogConfigurations": self._logs.get(pool, []),
            }
        }


async def _make_email_role(call: Asked) -> None:
    """The service-linked role that Cognito makes when a pool first sends through SES."""
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
    # It outlives the pool, as on AWS; the role may be there from an earlier one.
    with contextlib.suppress(AwsError):
        await call.world.ask_target(
            "iam",
            "CreateRole",
            RoleName=_EMAIL_ROLE,
            Path=f"/aws-service-role/{_EMAIL_SERVICE}/",
            AssumeRolePolicyDocument=json.dumps(trust),
        )


def _claims(token: str) -> Mapping[str, Any]:
    """A token's claims, not verified: they say where to ask, nothing else."""
    payload = [*token.split("."), "", ""][1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}
