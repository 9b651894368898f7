"""Check E14: Cognito's service-linked role for email exists."""

from ..aws import CallFailed
from ..calls import GET_EMAIL_SERVICE_ROLE
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed
from .subject import Subject

_ROLE = "AWSServiceRoleForAmazonCognitoIdpEmailService"


class EmailServiceRole(Check):
    """Does the role exist that Cognito calls SES with?"""

    id = "E14"
    title = "Cognito's service-linked role for email exists"
    channel = Channel.EMAIL
    severity = Severity.CRITICAL
    why = "Cognito uses this role to send through your SES; without it every message fails."
    source = sources.DG_EMAIL
    calls = (GET_EMAIL_SERVICE_ROLE,)
    remediation = Remediation(
        "Create the service-linked role, "
        "or save the pool's email settings as a user who is allowed to create it.",
        command="aws iam create-service-linked-role "
        "--aws-service-name email.cognito-idp.amazonaws.com",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        subject.sender()
        try:
            answer = await subject.ask(GET_EMAIL_SERVICE_ROLE, subject.pool.region, RoleName=_ROLE)
        except CallFailed as error:
            if error.not_found:
                return failed(f"The account has no role {_ROLE}.")
            raise
        return passed("The role exists.", Arn=required(answer, "Role", "Arn"))
