"""SES v2: identities that nobody verifies by themselves, and the account's way to production.

The target keeps identities, configuration sets and mail; here is what it leaves out.
Sources: SES API v2 Reference; SES Developer Guide, "Request production access", "Using a custom
MAIL FROM domain" and "Using the Amazon SES account-level suppression list". The wording for an
address that is not on that list is not confirmed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from terraform_scenarios.gateway.plugins import Asked, Supplement
from terraform_scenarios.gateway.supplement.kept import Kept
from terraform_scenarios.gateway.wire import AwsError

# SES Developer Guide, "Service quotas": what an account in the sandbox may send.
_SANDBOX_QUOTA = {"Max24HourSend": 200.0, "MaxSendRate": 1.0}
_PRODUCTION_QUOTA = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0}


@dataclass
class _Identity:
    configuration_set: str | None = None
    feedback_forwarding: bool = True
    signing_enabled: bool = True
    origin: str = "AWS_SES"
    key_length: str = "RSA_2048_BIT"
    mail_from: str | None = None
    on_mx_failure: str = "USE_DEFAULT_VALUE"
    policies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Suppressed:
    """An address that the account sends nothing to any more."""

    reason: str
    since: datetime

    def shown(self, address: str) -> dict[str, Any]:
        return {"EmailAddress": address, "Reason": self.reason, "LastUpdateTime": self.since}


@dataclass
class _Account:
    identities: dict[str, _Identity] = field(default_factory=dict)
    details: dict[str, Any] | None = None
    case_id: str = ""
    wants_production: bool = False
    sending: bool = True
    suppressed: list[str] = field(default_factory=lambda: ["BOUNCE", "COMPLAINT"])
    suppressed_destinations: dict[str, _Suppressed] = field(default_factory=dict)


class SesV2(Supplement):
    """Identities, their policies and MAIL FROM domains; the account and its review."""

    service = "sesv2"

    def __init__(self) -> None:
        self._kept: Kept[_Account] = Kept(_Account)

    def reset(self) -> None:
        """Forget every account."""
        self._kept.clear()

    async def _existing(self, call: Asked) -> _Identity:
        """What is kept of an identity that the target knows.

        Raises:
            AwsError: NotFoundException, as SES answers it.
        """
        name = call.parameters["EmailIdentity"]
        # Asked of the target itself: GetEmailIdentity is answered below.
        await call.world.ask_target("sesv2", "GetEmailIdentity", EmailIdentity=name)
        return self._kept.of(call).identities.setdefault(name, _Identity())

    async def create_email_identity(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        signing = call.parameters.get("DkimSigningAttributes", {})
        kept = _Identity(configuration_set=call.parameters.get("ConfigurationSetName"))
        _sign(kept, signing)
        self._kept.of(call).identities[call.parameters["EmailIdentity"]] = kept
        return self._shown(call, call.parameters["EmailIdentity"], answer)

    async def get_email_identity(self, call: Asked) -> Mapping[str, Any]:
        return self._shown(call, call.parameters["EmailIdentity"], await call.forward())

    def _shown(self, call: Asked, name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        kept = self._kept.of(call).identities.setdefault(name, _Identity())
        verified = call.world.people.has_verified(name, call.account, call.region)
        is_domain = "@" not in name
        dkim = {
            **answer.get("DkimAttributes", {}),
            "SigningEnabled": kept.signing_enabled and is_domain,
            "Status": ("SUCCESS" if verified else "PENDING") if is_domain else "NOT_STARTED",
            "SigningAttributesOrigin": kept.origin,
        }
        if is_domain and kept.origin == "AWS_SES":
            dkim["NextSigningKeyLength"] = dkim["CurrentSigningKeyLength"] = kept.key_length
        shown = {
            **answer,
            "FeedbackForwardingStatus": kept.feedback_forwarding,
            "VerifiedForSendingStatus": verified,
            "VerificationStatus": "SUCCESS" if verified else "PENDING",
            "DkimAttributes": dkim,
            "Policies": dict(kept.policies),
        }
        shown.pop("MailFromAttributes", None)
        if kept.mail_from is not None:
            published = call.world.people.has_verified(kept.mail_from, call.account, call.region)
            shown["MailFromAttributes"] = {
                "MailFromDomain": kept.mail_from,
                "MailFromDomainStatus": "SUCCESS" if published else "PENDING",
                "BehaviorOnMxFailure": kept.on_mx_failure,
            }
        if kept.configuration_set is not None:
            shown["ConfigurationSetName"] = kept.configuration_set
        return shown

    async def list_email_identities(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        for one in answer.get("EmailIdentities", []):
            verified = call.world.people.has_verified(
                one["IdentityName"], call.account, call.region
            )
            one["VerificationStatus"] = "SUCCESS" if verified else "PENDING"
            one["SendingEnabled"] = verified
        return answer

    async def delete_email_identity(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        self._kept.of(call).identities.pop(call.parameters["EmailIdentity"], None)
        return answer

    async def put_email_identity_mail_from_attributes(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        domain = call.parameters.get("MailFromDomain")
        parent = call.parameters["EmailIdentity"].rpartition("@")[2]
        if domain and not domain.lower().endswith(f".{parent.lower()}"):
            raise AwsError(
                "BadRequestException",
                f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the "
                f"identity <{parent}>.",
            )
        kept.mail_from = domain or None
        kept.on_mx_failure = call.parameters.get("BehaviorOnMxFailure", "USE_DEFAULT_VALUE")
        return {}

    async def put_email_identity_feedback_attributes(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        kept.feedback_forwarding = bool(call.parameters.get("EmailForwardingEnabled", False))
        return {}

    async def put_email_identity_configuration_set_attributes(
        self, call: Asked
    ) -> Mapping[str, Any]:
        kept = await self._existing(call)
        kept.configuration_set = call.parameters.get("ConfigurationSetName")
        return {}

    async def put_email_identity_dkim_attributes(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        kept.signing_enabled = bool(call.parameters.get("SigningEnabled", False))
        return {}

    async def put_email_identity_dkim_signing_attributes(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        kept.origin = call.parameters["SigningAttributesOrigin"]
        _sign(kept, call.parameters.get("SigningAttributes", {}))
        name = call.parameters["EmailIdentity"]
        shown = await call.world.ask("sesv2", "GetEmailIdentity", EmailIdentity=name)
        dkim = shown["DkimAttributes"]
        return {"DkimStatus": dkim["Status"], "DkimTokens": dkim.get("Tokens", [])}

    async def create_email_identity_policy(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        name = call.parameters["PolicyName"]
        if name in kept.policies:
            raise AwsError("AlreadyExistsException", f"Policy <{name}> already exists.")
        kept.policies[name] = call.parameters["Policy"]
        return {}

    async def update_email_identity_policy(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        name = call.parameters["PolicyName"]
        if name not in kept.policies:
            raise AwsError("NotFoundException", f"Policy <{name}> does not exist.", 404)
        kept.policies[name] = call.parameters["Policy"]
        return {}

    async def delete_email_identity_policy(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        kept.policies.pop(call.parameters["PolicyName"], None)
        return {}

    async def get_email_identity_policies(self, call: Asked) -> Mapping[str, Any]:
        kept = await self._existing(call)
        return {"Policies": dict(kept.policies)}

    async def get_account(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        kept = self._kept.of(call)
        sandbox = call.world.people.in_sandbox("email", call.account, call.region)
        sent = answer.get("SendQuota", {}).get("SentLast24Hours", 0.0)
        shown = {
            **answer,
            "ProductionAccessEnabled": not sandbox,
            "SendQuota": {
                **(_SANDBOX_QUOTA if sandbox else _PRODUCTION_QUOTA),
                "SentLast24Hours": sent,
            },
            "SendingEnabled": kept.sending,
            "SuppressionAttributes": {"SuppressedReasons": list(kept.suppressed)},
        }
        shown.pop("Details", None)
        if kept.details is not None:
            shown["Details"] = dict(kept.details)
            if kept.wants_production:
                status = call.world.people.review(call.account, call.region) or "PENDING"
                shown["Details"]["ReviewDetails"] = {"Status": status, "CaseId": kept.case_id}
        return shown

    async def put_account_details(self, call: Asked) -> Mapping[str, Any]:
        kept = self._kept.of(call)
        status = call.world.people.review(call.account, call.region) or "PENDING"
        if kept.wants_production and status == "PENDING":
            raise AwsError("ConflictException", "The request is under review.", 409)
        given = dict(call.parameters)
        # Left out, it asks for production access (SES API v2 Reference, PutAccountDetails).
        kept.wants_production = bool(given.pop("ProductionAccessEnabled", True))
        kept.case_id = kept.case_id or uuid.uuid4().hex[:12]
        kept.details = given
        return {}

    async def put_account_suppression_attributes(self, call: Asked) -> Mapping[str, Any]:
        self._kept.of(call).suppressed = list(call.parameters.get("SuppressedReasons", []))
        return {}

    async def put_suppressed_destination(self, call: Asked) -> Mapping[str, Any]:
        self._kept.of(call).suppressed_destinations[call.parameters["EmailAddress"]] = _Suppressed(
            call.parameters["Reason"], datetime.now(UTC)
        )
        return {}

    async def get_suppressed_destination(self, call: Asked) -> Mapping[str, Any]:
        address = call.parameters["EmailAddress"]
        found = self._kept.of(call).suppressed_destinations.get(address)
        if found is None:
            raise _not_suppressed(address)
        return {"SuppressedDestination": found.shown(address)}

    async def list_suppressed_destinations(self, call: Asked) -> Mapping[str, Any]:
        reasons = call.parameters.get("Reasons")
        return {
            "SuppressedDestinationSummaries": [
                one.shown(address)
                for address, one in self._kept.of(call).suppressed_destinations.items()
                if not reasons or one.reason in reasons
            ]
        }

    async def delete_suppressed_destination(self, call: Asked) -> Mapping[str, Any]:
        address = call.parameters["EmailAddress"]
        if self._kept.of(call).suppressed_destinations.pop(address, None) is None:
            raise _not_suppressed(address)
        return {}

    async def put_account_sending_attributes(self, call: Asked) -> Mapping[str, Any]:
        self._kept.of(call).sending = bool(call.parameters.get("SendingEnabled", False))
        return {}


def _not_suppressed(address: str) -> AwsError:
    return AwsError(
        "NotFoundException",
        f"Email address {address} does not exist on your suppression list.",
        404,
    )


def _sign(kept: _Identity, signing: Mapping[str, Any]) -> None:
    if "DomainSigningSelector" in signing:
        kept.origin = "EXTERNAL"
    kept.key_length = signing.get("NextSigningKeyLength", kept.key_length)


class Ses(Supplement):
    """The first SES API's view of the same identities."""

    service = "ses"

    async def get_identity_verification_attributes(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        for name, shown in answer.get("VerificationAttributes", {}).items():
            verified = call.world.people.has_verified(name, call.account, call.region)
            shown["VerificationStatus"] = "Success" if verified else "Pending"
        return answer

    async def get_identity_dkim_attributes(self, call: Asked) -> Mapping[str, Any]:
        answer = await call.forward()
        for name, shown in answer.get("DkimAttributes", {}).items():
            verified = call.world.people.has_verified(name, call.account, call.region)
            shown["DkimVerificationStatus"] = "Success" if verified else "Pending"
        return answer
