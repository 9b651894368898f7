"""Check G4: a web ACL protects open sign-up."""

from ..answers import mapping
from ..aws import CallFailed
from ..calls import GET_WEB_ACL
from . import sources
from .base import Check
from .commands import aws, in_turn
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, passed, warned
from .subject import Subject, fill_in

# Per address in five minutes; AWS takes 10 and more (API, RateBasedStatement).
_REQUESTS = 300


class WebAcl(Check):
    """Does a rate limit protect open sign-up by SMS?"""

    id = "G4"
    title = "A web ACL protects open sign-up"
    channel = Channel.GENERAL
    severity = Severity.HIGH
    why = (
        "Anyone can sign up, and each sign-up sends an SMS: a bot can run up costs without a limit."
    )
    source = sources.DG_WAF
    calls = (GET_WEB_ACL,)
    remediation = Remediation(
        f"Associate a web ACL that has a rate-based rule. The command makes one that blocks "
        f"addresses with more than {_REQUESTS} requests in five minutes.",
        terraform="web_acl.arn",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        pool = subject.pool
        if not pool.open_sign_up:
            raise NotApplicable("only administrators create users")
        if pool.sms is None and not pool.custom_sender("SMS"):
            raise NotApplicable("the pool sends no SMS")
        try:
            answer = await subject.ask(
                GET_WEB_ACL, pool.region, ResourceArn=str(subject.pool_arn())
            )
        except CallFailed as error:
            if not error.not_found:
                raise
            answer = {}
        acl = mapping(answer.get("WebACL"))
        if acl:
            return passed("A web ACL is associated.", WebACL=acl.get("ARN") or acl.get("Name"))
        return warned("Sign-up is open and sends SMS, and no web ACL protects it.").fixed_by(
            fill_in(self.remediation, subject, command=_command(subject))
        )


def _command(subject: Subject) -> str:
    """The command that makes a web ACL and associates it; the ACL's ARN is random."""
    region, name = subject.pool.region, f"cognito-{subject.pool.id}"
    shown = {
        "SampledRequestsEnabled": True,
        "CloudWatchMetricsEnabled": True,
        "MetricName": name,
    }
    rule = {
        "Name": "rate",
        "Priority": 0,
        "Statement": {"RateBasedStatement": {"Limit": _REQUESTS, "AggregateKeyType": "IP"}},
        "Action": {"Block": {}},
        "VisibilityConfig": shown | {"MetricName": "rate"},
    }
    create = aws(
        "wafv2 create-web-acl",
        region=region,
        name=name,
        scope="REGIONAL",
        default_action={"Allow": {}},
        visibility_config=shown,
        rules=[rule],
        query="Summary.ARN",
        output="text",
    )
    associate = aws("wafv2 associate-web-acl", region=region, resource_arn=str(subject.pool_arn()))
    return in_turn(f"acl=$({create})", f'{associate} --web-acl-arn "$acl"')
