"""SES v2: identities, which are verified only by a manual action.

Sources: SES API v2 Reference; SES Developer Guide, "Using a custom MAIL FROM domain"; for answers
and errors that the two do not describe, floci-io/floci#723 and #1904, which compared them with AWS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import AwsError
from ..plugins import Supplement, SupplementCall
from .ses_policies import IdentityPolicies
from .ses_settings import OWN_KEY, IdentitySettings, dkim_tokens, is_domain


class SesIdentities(IdentityPolicies, Supplement):
    """Identities, with their verification, policies and MAIL FROM domains."""

    service = "sesv2"

    async def create_email_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        answer = await call.forward()
        settings = IdentitySettings(configuration_set=call.parameters.get("ConfigurationSetName"))
        settings.sign(call.parameters.get("DkimSigningAttributes", {}))
        self._identities.of(call)[call.parameters["EmailIdentity"]] = settings
        return self._shown(call, call.parameters["EmailIdentity"], answer)

    async def get_email_identity(self, call: SupplementCall) -> Mapping[str, Any]:
        return self._shown(call, call.parameters["EmailIdentity"], await call.forward())

    def _shown(self, call: SupplementCall, name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        settings = self._settings(call, name)
        verified = call.context.manual.has_verified(name, call.account, call.region)
        shown = {
            **answer,
            "FeedbackForwardingStatus": settings.feedback_forwarding,
            "VerifiedForSendingStatus": verified,
            "VerificationStatus": "SUCCESS" if verified else "PENDING",
            "DkimAttributes": self._dkim(call, name, answer.get("DkimAttributes", {})),
            "Policies": dict(settings.policies),
        }
        shown.pop("MailFromAttributes", None)
        if settings.mail_from is not None:
            published = call.context.manual.has_verified(
                settings.mail_from, call.account, call.region
            )
            shown["MailFromAttributes"] = {
                "BehaviorOnMxFailure": settings.on_mx_failure,
                "MailFromDomain": settings.mail_from,
                "MailFromDomainStatus": "SUCCESS" if published else "PENDING",
            }
        if settings.configuration_set is not None:
            shown["ConfigurationSetName"] = settings.configuration_set
        return shown

    def _dkim(self, call: SupplementCall, name: str, known: Mapping[str, Any]) -> Mapping[str, Any]:
        """The DKIM attributes of a domain, or of an address, which has those of its domain."""
        domain = name.rpartition("@")[2]
        if not is_domain(name) and domain not in self._identities.of(call):
            # The settings show what the address itself would sign with.
            settings = self._settings(call, name)
            return {
                **known,
                "SigningEnabled": False,
                "Status": "NOT_STARTED",
                "SigningAttributesOrigin": settings.origin,
            }
        settings = self._settings(call, domain)
        if is_domain(name):
            settings.tokens = known.get("Tokens") or settings.tokens or dkim_tokens(domain)
        verified = call.context.manual.has_verified(domain, call.account, call.region)
        dkim = {
            **known,
            "SigningEnabled": settings.signing_enabled,
            "Status": "SUCCESS" if verified else "PENDING",
            "SigningAttributesOrigin": settings.origin,
            "Tokens": settings.tokens,
        }
        if settings.origin == OWN_KEY:
            dkim["Tokens"] = [settings.selector]
        else:
            dkim["NextSigningKeyLength"] = dkim["CurrentSigningKeyLength"] = settings.key_length
        return dkim

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
        await self._existing(call)
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
        settings.configuration_set = call.parameters.get("ConfigurationSetName") or None
        return {}

    async def put_email_identity_dkim_attributes(self, call: SupplementCall) -> Mapping[str, Any]:
        name = call.parameters["EmailIdentity"]
        domain = name.rpartition("@")[2]
        if not is_domain(name) and domain in self._identities.of(call):
            return {}  # the address signs as its domain does
        try:
            settings = await self._existing(call)
        except AwsError as error:
            message = f"Domain {domain} is not verified for DKIM signing."
            raise AwsError("BadRequestException", message) from error
        settings.signing_enabled = bool(call.parameters.get("SigningEnabled", False))
        return {}

    async def put_email_identity_dkim_signing_attributes(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        settings = await self._existing(call)
        settings.sign(call.parameters.get("SigningAttributes", {}))
        settings.origin = call.parameters["SigningAttributesOrigin"]
        shown = await call.context.ask(
            "sesv2", "GetEmailIdentity", EmailIdentity=call.parameters["EmailIdentity"]
        )
        dkim = shown["DkimAttributes"]
        return {"DkimStatus": dkim["Status"], "DkimTokens": dkim.get("Tokens", [])}
