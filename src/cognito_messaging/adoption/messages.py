"""The texts of verification messages and invitations."""

from __future__ import annotations

from ..answers import mapping, text, texts
from .model import Adoption, ExistingPool, without_nulls

_VERIFICATION_TEXTS = {
    "email_subject",
    "email_message",
    "email_subject_by_link",
    "email_message_by_link",
    "sms_message",
}


def adopt_messages(existing: ExistingPool) -> Adoption:
    """The inputs `verification` and `invitation`."""
    raw = existing.pool.raw
    template = mapping(raw.get("VerificationMessageTemplate"))
    updates = mapping(raw.get("UserAttributeUpdateSettings"))
    admin = mapping(raw.get("AdminCreateUserConfig"))
    invite = mapping(admin.get("InviteMessageTemplate"))
    verification = without_nulls(
        auto_verified_attributes=list(existing.pool.auto_verified),
        keep_original_until_verified=list(
            texts(updates.get("AttributesRequireVerificationBeforeUpdate"))
        ),
        email_option=text(template.get("DefaultEmailOption")),
        email_subject=text(template.get("EmailSubject"))
        or text(raw.get("EmailVerificationSubject")),
        email_message=text(template.get("EmailMessage"))
        or text(raw.get("EmailVerificationMessage")),
        email_subject_by_link=text(template.get("EmailSubjectByLink")),
        email_message_by_link=text(template.get("EmailMessageByLink")),
        sms_message=text(template.get("SmsMessage")) or text(raw.get("SmsVerificationMessage")),
    )
    texts_of_invitation = {
        "email_message": text(invite.get("EmailMessage")),
        "sms_message": text(invite.get("SMSMessage")),
    }
    remarks = []
    for name, written in texts_of_invitation.items():
        # AWS takes such texts, for users without a password; the provider does not.
        if written and not all(part in written for part in ("{username}", "{####}")):
            texts_of_invitation[name] = None
            remarks.append(
                f"invitation.{name} is not adopted, because the AWS provider demands {{username}} "
                "and {####} in it; the plan sets the module's default"
            )
    if not (verification.keys() >= _VERIFICATION_TEXTS and all(texts_of_invitation.values())):
        remarks.append(
            "the plan writes out the verification and invitation texts that are not set; they are "
            "those that Cognito uses by default"
        )
    invitation = without_nulls(
        admin_only=bool(admin.get("AllowAdminCreateUserOnly")),
        email_subject=text(invite.get("EmailSubject")),
        **texts_of_invitation,
    )
    return Adoption(
        inputs={"verification": verification, "invitation": invitation}, remarks=remarks
    )
