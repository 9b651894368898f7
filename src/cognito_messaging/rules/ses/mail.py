"""The mail in a call, which the rules for sending check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, RuleContext

from ...facts.arns import Arn, InvalidArn
from ...facts.ses import Mailbox

SEND_V2 = frozenset({"sesv2.SendEmail"})
SEND_V1 = frozenset({"ses.SendEmail", "ses.SendTemplatedEmail", "ses.SendRawEmail"})
_RECIPIENTS = ("ToAddresses", "CcAddresses", "BccAddresses")


@dataclass(frozen=True)
class Mail:
    """A mail as one of the two versions of the API describes it."""

    sender: str
    recipients: tuple[str, ...]
    reply_to: tuple[str, ...]
    configuration_set: str
    owner: str
    """The account that lends the sender, if the call names its ARN."""

    @classmethod
    def of(cls, call: ApiCall) -> Mail:
        """The mail that a call sends."""
        given = call.parameters
        content = given.get("Content", {})
        raw = content.get("Raw") or given.get("RawMessage")
        headers = _headers(raw["Data"]) if raw else None
        sender = given.get("FromEmailAddress") or given.get("Source") or ""
        destination = given.get("Destination") or {}
        # Those of a bulk of mail are judged one by one, in the answer.
        recipients = [one for one in given.get("Destinations", []) if isinstance(one, str)]
        recipients += [one for kind in _RECIPIENTS for one in destination.get(kind, [])]
        if headers is not None:
            sender = sender or str(headers.get("From", ""))
            recipients = recipients or _recipients(headers)
        return cls(
            sender=sender,
            recipients=tuple(recipients),
            reply_to=tuple(given.get("ReplyToAddresses", [])),
            configuration_set=given.get("ConfigurationSetName") or "",
            owner=_owner(given.get("FromEmailAddressIdentityArn") or given.get("SourceArn") or ""),
        )


def _headers(data: object) -> Message:
    return message_from_bytes(data if isinstance(data, bytes) else str(data).encode())


def _recipients(headers: Message) -> list[str]:
    found = [str(one) for name in ("To", "Cc", "Bcc") for one in headers.get_all(name, [])]
    return [address for _, address in getaddresses(found) if address]


def _owner(arn: str) -> str:
    try:
        return Arn.parse(arn).account
    except InvalidArn:
        return ""


async def verified_identities(context: RuleContext) -> frozenset[str]:
    """The names of the verified identities; those of domains in lower case."""
    answer = await context.ask("sesv2", "ListEmailIdentities", PageSize=1000)
    names = (one["IdentityName"] for one in answer["EmailIdentities"] if one["SendingEnabled"])
    return frozenset(name if "@" in name else name.lower() for name in names)


def unverified(texts: Iterable[str], verified: frozenset[str]) -> list[str]:
    """Those of some addresses that no verified identity covers."""
    return [one for one in texts if verified.isdisjoint(Mailbox.read(one).identities())]


async def find(context: RuleContext, operation: str, **parameters: str) -> Mapping[str, Any] | None:
    """What version 2 of the API shows; None if it does not exist."""
    try:
        return await context.ask("sesv2", operation, **parameters)
    except AwsError as error:
        if error.code != "NotFoundException":
            raise
        return None


async def configuration_set(context: RuleContext, name: str) -> Mapping[str, Any] | None:
    """A configuration set; None if it does not exist."""
    return await find(context, "GetConfigurationSet", ConfigurationSetName=name)


async def sending_identity(context: RuleContext, sender: str) -> Mapping[str, Any] | None:
    """The identity whose settings apply to a sender: the address itself, else its domain."""
    for name in Mailbox.read(sender).identities():
        found = await find(context, "GetEmailIdentity", EmailIdentity=name) if name else None
        if found is not None:
            return found
    return None
