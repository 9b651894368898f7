"""SES v1: the settings of identities: MAIL FROM domains, policies and notifications.

Source: SES API Reference; for policies also floci-io/floci#1750, which compared them with AWS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from . import ses_v1
from .per_account import PerAccountStore
from .ses_v1 import camel, find, identity_name

_BEHAVIORS = {"UseDefaultValue": "USE_DEFAULT_VALUE", "RejectMessage": "REJECT_MESSAGE"}


@dataclass
class _Notifications:
    topics: dict[str, str] = field(default_factory=dict)
    with_headers: dict[str, bool] = field(default_factory=dict)


class SesV1Attributes(Supplement):
    """MAIL FROM domains, policies, notification topics and feedback forwarding of identities."""

    service = "ses"

    def __init__(self) -> None:
        self._notifications: PerAccountStore[dict[str, _Notifications]] = PerAccountStore(dict)

    async def set_identity_mail_from_domain(self, call: SupplementCall) -> Mapping[str, Any]:
        behavior = call.parameters.get("BehaviorOnMXFailure", "UseDefaultValue")
        return await ses_v1.ask(
            call,
            "PutEmailIdentityMailFromAttributes",
            EmailIdentity=call.parameters["Identity"],
            MailFromDomain=call.parameters.get("MailFromDomain"),
            BehaviorOnMxFailure=_BEHAVIORS[behavior],
        )

    async def get_identity_mail_from_domain_attributes(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        attributes = {}
        for name in call.parameters["Identities"]:
            shown: Mapping[str, Any] | None = await find(call, name)
            if shown is None:
                continue
            found = shown.get("MailFromAttributes", {})
            attributes[name] = {
                "BehaviorOnMXFailure": camel(found.get("BehaviorOnMxFailure", "USE_DEFAULT_VALUE")),
            }
            if found:
                attributes[name]["MailFromDomain"] = found["MailFromDomain"]
                attributes[name]["MailFromDomainStatus"] = camel(found["MailFromDomainStatus"])
        return {"MailFromDomainAttributes": attributes}

    async def put_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        policies = await _policies(call)
        changes = call.parameters["PolicyName"] in policies
        return await ses_v1.ask(
            call,
            "UpdateEmailIdentityPolicy" if changes else "CreateEmailIdentityPolicy",
            EmailIdentity=identity_name(call.parameters["Identity"]),
            PolicyName=call.parameters["PolicyName"],
            Policy=call.parameters["Policy"],
        )

    async def get_identity_policies(self, call: SupplementCall) -> Mapping[str, Any]:
        policies = await _policies(call)
        wanted = call.parameters["PolicyNames"]
        return {"Policies": {name: policies[name] for name in wanted if name in policies}}

    async def list_identity_policies(self, call: SupplementCall) -> Mapping[str, Any]:
        return {"PolicyNames": sorted(await _policies(call))}

    async def delete_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        if call.parameters["PolicyName"] in await _policies(call):
            await ses_v1.ask(
                call,
                "DeleteEmailIdentityPolicy",
                EmailIdentity=identity_name(call.parameters["Identity"]),
                PolicyName=call.parameters["PolicyName"],
            )
        return {}

    async def set_identity_feedback_forwarding_enabled(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        return await ses_v1.ask(
            call,
            "PutEmailIdentityFeedbackAttributes",
            EmailIdentity=call.parameters["Identity"],
            EmailForwardingEnabled=call.parameters["ForwardingEnabled"],
        )

    async def set_identity_notification_topic(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = await self._of(call)
        topic = call.parameters.get("SnsTopic")
        if topic:
            kept.topics[call.parameters["NotificationType"]] = topic
        else:
            kept.topics.pop(call.parameters["NotificationType"], None)
        return await call.forward()

    async def set_identity_headers_in_notifications_enabled(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        kept = await self._of(call)
        kept.with_headers[call.parameters["NotificationType"]] = call.parameters["Enabled"]
        return {}

    async def _of(self, call: SupplementCall) -> _Notifications:
        """The notifications of the identity in the call.

        Raises:
            AwsError: `InvalidParameterValue`: there is no such identity.
        """
        name = identity_name(call.parameters["Identity"])
        if await find(call, name) is None:
            raise AwsError(
                "InvalidParameterValue",
                f"Identity {name} is invalid. Must be a verified email address or domain.",
            )
        return self._notifications.of(call).setdefault(name, _Notifications())

    async def get_identity_notification_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        attributes = {}
        for identity in call.parameters["Identities"]:
            shown: Mapping[str, Any] | None = await find(call, identity_name(identity))
            if shown is None:
                continue
            kept = self._notifications.of(call).get(identity_name(identity), _Notifications())
            attributes[identity] = {
                **{f"{kind}Topic": topic for kind, topic in kept.topics.items()},
                **{
                    f"HeadersIn{kind}NotificationsEnabled": on
                    for kind, on in kept.with_headers.items()
                },
                "ForwardingEnabled": shown["FeedbackForwardingStatus"],
            }
        return {"NotificationAttributes": attributes}


async def _policies(call: SupplementCall) -> Mapping[str, str]:
    """The policies of the identity in the call; none if there is no such identity."""
    shown: Mapping[str, Any] = await find(call, identity_name(call.parameters["Identity"])) or {}
    policies: Mapping[str, str] = shown.get("Policies", {})
    return policies
