"""Check G4: a web ACL protects open sign-up."""

from ..answers import mapping
from ..aws import CallFailed
from ..calls import GET_WEB_ACL
from . import sources
from .base import Check
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


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
        "Associate a web ACL that has a rate-based rule.",
        terraform="web_acl.arn",
        command="aws wafv2 associate-web-acl --region {region} --web-acl-arn WEB_ACL_ARN "
        "--resource-arn USER_POOL_ARN",
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
        return warned("Sign-up is open and sends SMS, and no web ACL protects it.")
