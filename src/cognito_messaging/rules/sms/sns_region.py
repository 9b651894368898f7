"""SMS must be sent from a supported region."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.regions import RegionVerdict, judge_sns_region, sns_regions
from ..pools import ALL_WRITES
from .configurations import sms_configuration


class SnsRegion(Rule):
    """SnsRegion must be a region that Cognito supports for the region of the pool."""

    id = "sms-sns-region"
    text = "SnsRegion must be a region that is supported for the region of the pool."
    source = "DG, SMS settings, table of regions"
    operations = ALL_WRITES
    code = "InvalidParameterException"
    message = "Invalid snsRegion. Allowed SNS region for {pool} is {regions}"
    wording = "badmintoncryer/cdk-preflight, pf-cognito-sms-configuration-sns-region"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        sns = sms_configuration(call).get("SnsRegion")
        if not sns or judge_sns_region(call.region, sns) is not RegionVerdict.REFUSED:
            return None
        regions = ", ".join(sorted(sns_regions(call.region)))
        return self.refusal(pool=call.region, regions=regions)
