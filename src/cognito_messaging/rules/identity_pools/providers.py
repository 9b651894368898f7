"""The providers of an identity pool."""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_WRITES = frozenset({"cognito-identity.CreateIdentityPool", "cognito-identity.UpdateIdentityPool"})
_USER_POOL = re.compile(
    r"cognito-idp(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/[\w-]+_[0-9a-zA-Z]+"
)


class UserPoolName(Rule):
    """A user pool is named by its endpoint."""

    id = "identity-pool-user-pool"
    text = (
        "The ProviderName of a user pool must be cognito-idp.REGION.amazonaws.com/USER_POOL_ID, "
        "without https://."
    )
    source = f"{_PREFLIGHT}, pf-cognito-identity-pool-provider-name-format"
    wording = "amazon-archives/amazon-quicksight-embedding-sample#1"
    operations = _WRITES
    code = "InvalidParameterException"
    message = "Invalid Cognito Identity Provider"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        providers = call.parameters.get("CognitoIdentityProviders", [])
        names = [one.get("ProviderName", "") for one in providers]
        return None if all(map(_USER_POOL.fullmatch, names)) else self.refusal()


class SamlProvider(Rule):
    """A SAML provider belongs to the account; an OIDC provider need not."""

    id = "identity-pool-saml"
    text = "SamlProviderARNs must be SAML providers of the account."
    source = f"{_PREFLIGHT}, pf-cognito-identity-pool-saml-arn-account"
    wording = "aws-amplify/amplify-backend#855"
    operations = _WRITES
    code = "NotAuthorizedException"
    message = "Identity provider {arn} is not valid for account {account}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for arn in call.parameters.get("SamlProviderARNs", []):
            if not _is_saml_provider(arn, call.account):
                return self.refusal(arn=arn, account=call.account)
        return None


def _is_saml_provider(text: str, account: str) -> bool:
    try:
        arn = Arn.parse(text)
    except InvalidArn:
        return False
    is_provider = arn.service == "iam" and arn.resource.startswith("saml-provider/")
    return is_provider and arn.account == account
