"""Where a client may send its users."""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.app_clients import is_plain_http
from .common import WRITES

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.")


class UrlScheme(Rule):
    """http is only for the machine itself."""

    id = "client-url-https"
    text = (
        "CallbackURLs and LogoutURLs must not use http, except with localhost, 127.0.0.1 and [::1]."
    )
    source = "API, CreateUserPoolClient, CallbackURLs; aws-amplify/amplify-cli#5419"
    wording = "aws-amplify/amplify-cli#5419"
    operations = WRITES
    code = "InvalidParameterException"
    message = "{url} cannot use the HTTP protocol."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        urls = [*given.get("CallbackURLs", []), *given.get("LogoutURLs", [])]
        url = next(filter(is_plain_http, urls), None)
        return None if url is None else self.refusal(url=url)


class UrlFragment(Rule):
    """A callback URL has no fragment."""

    id = "client-url-fragment"
    text = "CallbackURLs must not have a fragment (#...)."
    source = "API, CreateUserPoolClient, CallbackURLs"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-callback-url-fragment"
    operations = WRITES
    code = "InvalidParameterException"
    message = "{url} cannot use fragment"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        url = next((one for one in call.parameters.get("CallbackURLs", []) if "#" in one), None)
        return None if url is None else self.refusal(url=url)


class UrlAbsolute(Rule):
    """A callback URL has a scheme."""

    id = "client-url-absolute"
    text = "CallbackURLs must be absolute: they need a scheme, such as https: or myapp:."
    source = "API, CreateUserPoolClient, CallbackURLs"
    operations = WRITES
    code = "InvalidParameterException"
    message = "{url} is not an absolute URI."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        urls = call.parameters.get("CallbackURLs", [])
        url = next((one for one in urls if not _ABSOLUTE.match(one)), None)
        return None if url is None else self.refusal(url=url)


class DefaultRedirect(Rule):
    """The default redirect URI is one of the callback URLs."""

    id = "client-default-redirect"
    text = "DefaultRedirectURI must be one of CallbackURLs."
    source = "API, CreateUserPoolClient, DefaultRedirectURI"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-default-redirect-uri-member"
    operations = WRITES
    code = "InvalidParameterException"
    message = "The default redirect URI {url} is not in the callback URIs list."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        url = call.parameters.get("DefaultRedirectURI")
        if url is None or url in call.parameters.get("CallbackURLs", []):
            return None
        return self.refusal(url=url)
