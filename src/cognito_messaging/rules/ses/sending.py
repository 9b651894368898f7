"""Who may send, and to whom."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.ses import Mailbox
from .mail import (
    SEND_V1,
    SEND_V2,
    Mail,
    configuration_set,
    sending_identity,
    unverified,
    verified_identities,
)


class IdentitiesVerified(Rule):
    """A sender must be verified, and in the sandbox each recipient too."""

    id = "ses-identities-verified"
    text = (
        "A verified identity must cover the sender of a mail and, in the sandbox, each recipient "
        "outside of the mailbox simulator."
    )
    source = "SES, Amazon SES sending errors; SES, Creating and verifying identities"
    wording = "danilop/LambdAuth#64; mettle/sendportal#94"
    operations = SEND_V1 | SEND_V2 | {"sesv2.SendBulkEmail", "ses.SendBulkTemplatedEmail"}
    code = "MessageRejected"
    message = (
        "Email address is not verified. The following identities failed the check in region "
        "{region}: {identities}"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        mail = Mail.of(call)
        to_check = [] if mail.owner not in ("", call.account) else [mail.sender]
        if context.manual.in_sandbox("email", call.account, call.region):
            to_check += [one for one in mail.recipients if not Mailbox.read(one).is_simulated]
        failed = unverified(filter(None, to_check), await verified_identities(context))
        if not failed:
            return None
        return self.refusal(region=call.region.upper(), identities=", ".join(failed))


class MailFromVerified(Rule):
    """A MAIL FROM domain without its records stops the mail, if the identity says so."""

    id = "ses-mail-from-verified"
    text = "The MAIL FROM domain must be verified, if its identity rejects messages otherwise."
    source = "API, BehaviorOnMxFailure: REJECT_MESSAGE"
    operations = SEND_V1 | SEND_V2
    code = "MailFromDomainNotVerifiedException"
    message = "The MAIL FROM domain {domain} is not verified."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        mail = Mail.of(call)
        if not mail.sender or mail.owner not in ("", call.account):
            return None
        identity = await sending_identity(context, mail.sender) or {}
        mail_from = identity.get("MailFromAttributes", {})
        if mail_from.get("MailFromDomainStatus", "SUCCESS") == "SUCCESS":
            return None
        if mail_from["BehaviorOnMxFailure"] != "REJECT_MESSAGE":
            return None
        return self.refusal(domain=mail_from["MailFromDomain"])


class ConfigurationSetExists(Rule):
    """A configuration set must exist before it is used."""

    id = "ses-set-exists"
    text = "The configuration set of a mail or an identity must exist."
    source = "API, sesv2 SendEmail and PutEmailIdentityConfigurationSetAttributes"
    wording = "floci-io/floci#1812"
    operations = SEND_V2 | {
        "sesv2.SendBulkEmail",
        "sesv2.CreateEmailIdentity",
        "sesv2.PutEmailIdentityConfigurationSetAttributes",
    }
    code = "NotFoundException"
    message = "Configuration set <{name}> does not exist."
    status = 404

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters.get("ConfigurationSetName")
        if not name or await configuration_set(context, name) is not None:
            return None
        return self.refusal(name=name)


class ConfigurationSetExistsV1(ConfigurationSetExists):
    """The same in version 1 of the API."""

    id = "ses-set-exists-v1"
    text = "The configuration set of a mail must exist."
    source = "API, ses SendEmail"
    wording = "floci-io/floci#631"
    operations = SEND_V1 | {"ses.SendBulkTemplatedEmail"}
    code = "ConfigurationSetDoesNotExist"
    status = 400


class DefaultConfigurationSetExists(Rule):
    """A mail without a configuration set uses that of its identity, which can be gone."""

    id = "ses-default-set-exists"
    text = "The default configuration set of the sender's identity must still exist."
    source = "SES, Using the default configuration set; floci-io/floci#1812"
    wording = "floci-io/floci, SesService, which was compared with AWS"
    operations = SEND_V2
    code = "BadRequestException"
    message = "Configuration set <{name}> does not exist."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        mail = Mail.of(call)
        if mail.configuration_set or not mail.sender:
            return None
        identity = await sending_identity(context, mail.sender) or {}
        name = identity.get("ConfigurationSetName")
        if not name or await configuration_set(context, name) is not None:
            return None
        return self.refusal(name=name)


class SesSendingEnabled(Rule):
    """Sending can be paused for the account and for a configuration set."""

    id = "ses-sending-enabled"
    text = "Sending must be enabled for the account and for the configuration set."
    source = "API, SendingPausedException; SES, Pausing email sending"
    operations = SEND_V2 | {"sesv2.SendBulkEmail"}
    code = "SendingPausedException"
    message = "Sending is paused for {what}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        account = await context.ask("sesv2", "GetAccount")
        if not account.get("SendingEnabled", True):
            return self.refusal(what="the account")
        name = call.parameters.get("ConfigurationSetName")
        return self.refusal(what=name) if name and await _is_paused(context, name) else None


class SesAccountSendingV1(Rule):
    """The same for the account in version 1 of the API."""

    id = "ses-account-sending-enabled-v1"
    text = "Sending must be enabled for the account."
    source = "API, AccountSendingPausedException"
    operations = SEND_V1 | {"ses.SendBulkTemplatedEmail"}
    code = "AccountSendingPausedException"
    message = "Sending is paused for the account."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        account = await context.ask("sesv2", "GetAccount")
        return None if account.get("SendingEnabled", True) else self.refusal()


class ConfigurationSetSendingV1(Rule):
    """The same for a configuration set in version 1 of the API."""

    id = "ses-set-sending-enabled-v1"
    text = "Sending must be enabled for the configuration set."
    source = "API, ConfigurationSetSendingPausedException"
    operations = SEND_V1 | {"ses.SendBulkTemplatedEmail"}
    code = "ConfigurationSetSendingPausedException"
    message = "Sending is paused for configuration set {name}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters.get("ConfigurationSetName")
        return self.refusal(name=name) if name and await _is_paused(context, name) else None


async def _is_paused(context: RuleContext, name: str) -> bool:
    found = await configuration_set(context, name) or {}
    return found.get("SendingOptions", {}).get("SendingEnabled") is False
