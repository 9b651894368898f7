"""The name and the details of an identity provider."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.identity_providers import REQUIRED_DETAILS, SOCIAL
from .common import CREATE, WRITES, provider_type

_PREFLIGHT = "badmintoncryer/cdk-preflight"

# How AWS names the details that a type needs.
_NAMES = {
    "SignInWithApple": "clientId, privateKey, teamId, and keyId",
    "OIDC": "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod",
}
_SOCIAL_NAMES = "clientId, clientSecret and authorizeScopes"


class SocialName(Rule):
    """A social provider has the name of its type."""

    id = "provider-social-name"
    text = (
        "A provider of type Google, Facebook, LoginWithAmazon or SignInWithApple must be named so."
    )
    source = "aws/aws-cli#3179; terraform-provider-aws#4822"
    wording = "aws/aws-cli#3179"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "Provider {name} cannot be of type {kind}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name, kind = call.parameters["ProviderName"], call.parameters["ProviderType"]
        return self.refusal(name=name, kind=kind) if kind in SOCIAL and name != kind else None


class RequiredDetails(Rule):
    """Each type needs its details. That an update needs all of them too is not confirmed."""

    id = "provider-details"
    text = (
        "Google, Facebook and LoginWithAmazon need client_id, client_secret and authorize_scopes; "
        "SignInWithApple client_id, private_key, team_id and key_id; OIDC client_id, "
        "authorize_scopes, oidc_issuer and attributes_request_method."
    )
    source = f"{_PREFLIGHT}, pf-cognito-idp-*-required-keys; aws-amplify/amplify-cli#8266"
    wording = f"{_PREFLIGHT}, pf-cognito-idp-*-required-keys"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "{names} are all required idp details."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        kind, details = call.parameters["ProviderType"], call.parameters["ProviderDetails"]
        if all(details.get(key) for key in REQUIRED_DETAILS.get(kind, ())):
            return None
        return self.refusal(names=_NAMES.get(kind, _SOCIAL_NAMES))


class OidcIssuer(Rule):
    """An OIDC issuer is reached by https."""

    id = "provider-oidc-issuer"
    text = "The oidc_issuer of an OIDC provider must begin with https://."
    source = "DG, OIDC identity providers"
    wording = f"{_PREFLIGHT}, pf-cognito-idp-oidc-issuer-https"
    operations = WRITES
    code = "InvalidParameterException"
    message = "OIDC endpoint must start with https://"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        issuer = call.parameters.get("ProviderDetails", {}).get("oidc_issuer", "https://")
        if issuer.startswith("https://") or await provider_type(call, context) != "OIDC":
            return None
        return self.refusal()


class OidcMethod(Rule):
    """OIDC attributes are read by GET or POST."""

    id = "provider-oidc-method"
    text = "The attributes_request_method of an OIDC provider must be GET or POST."
    source = f"{_PREFLIGHT}, pf-cognito-idp-oidc-attributes-request-method"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "1 validation error detected: Value '{value}' at 'attributesRequestMethod' failed to "
        "satisfy constraint: Member must satisfy enum value set: [POST, GET]"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        details = call.parameters.get("ProviderDetails", {})
        method = details.get("attributes_request_method", "GET")
        if method in ("GET", "POST") or await provider_type(call, context) != "OIDC":
            return None
        return self.refusal(value=method)
