"""The SES identity must be in a supported region."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.regions import RegionVerdict, judge_ses_region, ses_regions
from ..pools import WRITES
from .senders import identity


class IdentityRegion(Rule):
    """An SES identity must be in a region that Cognito supports for the region of the pool."""

    id = "email-identity-region"
    text = "The SES identity must be in a region that is supported for the region of the pool."
    source = "DG, email settings, table of regions"
    operations = WRITES
    code = "InvalidParameterException"
    message = "Provided SourceArn must be in one of the following SES regions: {regions}."
    wording = "badmintoncryer/cdk-preflight, pf-cognito-email-sourcearn-region"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = identity(call)
        if found is None:
            return None
        if judge_ses_region(call.region, found.arn.region) is not RegionVerdict.REFUSED:
            return None
        return self.refusal(regions=", ".join(sorted(ses_regions(call.region))))
