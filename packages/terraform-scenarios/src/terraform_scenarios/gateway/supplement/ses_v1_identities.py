"""SES v1: identities, which are the same as those of version 2.

Sources: SES API Reference; terraform-provider-aws, the resources aws_ses_*, which take an identity
that is missing in the answer for one that was deleted.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from . import ses_v1
from .ses_settings import is_domain
from .ses_v1 import camel, find, identity_name


class SesV1Identities(Supplement):
    """Identities, their verification and their DKIM."""

    service = "ses"

    async def verify_email_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _create(call, call.parameters["EmailAddress"])

    async def verify_email_address(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _create(call, call.parameters["EmailAddress"])

    async def verify_domain_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        await _create(call, call.parameters["Domain"])
        return {"VerificationToken": _token(call, call.parameters["Domain"])}

    async def verify_domain_dkim(self, call: SupplementCall) -> Mapping[str, Any]:
        await _create(call, call.parameters["Domain"], starts_again=False)
        shown = await find(call, call.parameters["Domain"]) or {}
        return {"DkimTokens": _dkim(shown)["DkimTokens"]}

    async def delete_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _delete(call, call.parameters["Identity"])

    async def delete_verified_email_address(self, call: SupplementCall) -> Mapping[str, Any]:
        return await _delete(call, call.parameters["EmailAddress"])

    async def list_identities(self, call: SupplementCall) -> Mapping[str, Any]:
        kind = call.parameters.get("IdentityType")
        return {
            "Identities": [
                one["IdentityName"]
                for one in await _all(call)
                if kind is None or is_domain(one["IdentityName"]) == (kind == "Domain")
            ]
        }

    async def list_verified_email_addresses(self, call: SupplementCall) -> Mapping[str, Any]:
        return {
            "VerifiedEmailAddresses": [
                one["IdentityName"]
                for one in await _all(call)
                if one["SendingEnabled"] and not is_domain(one["IdentityName"])
            ]
        }

    async def get_identity_verification_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        attributes: dict[str, dict[str, str]] = {}
        for name, shown in (await _found(call)).items():
            verified = bool(shown["VerifiedForSendingStatus"])
            attributes[name] = {"VerificationStatus": "Success" if verified else "Pending"}
            if is_domain(name):
                attributes[name]["VerificationToken"] = _token(call, name)
        return {"VerificationAttributes": attributes}

    async def get_identity_dkim_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        found = await _found(call)
        return {"DkimAttributes": {name: _dkim(shown) for name, shown in found.items()}}

    async def set_identity_dkim_enabled(self, call: SupplementCall) -> Mapping[str, Any]:
        return await ses_v1.ask(
            call,
            "PutEmailIdentityDkimAttributes",
            EmailIdentity=call.parameters["Identity"],
            SigningEnabled=call.parameters["DkimEnabled"],
        )


async def _create(
    call: SupplementCall, name: str, *, starts_again: bool = True
) -> Mapping[str, Any]:
    """Create an identity, unless it exists: the calls of version 1 can be repeated."""
    if starts_again:
        # An emulator that sends mail by version 1 of the API knows its own identities only.
        await call.forward()
    if await find(call, name) is None:
        await ses_v1.ask(call, "CreateEmailIdentity", EmailIdentity=name)
    return {}


async def _delete(call: SupplementCall, identity: str) -> Mapping[str, Any]:
    """Delete an identity; it need not exist."""
    name = identity_name(identity)
    await call.context.ask_upstream("ses", "DeleteIdentity", Identity=name)
    try:
        await call.context.ask("sesv2", "DeleteEmailIdentity", EmailIdentity=name)
    except AwsError as error:
        if error.code != "NotFoundException":
            raise AwsError("InvalidParameterValue", error.message) from error
    return {}


async def _all(call: SupplementCall) -> list[dict[str, Any]]:
    answer = await call.context.ask("sesv2", "ListEmailIdentities", PageSize=1000)
    listed: list[dict[str, Any]] = answer["EmailIdentities"]
    return listed


async def _found(call: SupplementCall) -> Mapping[str, Mapping[str, Any]]:
    """Those of the identities in the call that exist."""
    shown = {name: await find(call, name) for name in call.parameters["Identities"]}
    return {name: one for name, one in shown.items() if one is not None}


def _dkim(shown: Mapping[str, Any]) -> dict[str, Any]:
    dkim = shown.get("DkimAttributes", {})
    return {
        "DkimEnabled": bool(dkim.get("SigningEnabled")),
        "DkimVerificationStatus": camel(dkim.get("Status", "NOT_STARTED")),
        "DkimTokens": list(dkim.get("Tokens", [])),
    }


def _token(call: SupplementCall, domain: str) -> str:
    """The value of the TXT record of a domain, the same at each call."""
    digest = hashlib.sha256(f"{call.account} {call.region} {domain.lower()}".encode()).digest()
    return base64.b64encode(digest).decode()
