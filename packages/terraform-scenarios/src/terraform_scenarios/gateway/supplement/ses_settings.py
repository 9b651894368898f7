"""SES: what is known of identities beside what the emulator keeps, for both versions of the API."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..plugins import SupplementCall
from .per_account import PerAccountStore

OWN_KEY = "EXTERNAL"


@dataclass
class IdentitySettings:
    """The settings of one identity."""

    configuration_set: str | None = None
    feedback_forwarding: bool = True
    signing_enabled: bool = True
    origin: str = "AWS_SES"
    selector: str = ""
    tokens: list[str] = field(default_factory=list)
    key_length: str = "RSA_2048_BIT"
    mail_from: str | None = None
    on_mx_failure: str = "USE_DEFAULT_VALUE"
    policies: dict[str, str] = field(default_factory=dict)

    def sign(self, signing: Mapping[str, Any]) -> None:
        """Sign with a key as the call describes it."""
        if "DomainSigningSelector" in signing:
            self.origin, self.selector = OWN_KEY, signing["DomainSigningSelector"]
        self.origin = signing.get("DomainSigningAttributesOrigin", self.origin)
        self.key_length = signing.get("NextSigningKeyLength", self.key_length)


class IdentityStore:
    """The settings of the identities of each account and region.

    The emulator's version 2 of the API knows which identities there are.
    """

    def __init__(self) -> None:
        self._identities: PerAccountStore[dict[str, IdentitySettings]] = PerAccountStore(dict)

    def _settings(self, call: SupplementCall, name: str) -> IdentitySettings:
        return self._identities.of(call).setdefault(name, IdentitySettings())

    async def _existing(self, call: SupplementCall) -> IdentitySettings:
        """The settings of the identity that the call names.

        Raises:
            AwsError: `NotFoundException`: the identity does not exist.
        """
        name = call.parameters["EmailIdentity"]
        # From the emulator itself: a supplement answers GetEmailIdentity.
        await call.context.ask_upstream("sesv2", "GetEmailIdentity", EmailIdentity=name)
        return self._settings(call, name)


def is_domain(name: str) -> bool:
    """Whether an identity is a domain rather than an address."""
    return "@" not in name


def dkim_tokens(name: str) -> list[str]:
    """Three tokens for the DKIM records of a domain, the same at each call."""
    return [hashlib.sha256(f"{name} {i}".encode()).hexdigest()[:32] for i in range(3)]
