"""Configuration sets: their names, their options, and the pools of addresses that they use."""

from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.ses import NAME, POOL_NAME, POOLS_OF_SES, Mailbox
from .mail import find, verified_identities

_CREATE = "sesv2.CreateConfigurationSet"
_TRACK = "sesv2.PutConfigurationSetTrackingOptions"
_DELIVER = "sesv2.PutConfigurationSetDeliveryOptions"


class ConfigurationSetName(Rule):
    """The name of a configuration set has letters, digits, `_` and `-`."""

    id = "ses-set-name"
    text = "The name of a configuration set has 1 to 64 letters, digits, `_` and `-`."
    source = "API, ConfigurationSetName"
    operations = frozenset({_CREATE})
    code = "BadRequestException"
    message = (
        "Invalid configuration set name <{name}>: only alphanumeric ASCII characters, '_', and '-' "
        "are allowed."
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = _name(call)
        return None if NAME.fullmatch(name) else self.refusal(name=name)


class ConfigurationSetNameV1(ConfigurationSetName):
    """The same in version 1 of the API."""

    id = "ses-set-name-v1"
    source = "API, ConfigurationSet.Name and InvalidConfigurationSetException"
    operations = frozenset({"ses.CreateConfigurationSet"})
    code = "InvalidConfigurationSet"


class TrackingDomain(Rule):
    """Links can lead only to a domain that is verified."""

    id = "ses-tracking-domain"
    text = "The CustomRedirectDomain of a configuration set must be a verified domain."
    source = (
        "SES, Configuring custom domains to handle open and click tracking; floci-io/floci#1412"
    )
    wording = "floci-io/floci#1412"
    operations = frozenset({_CREATE, _TRACK})
    code = "BadRequestException"
    message = "Domain <{domain}> is not verified under this account."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        options = _options(call, "TrackingOptions", _TRACK)
        domain = options.get("CustomRedirectDomain")
        if not domain:
            return None
        covering = Mailbox("", f"a@{domain}").identities()
        verified = await verified_identities(context)
        return self.refusal(domain=domain) if verified.isdisjoint(covering) else None


class TrackingDomainV1(TrackingDomain):
    """The same in version 1 of the API."""

    id = "ses-tracking-domain-v1"
    source = "API, InvalidTrackingOptionsException; floci-io/floci#1479"
    wording = "floci-io/floci#1479"
    operations = frozenset(
        {
            "ses.CreateConfigurationSetTrackingOptions",
            "ses.UpdateConfigurationSetTrackingOptions",
        }
    )
    code = "InvalidTrackingOptions"


class ConfigurationSetPool(Rule):
    """A pool of dedicated addresses must exist."""

    id = "ses-sending-pool"
    text = "The SendingPoolName of a configuration set must be an existing pool."
    source = "aws-cloudformation/rain#271; floci-io/floci#1412"
    wording = "aws-cloudformation/rain#271"
    operations = frozenset({_CREATE, _DELIVER})
    code = "BadRequestException"
    message = "SendingPool <{name}> doesn't exist"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = _options(call, "DeliveryOptions", _DELIVER).get("SendingPoolName")
        if name is None or name in POOLS_OF_SES:
            return None
        if name and await find(context, "GetDedicatedIpPool", PoolName=name) is not None:
            return None
        return self.refusal(name=name)


class DedicatedIpPoolName(Rule):
    """The name of a pool of dedicated addresses has no capital letters."""

    id = "ses-pool-name"
    text = (
        "The name of a dedicated IP pool has 1 to 64 lowercase letters, digits, `.`, `_` and `-`."
    )
    source = "SES, Creating dedicated IP pools; aws/aws-cdk#28392"
    operations = frozenset({"sesv2.CreateDedicatedIpPool"})
    code = "BadRequestException"
    message = "Invalid pool name <{name}>."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = str(call.parameters["PoolName"])
        return None if POOL_NAME.fullmatch(name) else self.refusal(name=name)


def _name(call: ApiCall) -> str:
    given = call.parameters
    return str(given.get("ConfigurationSetName") or given.get("ConfigurationSet", {}).get("Name"))


def _options(call: ApiCall, group: str, put: str) -> dict[str, Any]:
    """A group of options, which a call of its own gives without a name."""
    return dict(call.parameters) if call.name == put else call.parameters.get(group, {})
