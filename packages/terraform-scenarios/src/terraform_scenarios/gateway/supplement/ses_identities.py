"""SES v2 and v1: identities, which are verified only by a manual action.

Sources: SES API v2 Reference; SES Developer Guide, "Using a custom MAIL FROM domain".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore


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


class SesIdentities(Supplement):
    """Identities, with their verification, policies and MAIL FROM domains."""

    service = "sesv2"

    def __init__(self) -> None:
        self._identities: PerAccountStore[dict[str, _Identity]] = PerAccountStore(dict)

    async def _existing(self, call: SupplementCall) -> _Identity:
        """The settings of an identity that the emulator knows.

        Raises:
            AwsError: `NotFoundException`: the identity does not exist.
        """
        name = call.parameters["EmailIdentity"]
        # From the emulator itself: GetEmailIdentity is answered below.
        await call.context.ask_upstream("sesv2", "GetEmailIdentity", EmailIdentity=name)
        return self._identities.of(call).setdefault(name, _Identity())

    async def create_email_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        signing = call.parameters.get("DkimSigningAttributes", {})
        settings = _Identity(configuration_set=call.parameters.get("ConfigurationSetName"))
        _sign(settings, signing)
        self._identities.of(call)[call.parameters["EmailIdentity"]] = settings
        return self._shown(call, call.parameters["EmailIdentity"], answer)

    async def get_email_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        return self._shown(call, call.parameters["EmailIdentity"], await call.forward())

    def _shown(self, call: SupplementCall, name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        settings = self._identities.of(call).setdefault(name, _Identity())
        verified = call.context.manual.has_verified(name, call.account, call.region)
        is_domain = "@" not in name
        dkim = {
            **answer.get("DkimAttributes", {}),
            "SigningEnabled": settings.signing_enabled and is_domain,
            "Status": ("SUCCESS" if verified else "PENDING") if is_domain else "NOT_STARTED",
            "SigningAttributesOrigin": settings.origin,
        }
        if is_domain and settings.origin == "AWS_SES":
            dkim["NextSigningKeyLength"] = dkim["CurrentSigningKeyLength"] = settings.key_length
        shown = {
            **answer,
            "FeedbackForwardingStatus": settings.feedback_forwarding,
            "VerifiedForSendingStatus": verified,
            "VerificationStatus": "SUCCESS" if verified else "PENDING",
            "DkimAttributes": dkim,
            "Policies": dict(settings.policies),
        }
        shown.pop("MailFromAttributes", None)
        if settings.mail_from is not None:
            published = call.context.manual.has_verified(
                settings.mail_from, call.account, call.region
            )
            shown["MailFromAttributes"] = {
                "MailFromDomain": settings.mail_from,
                "MailFromDomainStatus": "SUCCESS" if published else "PENDING",
                "BehaviorOnMxFailure": settings.on_mx_failure,
            }
        if settings.configuration_set is not None:
            shown["ConfigurationSetName"] = settings.configuration_set
        return shown

    async def list_email_identities(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        for one in answer.get("EmailIdentities", []):
            verified = call.context.manual.has_verified(
                one["IdentityName"], call.account, call.region
            )
            one["VerificationStatus"] = "SUCCESS" if verified else "PENDING"
            one["SendingEnabled"] = verified
        return answer

    async def delete_email_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        self._identities.of(call).pop(call.parameters["EmailIdentity"], None)
        return answer

    async def put_email_identity_mail_from_attributes(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        settings = await self._existing(call)
        domain = call.parameters.get("MailFromDomain")
        parent = call.parameters["EmailIdentity"].rpartition("@")[2]
        if domain and not domain.lower().endswith(f".{parent.lower()}"):
            raise AwsError(
                "BadRequestException",
                f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the "
                f"identity <{parent}>.",
            )
        settings.mail_from = domain or None
        settings.on_mx_failure = call.parameters.get("BehaviorOnMxFailure", "USE_DEFAULT_VALUE")
        return {}

    async def put_email_identity_feedback_attributes(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        settings = await self._existing(call)
        settings.feedback_forwarding = bool(call.parameters.get("EmailForwardingEnabled", False))
        return {}

    async def put_email_identity_configuration_set_attributes(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        settings = await self._existing(call)
        settings.configuration_set = call.parameters.get("ConfigurationSetName")
        return {}

    async def put_email_identity_dkim_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        settings.signing_enabled = bool(call.parameters.get("SigningEnabled", False))
        return {}

    async def put_email_identity_dkim_signing_attributes(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        settings = await self._existing(call)
        settings.origin = call.parameters["SigningAttributesOrigin"]
        _sign(settings, call.parameters.get("SigningAttributes", {}))
        name = call.parameters["EmailIdentity"]
        shown = await call.context.ask("sesv2", "GetEmailIdentity", EmailIdentity=name)
        dkim = shown["DkimAttributes"]
        return {"DkimStatus": dkim["Status"], "DkimTokens": dkim.get("Tokens", [])}

    async def create_email_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        name = call.parameters["PolicyName"]
        if name in settings.policies:
            raise AwsError("AlreadyExistsException", f"Policy <{name}> already exists.")
        settings.policies[name] = call.parameters["Policy"]
        return {}

    async def update_email_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        name = call.parameters["PolicyName"]
        if name not in settings.policies:
            raise AwsError("NotFoundException", f"Policy <{name}> does not exist.", 404)
        settings.policies[name] = call.parameters["Policy"]
        return {}

    async def delete_email_identity_policy(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        settings.policies.pop(call.parameters["PolicyName"], None)
        return {}

    async def get_email_identity_policies(self, call: SupplementCall) -> Mapping[str, Any]:
        settings = await self._existing(call)
        return {"Policies": dict(settings.policies)}


def _sign(settings: _Identity, signing: Mapping[str, Any]) -> None:
    if "DomainSigningSelector" in signing:
        settings.origin = "EXTERNAL"
    settings.key_length = signing.get("NextSigningKeyLength", settings.key_length)


class SesV1(Supplement):
    """The same identities in version 1 of the SES API."""

    service = "ses"

    async def get_identity_verification_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        for name, shown in answer.get("VerificationAttributes", {}).items():
            verified = call.context.manual.has_verified(name, call.account, call.region)
            shown["VerificationStatus"] = "Success" if verified else "Pending"
        return answer

    async def get_identity_dkim_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        for name, shown in answer.get("DkimAttributes", {}).items():
            verified = call.context.manual.has_verified(name, call.account, call.region)
            shown["DkimVerificationStatus"] = "Success" if verified else "Pending"
        return answer
