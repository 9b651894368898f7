"""Web ACLs."""

from __future__ import annotations

from .setting import REGION, Pair, case


@case("waf-association-arns")
def _(it):
    waf, pool = it.client("wafv2"), it.pool()
    acl = waf.create_web_acl(
        Name="w",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={
            "SampledRequestsEnabled": False,
            "CloudWatchMetricsEnabled": False,
            "MetricName": "w",
        },
    )["Summary"]["ARN"]

    def protects(region):
        arn = f"arn:aws:cognito-idp:{region}:{it.number}:userpool/{pool}"
        return lambda: waf.associate_web_acl(WebACLArn=acl, ResourceArn=arn)

    return Pair(protects("us-east-1"), protects(REGION))
