"""Service-linked roles whose services have one role."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_TESTED = "LocalStack, tests/aws/services/iam/test_iam.snapshot.json"
# The services that refuse a suffix, as measured.
_WITHOUT_SUFFIX = frozenset(
    {
        "acm.amazonaws.com", "backup.amazonaws.com", "cks.kms.amazonaws.com",
        "cloudtrail.amazonaws.com", "config.amazonaws.com", "ecs.amazonaws.com",
        "elasticloadbalancing.amazonaws.com", "email.cognito-idp.amazonaws.com",
        "mq.amazonaws.com", "mrk.kms.amazonaws.com", "notifications.amazonaws.com",
        "opsinsights.ssm.amazonaws.com", "ram.amazonaws.com", "rds.amazonaws.com",
        "s3-outposts.amazonaws.com", "ses.amazonaws.com", "shield.amazonaws.com",
        "ssm.amazonaws.com", "sso.amazonaws.com", "waf.amazonaws.com", "wafv2.amazonaws.com",
    }
)  # fmt: skip


class ServiceRoleSuffix(Rule):
    """Only some services have several roles."""

    id = "iam-service-role-suffix"
    text = "CustomSuffix is only for services that can have several service-linked roles."
    source = "IAM API Reference, CreateServiceLinkedRole; " + _TESTED
    operations = frozenset({"iam.CreateServiceLinkedRole"})
    code = "InvalidInput"
    message = "Custom suffix is not allowed for {service}"
    wording = _TESTED

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        service = call.parameters["AWSServiceName"]
        is_wrong = service in _WITHOUT_SUFFIX and call.parameters.get("CustomSuffix")
        return self.refusal(service=service) if is_wrong else None
