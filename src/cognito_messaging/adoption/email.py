"""The sender of the pool's email."""

from __future__ import annotations

from collections.abc import Mapping
from email.header import decode_header, make_header
from typing import Any

from ..answers import text
from ..facts.senders import Coverage, Identity, InvalidSender, Sender, coverage
from .model import Adoption, ExistingPool


def adopt_email(existing: ExistingPool) -> Adoption:
    """The input `email`."""
    settings, identity = existing.pool.email, existing.pool.identity
    inputs: dict[str, object] = {}
    remarks: list[str] = []
    if settings.get("EmailSendingAccount") != "DEVELOPER":
        if settings.get("SourceArn") or settings.get("From"):
            remarks.append(
                "Cognito's own sender uses an address of yours (COGNITO_DEFAULT with SourceArn); "
                "the module has no input for it, so the plan removes it"
            )
    elif identity is None:
        remarks.append(
            "EmailSendingAccount is DEVELOPER, but SourceArn is not the ARN of an SES identity: "
            "not adopted"
        )
    else:
        inputs["identity"] = {"arn": str(identity.arn)}
        sender, problems = _sender(settings, identity)
        inputs |= sender
        remarks += problems
        if name := text(settings.get("ConfigurationSet")):
            inputs["configuration_set"] = name
    if reply_to := text(settings.get("ReplyToEmailAddress")):
        inputs["reply_to_address"] = reply_to
    return Adoption(inputs={"email": inputs} if inputs else {}, remarks=remarks)


def _sender(settings: Mapping[str, Any], identity: Identity) -> tuple[dict[str, object], list[str]]:
    """The inputs for the From of a pool that sends through SES, and remarks."""
    inputs: dict[str, object] = {}
    remarks = []
    from_header = text(settings.get("From"))
    try:
        sender = Sender.parse(from_header) if from_header else None
    except InvalidSender as error:
        sender = None
        remarks.append(f"From is not adopted: {error}")
    if sender:
        inputs["from_address"] = sender.address
        if sender.display_name:
            inputs["from_name"] = str(make_header(decode_header(sender.display_name)))
        if coverage(sender, identity) is Coverage.OUTSIDE:
            remarks.append(
                f"the module refuses {sender.address} with the identity {identity.name}: "
                "use an identity of the address's domain"
            )
    elif identity.is_domain:
        inputs["from_address"] = f"no-reply@{identity.name}"
        remarks.append("From is not set, and a domain identity needs one: check email.from_address")
    return inputs, remarks
