"""Check E8: the account is out of the SES sandbox."""

from ..answers import mapping
from ..calls import GET_SES_ACCOUNT
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed
from .subject import Subject, fill_in

_REVIEW = {
    "PENDING": "the request is under review",
    "GRANTED": "the review was granted, but access is off: ask AWS Support",
    "DENIED": "the request was denied: answer the support case",
    "FAILED": "the request failed: send it again",
}
# A request that AWS has answered, or is going to answer, cannot be sent again.
_WAITING = {
    "PENDING": "Wait for AWS's answer; a request under review cannot be changed.",
    "GRANTED": "Ask AWS Support in the case why access is off.",
    "DENIED": "Answer AWS in the support case of the request.",
}


class ProductionAccess(Check):
    """Is the account out of the SES sandbox?"""

    id = "E8"
    title = "The account is out of the SES sandbox"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = "In the sandbox SES delivers only to verified addresses: no real user gets a code."
    source = sources.SES_PRODUCTION
    calls = (GET_SES_ACCOUNT,)
    remediation = Remediation(
        "Request production access; a person at AWS answers, as a rule within a day.",
        command="cognito-messaging --region {ses_region} production-access request --help",
        console="SES ({ses_region}) → Account dashboard → Request production access",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        sender = subject.sender()
        account = await subject.ask(GET_SES_ACCOUNT, sender.arn.region)
        review = mapping(mapping(account.get("Details")).get("ReviewDetails"))
        status = review.get("Status")
        granted = required(account, "ProductionAccessEnabled")
        if granted is True:
            return passed(
                f"SES in {sender.arn.region} has production access.",
                ProductionAccessEnabled=granted,
            )
        review_state = _REVIEW.get(str(status), "production access was never requested")
        case = f" (case {review['CaseId']})" if review.get("CaseId") else ""
        outcome = failed(
            f"SES in {sender.arn.region} is in the sandbox; {review_state}{case}.",
            ProductionAccessEnabled=granted,
            ReviewStatus=status,
        )
        if status not in _WAITING:
            return outcome
        what, verb = _WAITING[status], "production-access status"
        command = f"cognito-messaging --region {sender.arn.region} {verb}"
        return outcome.fixed_by(fill_in(self.remediation, subject, what=what, command=command))
