"""Which resources a web ACL can protect."""

from __future__ import annotations

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
# What AssociateWebACL protects; a CloudFront distribution names its web ACL itself.
_PROTECTED = re.compile(
    r"arn:[\w-]+:(?:"
    r"elasticloadbalancing:[^:]*:[^:]*:loadbalancer/app/.+|"
    r"apigateway:[^:]*::/restapis/[^/]+/stages/.+|"
    r"(?:appsync|cognito-idp|apprunner|ec2|amplify|bedrock-agentcore):[^:]*:[^:]*:.+"
    r")"
)
_WEB_ACL = re.compile(r"arn:[\w-]+:wafv2:([\w-]+):\d*:(?:global|regional)/webacl/.+")


class Association(Rule):
    """A web ACL and what it protects are in one region."""

    id = "waf-association-arns"
    text = (
        "The ARNs of a web ACL and of the resource that it protects must be of kinds that can be "
        "associated, and of the region of the call."
    )
    source = "API, wafv2.AssociateWebACL, ResourceArn"
    operations = frozenset({"wafv2.AssociateWebACL"})
    code = "WAFInvalidParameterException"
    message = (
        "Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes other "
        "information separated by colons or slashes., field: {field}, parameter: {arn}"
    )
    wording = f"{_PREFLIGHT}, pf-wafv2-association-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        resource, acl = call.parameters["ResourceArn"], call.parameters["WebACLArn"]
        elsewhere = resource.split(":")[3:4] != [call.region] and ":amplify:" not in resource
        if _PROTECTED.fullmatch(resource) is None or elsewhere:
            return self.refusal(field="RESOURCE_ARN", arn=resource)
        found = _WEB_ACL.fullmatch(acl)
        if found is None or found[1] != call.region:
            return self.refusal(field="WEB_ACL_ARN", arn=acl)
        return None
