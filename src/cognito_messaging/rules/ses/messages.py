"""The form of a mail: its addresses, its content and its tags."""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.ses import (
    MESSAGE_TAG_LENGTH,
    MESSAGE_TAG_NAME,
    MESSAGE_TAG_VALUE,
    RECIPIENTS_PER_MESSAGE,
    Mailbox,
)
from .mail import SEND_V1, SEND_V2, Mail


class MailAddresses(Rule):
    """Each address of a mail must be one address, in ASCII after the @."""

    id = "ses-addresses"
    text = "Each sender, recipient and reply-to address of a mail must be one valid address."
    source = "API, Destination; openstax/accounts#253; awsdocs/aws-doc-sdk-examples#5191"
    wording = "openstax/accounts#253; cloud-custodian#885; 18F/identity-idp#7380"
    operations = SEND_V2
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        mail = Mail.of(call)
        for text in (mail.sender, *mail.recipients, *mail.reply_to):
            # Without a sender, another rule refuses.
            what = Mailbox.read(text).problem() if text or text is not mail.sender else None
            if what is not None:
                return self.refusal(what=what)
        return None


class MailAddressesV1(MailAddresses):
    """The same in version 1 of the API."""

    id = "ses-addresses-v1"
    operations = SEND_V1
    code = "InvalidParameterValue"


class MailEnvelope(Rule):
    """A mail needs a sender, and between one and 50 recipients."""

    id = "ses-envelope"
    text = "A mail needs a sender, and 1 to 50 recipients."
    source = "API, ses SendEmail; SES, Service quotas"
    wording = "doubleunion/arooo#243 for the number; floci-io/floci for the sender"
    operations = SEND_V2
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        mail = Mail.of(call)
        if not mail.sender:
            raw = "Raw" in call.parameters.get("Content", {}) or "RawMessage" in call.parameters
            what = "Missing required header 'From'." if raw else "Source cannot be empty"
            return self.refusal(what=what)
        if not mail.recipients:
            return self.refusal(what="At least one destination address is required.")
        if len(mail.recipients) > RECIPIENTS_PER_MESSAGE:
            return self.refusal(what=f"Recipient count exceeds {RECIPIENTS_PER_MESSAGE}.")
        return None


class MailEnvelopeV1(MailEnvelope):
    """The same in version 1 of the API."""

    id = "ses-envelope-v1"
    operations = SEND_V1
    code = "InvalidParameterValue"


class MailContent(Rule):
    """A mail is simple, raw or from a template."""

    id = "ses-content"
    text = "The content of a mail must be simple, raw or a template."
    source = "API, EmailContent"
    operations = SEND_V2
    code = "BadRequestException"
    message = "Content must be Simple, Raw or Template."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        content = call.parameters.get("Content", {})
        return None if {"Simple", "Raw", "Template"} & set(content) else self.refusal()


class MailTags(Rule):
    """The tags of a mail have letters, digits, `_` and `-`."""

    id = "ses-message-tags"
    text = "A tag of a mail has 1 to 255 letters, digits, `_` and `-`; its value also `.` and `@`."
    source = (
        "API, MessageTag; localstack#8588, #11243; "
        "LocalStack, tests/aws/services/ses/test_ses.snapshot.json for the length"
    )
    wording = "localstack#8588, #11243"
    operations = SEND_V2
    code = "BadRequestException"
    message = "{problem}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        for tag in given.get("EmailTags", given.get("Tags", [])):
            for part, form in (("Name", MESSAGE_TAG_NAME), ("Value", MESSAGE_TAG_VALUE)):
                problem = _tag_problem(part, tag[part], form)
                if problem:
                    return self.refusal(problem=problem)
        return None


def _tag_problem(part: str, text: str, form: re.Pattern[str]) -> str | None:
    if not text:
        return f"The tag {part.lower()} must be specified."
    if len(text) > MESSAGE_TAG_LENGTH:
        return f"Tag {part.lower()} cannot exceed {MESSAGE_TAG_LENGTH} characters."
    if form.fullmatch(text):
        return None
    return (
        f"Invalid tag {part.lower()} <{text}>: only alphanumeric ASCII characters, '_', "
        "and '-' are allowed."
    )


class MailTagsV1(MailTags):
    """The same in version 1 of the API."""

    id = "ses-message-tags-v1"
    operations = SEND_V1
    code = "InvalidParameterValue"
