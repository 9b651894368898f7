"""The names of domains."""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .common import CREATE, is_custom

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")


class DomainPrefix(Rule):
    """A domain prefix must not contain a reserved word; a custom domain may.

    Prefixes with `awsome` are accepted (badmintoncryer/cdk-preflight,
    pf-cognito-domain-reserved-word), but `newcognito` is refused (aws-amplify/amplify-cli#3854).
    """

    id = "pool-domain-prefix"
    text = (
        "A domain prefix must not contain the words amazon or cognito, nor aws between hyphens or "
        "at an end."
    )
    source = f"DG, Amazon Cognito domain; {_PREFLIGHT}, pf-cognito-domain-reserved-word"
    wording = "aws-amplify/amplify-cli#1513, #3854"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "Domain cannot contain reserved word: {word}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        domain = call.parameters["Domain"]
        if is_custom(call):
            return None
        if "aws" in domain.split("-"):
            return self.refusal(word="aws")
        word = next((word for word in ("amazon", "cognito") if word in domain), None)
        return None if word is None else self.refusal(word=word)


class PrefixForm(Rule):
    """A domain prefix is one label of a host name."""

    id = "domain-prefix-form"
    text = "A domain prefix takes lower-case letters, digits and hyphens, and no hyphen at an end."
    source = "API, DomainType"
    wording = "mineiros-io/terraform-aws-cognito-user-pool#69"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = (
        "The domain name contains an invalid character. Domain names can only contain lower-case "
        "letters, numbers, and hyphens. Please enter a different name that follows this format: "
        r"^[a-z0-9](?:[a-z0-9\-]{{0,61}}[a-z0-9])?$"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        is_prefix = is_custom(call) or _PREFIX.fullmatch(call.parameters["Domain"])
        return None if is_prefix else self.refusal()


class CustomName(Rule):
    """A custom domain has a parent below a top-level domain; that it resolves is not checked."""

    id = "domain-custom-name"
    text = "A custom domain must be a subdomain, such as auth.example.com."
    source = f"DG, custom domain; {_PREFLIGHT}, pf-cognito-custom-domain-fqdn"
    wording = f"{_PREFLIGHT}, pf-cognito-custom-domain-fqdn (its beginning)"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = (
        "Custom domain is not a valid subdomain: Was not able to resolve a DNS A record for the "
        "parent domain or domain parent is a top-level domain."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        labels = call.parameters["Domain"].split(".")
        return self.refusal() if is_custom(call) and len(labels) < 3 else None


class DomainTaken(Rule):
    """A domain belongs to one pool."""

    id = "domain-taken"
    text = "A domain must not belong to a pool already."
    source = "aws-samples/websocket-chat-application#56"
    wording = "aws-samples/websocket-chat-application#56"
    operations = frozenset({CREATE})
    code = "InvalidParameterException"
    message = "Domain already associated with another user pool."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        domain = call.parameters["Domain"]
        found = await context.ask("cognito-idp", "DescribeUserPoolDomain", Domain=domain)
        return self.refusal() if found.get("DomainDescription", {}).get("UserPoolId") else None
