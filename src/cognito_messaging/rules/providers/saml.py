"""The metadata of a SAML provider.

Whether AWS reaches a MetadataURL cannot be known here.
"""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.identity_providers import read_metadata
from .common import CREATE, WRITES, provider_type

_URL = re.compile(r"https?://[^/]", re.IGNORECASE)


class MetadataGiven(Rule):
    """A SAML provider needs metadata."""

    id = "provider-saml-metadata"
    text = "A SAML provider needs MetadataURL or MetadataFile."
    source = "terraform-provider-aws#4815"
    wording = "terraform-provider-aws#4815"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "At least one of the MetadataURL or MetadataFile should be provided."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        details = call.parameters["ProviderDetails"]
        given = details.get("MetadataURL") or details.get("MetadataFile")
        return None if given or call.parameters["ProviderType"] != "SAML" else self.refusal()


class MetadataOnce(Rule):
    """A SAML provider has one source of metadata."""

    id = "provider-saml-one-metadata"
    text = "The MetadataURL and the MetadataFile of a SAML provider exclude each other."
    source = "badmintoncryer/cdk-preflight, pf-cognito-idp-saml-metadata-exclusive"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-idp-saml-metadata-exclusive"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Only one of the MetadataURL or MetadataFile should be provided."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        details = call.parameters.get("ProviderDetails", {})
        if not (details.get("MetadataURL") and details.get("MetadataFile")):
            return None
        return self.refusal() if await provider_type(call, context) == "SAML" else None


class MetadataReadable(Rule):
    """The metadata is a document that describes the provider, or the URL of one."""

    id = "provider-saml-readable-metadata"
    text = (
        "A MetadataFile must be XML whose root is an EntityDescriptor or EntitiesDescriptor of "
        "SAML 2.0, a MetadataURL must be a URL."
    )
    source = "API, CreateIdentityProvider, ProviderDetails; ory/mocksaml#103"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Unable to read the SAML metadata."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        details = call.parameters.get("ProviderDetails", {})
        url, file = details.get("MetadataURL"), details.get("MetadataFile")
        is_readable = (not url or _URL.match(url)) and (not file or read_metadata(file))
        if is_readable or await provider_type(call, context) != "SAML":
            return None
        return self.refusal()
