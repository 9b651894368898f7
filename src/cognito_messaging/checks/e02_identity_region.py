"""Check E2: the SES identity is in the right account and region."""

from ..answers import text
from ..calls import DESCRIBE_USER_POOL
from ..facts.arns import InvalidArn
from ..facts.regions import RegionVerdict, judge_ses_region, ses_regions
from ..facts.senders import Identity
from . import sources
from .base import Check
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class IdentityRegion(Check):
    """Can this pool use an SES identity of that account and region?"""

    id = "E2"
    title = "The SES identity is in an account and region that the pool may use"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = (
        "Cognito refuses an identity of another account, "
        "and an identity in a region that it cannot send from."
    )
    source = sources.DG_EMAIL
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Verify the sender in a region that the pool can use, and give the pool that identity.",
        terraform="email.identity.arn",
        console="Cognito → User pools → {pool_id} → Authentication methods → Email → SES Region",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        subject.require_cognito_email()
        pool = subject.pool
        if pool.email.get("EmailSendingAccount") != "DEVELOPER":
            raise NotApplicable("the pool does not send through SES (see E1)")
        source_arn = text(pool.email.get("SourceArn"))
        if source_arn is None:
            return failed("EmailSendingAccount is DEVELOPER, but SourceArn is not set.")
        try:
            identity = Identity.parse(source_arn)
        except InvalidArn as error:
            return failed(f"SourceArn: {error}.", SourceArn=source_arn)
        account, region = subject.pool_arn().account, identity.arn.region
        if identity.arn.account != account:
            return failed(
                f"The identity belongs to account {identity.arn.account}, the pool to {account}.",
                SourceArn=source_arn,
            )
        allowed = ", ".join(sorted(ses_regions(pool.region)))
        judgement = judge_ses_region(pool.region, region)
        if judgement is RegionVerdict.REFUSED:
            return failed(
                f"A pool in {pool.region} cannot send through SES in {region}, "
                f"only through {allowed}.",
                SourceArn=source_arn,
            )
        if judgement is RegionVerdict.UNCONFIRMED:
            documented = f"; it lists {allowed}" if allowed else ""
            return warned(
                f"AWS's guide does not list SES in {region} for a pool in {pool.region}"
                f"{documented}.",
                SourceArn=source_arn,
            )
        if region != pool.region and pool.region in ses_regions(pool.region):
            return warned(
                f"The pool is in {pool.region} and its SES identity in {region}. This is allowed, "
                "but email stops when either region fails, and the sandbox, quota and reputation "
                "are those of the identity's region.",
                SourceArn=source_arn,
            )
        return passed(
            f"A pool in {pool.region} can send through SES in {region}.", SourceArn=source_arn
        )
