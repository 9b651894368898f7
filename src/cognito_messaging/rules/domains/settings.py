"""The certificate of a domain, and the version of its pages."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn
from ..pools import user_pool
from .common import WRITES, is_custom

_PREFLIGHT = "badmintoncryer/cdk-preflight"


class Certificate(Rule):
    """The certificate of a custom domain is where CloudFront reads it.

    In the partitions aws-cn and aws-us-gov there is no us-east-1.
    """

    id = "domain-certificate"
    text = "The certificate of a custom domain must be an ACM certificate in us-east-1."
    source = "API, CreateUserPoolDomain, CustomDomainConfig"
    wording = f"{_PREFLIGHT}, pf-cognito-custom-domain-cert-region"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or "
        "doesn't include a valid certificate chain."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters.get("CustomDomainConfig", {}).get("CertificateArn")
        if given is None:
            return None
        try:
            arn = Arn.parse(given)
        except InvalidArn:
            return self.refusal()
        is_certificate = arn.service == "acm" and arn.resource.startswith("certificate/")
        is_near = arn.partition != "aws" or arn.region == "us-east-1"
        return None if is_certificate and is_near else self.refusal()


class LoginVersion(Rule):
    """There are two versions of the pages."""

    id = "domain-login-version"
    text = "ManagedLoginVersion must be 1 or 2."
    source = "API, CreateUserPoolDomain, ManagedLoginVersion"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Invalid managed login version: {version}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        version = call.parameters.get("ManagedLoginVersion", 1)
        return None if version in (1, 2) else self.refusal(version=version)


class LoginNeedsTier(Rule):
    """Managed login needs a tier above LITE."""

    id = "domain-login-needs-tier"
    text = "ManagedLoginVersion 2 needs tier ESSENTIALS or PLUS."
    source = "API, CreateUserPoolDomain, ManagedLoginVersion"
    wording = f"{_PREFLIGHT}, pf-cognito-managed-login-version-tier"
    operations = WRITES
    code = "FeatureUnavailableInTierException"
    message = (
        "The following feature is not available for the {tier} pricing tier configured: Managed "
        "Login Version 2"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if call.parameters.get("ManagedLoginVersion") != 2:
            return None
        tier = (await user_pool(call, context)).get("UserPoolTier")
        return self.refusal(tier=tier) if tier == "LITE" else None


class Routing(Rule):
    """Requests are routed between regions only by a custom domain."""

    id = "domain-routing-needs-custom"
    text = "Routing needs a custom domain: a CustomDomainConfig."
    source = "API, CreateUserPoolDomain, Routing"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Routing is only supported for custom domains."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        routed = call.parameters.get("Routing") and not is_custom(call)
        return self.refusal() if routed else None
