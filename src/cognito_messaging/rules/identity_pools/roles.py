"""How an identity pool chooses the role of a user."""

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_SET = frozenset({"cognito-identity.SetIdentityPoolRoles"})
_MAX_RULES = 25


def _mappings(call: ApiCall) -> Mapping[str, Mapping[str, Any]]:
    mappings: Mapping[str, Mapping[str, Any]] = call.parameters.get("RoleMappings", {})
    return mappings


def _rules(mapping: Mapping[str, Any]) -> list[Any]:
    return list((mapping.get("RulesConfiguration") or {}).get("Rules", []))


class PoolRoleAccount(Rule):
    """The roles belong to the account."""

    id = "identity-pool-role-account"
    text = "Roles must be IAM roles of the account of the identity pool."
    source = "danilop/LambdAuth#40"
    wording = "danilop/LambdAuth#40"
    operations = _SET
    code = "NotAuthorizedException"
    message = "Access to Role '{arn}' is forbidden."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for arn in call.parameters.get("Roles", {}).values():
            if not _is_role(arn, call.account):
                return self.refusal(arn=arn)
        return None


def _is_role(text: str, account: str) -> bool:
    try:
        arn = Arn.parse(text)
    except InvalidArn:
        return False
    return arn.service == "iam" and arn.account == account and arn.resource.startswith("role/")


class MappingProvider(Rule):
    """Roles are mapped for the providers of the pool."""

    id = "identity-pool-mapping-provider"
    text = (
        "The keys of RoleMappings must be providers of the identity pool; a user pool's is "
        "PROVIDER_NAME:CLIENT_ID."
    )
    source = "aws-cdk#7670, #22951"
    wording = "aws-cdk#22951"
    operations = _SET
    code = "InvalidParameterException"
    message = "({name}) is not a valid RoleMapping ProviderName or is not a configured provider."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if not _mappings(call):
            return None
        pool_id = call.parameters["IdentityPoolId"]
        pool = await context.ask("cognito-identity", "DescribeIdentityPool", IdentityPoolId=pool_id)
        known = {
            *pool.get("SupportedLoginProviders", {}),
            *pool.get("OpenIdConnectProviderARNs", []),
            *pool.get("SamlProviderARNs", []),
            pool.get("DeveloperProviderName"),
            *(
                f"{one.get('ProviderName')}:{one.get('ClientId')}"
                for one in pool.get("CognitoIdentityProviders", [])
            ),
        }
        # An OIDC provider is known by its ARN, and also by its host.
        hosts = {
            arn.partition("oidc-provider/")[2] for arn in pool.get("OpenIdConnectProviderARNs", [])
        }
        name = next((one for one in _mappings(call) if one not in known | hosts), None)
        return None if name is None else self.refusal(name=name)


class MappingResolution(Rule):
    """A mapping says what happens if no role or several roles match."""

    id = "identity-pool-mapping-resolution"
    text = "A role mapping needs AmbiguousRoleResolution."
    source = "API (cognito-identity), RoleMapping"
    operations = _SET
    code = "InvalidParameterException"
    message = "AmbiguousRoleResolution is required for the role mapping of {name}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = (
            key for key, one in _mappings(call).items() if "AmbiguousRoleResolution" not in one
        )
        name = next(found, None)
        return None if name is None else self.refusal(name=name)


class MappingRules(Rule):
    """A mapping of type Rules has rules, one of type Token has none."""

    id = "identity-pool-mapping-rules"
    text = "A role mapping of type Rules needs RulesConfiguration; one of type Token excludes it."
    source = f"API (cognito-identity), RoleMapping; {_PREFLIGHT}, pf-cognito-role-mappings-*"
    operations = _SET
    code = "InvalidParameterException"
    message = "The role mapping of {name} does not fit its type {kind}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for name, one in _mappings(call).items():
            if (one["Type"] == "Rules") != ("RulesConfiguration" in one):
                return self.refusal(name=name, kind=one["Type"])
        return None


class MappingRuleCount(Rule):
    """A mapping has at most 25 rules, although the model allows 400."""

    id = "identity-pool-mapping-rule-count"
    text = "A role mapping can have at most 25 rules."
    source = "API (cognito-identity), RulesConfigurationType"
    wording = f"{_PREFLIGHT}, pf-cognito-role-mapping-rules-max"
    operations = _SET
    code = "InvalidParameterException"
    message = "The number of rules in the request exceeded 25."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        too_many = any(len(_rules(one)) > _MAX_RULES for one in _mappings(call).values())
        return self.refusal() if too_many else None
