"""Sending through SES, in both versions of its API. New accounts are in the sandbox."""

from __future__ import annotations

from .setting import Pair, case

SIMULATOR = "success@simulator.amazonses.com"
SENDER = "a@example.com"


def senders(it):
    """Send mail through version 2 and 1 of the API."""
    it.identity("example.com")

    def v2(sender=SENDER, to=(SIMULATOR,), **more):
        text = {"Data": "x"}
        return it.client("sesv2").send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": list(to)},
            Content={"Simple": {"Subject": text, "Body": {"Text": text}}},
            **more,
        )

    def v1(sender=SENDER, to=(SIMULATOR,), **more):
        text = {"Data": "x"}
        return it.client("ses").send_email(
            Source=sender,
            Destination={"ToAddresses": list(to)},
            Message={"Subject": text, "Body": {"Text": text}},
            **more,
        )

    return v2, v1


@case("ses-identities-verified")
def _(it):
    send, _ = senders(it)
    return Pair(
        lambda: send(to=["b@example.org"]),
        lambda: send('"A" <a+b@mail.EXAMPLE.com>', [SIMULATOR, "c@example.com"]),
    )


@case("ses-mail-from-verified")
def _(it):
    send, _ = senders(it)
    it.client("sesv2").put_email_identity_mail_from_attributes(
        EmailIdentity="example.com",
        MailFromDomain="bounce.example.com",
        BehaviorOnMxFailure="REJECT_MESSAGE",
    )
    it.identity(SENDER)
    return Pair(lambda: send("b@example.com"), send)


@case("ses-set-exists-v1")
def _(it):
    _, send = senders(it)
    it.client("sesv2").create_configuration_set(ConfigurationSetName="s")
    return Pair(lambda: send(ConfigurationSetName="none"), lambda: send(ConfigurationSetName="s"))


@case("ses-default-set-exists")
def _(it):
    send, _ = senders(it)
    ses = it.client("sesv2")
    ses.create_configuration_set(ConfigurationSetName="s")
    ses.create_configuration_set(ConfigurationSetName="t")
    ses.put_email_identity_configuration_set_attributes(
        EmailIdentity="example.com", ConfigurationSetName="s"
    )
    ses.delete_configuration_set(ConfigurationSetName="s")
    return Pair(send, lambda: send(ConfigurationSetName="t"))


@case("ses-sending-enabled")
def _(it):
    send, _ = senders(it)
    ses = it.client("sesv2")
    ses.create_configuration_set(
        ConfigurationSetName="paused", SendingOptions={"SendingEnabled": False}
    )
    return Pair(lambda: send(ConfigurationSetName="paused"), send)


@case("ses-account-sending-enabled-v1")
def _(it):
    _, send = senders(it)
    it.client("sesv2").put_account_sending_attributes(SendingEnabled=False)

    def enabled():
        it.client("ses").update_account_sending_enabled(Enabled=True)
        send()

    return Pair(send, enabled)


@case("ses-set-sending-enabled-v1")
def _(it):
    _, send = senders(it)
    it.client("sesv2").create_configuration_set(ConfigurationSetName="paused")
    it.client("ses").update_configuration_set_sending_enabled(
        ConfigurationSetName="paused", Enabled=False
    )
    return Pair(lambda: send(ConfigurationSetName="paused"), send)


@case("ses-addresses")
def _(it):
    send, _ = senders(it)
    return Pair(
        lambda: send("Karen, Chan <a@example.com>"), lambda: send("Karen B. Chan <a@example.com>")
    )


@case("ses-addresses-v1")
def _(it):
    _, send = senders(it)
    return Pair(
        lambda: send('"Karen, Chan" <a @example.com>'),
        lambda: send('"Karen, Chan" <a@example.com>'),
    )


@case("ses-envelope")
def _(it):
    send, _ = senders(it)
    return Pair(lambda: send(to=[SIMULATOR] * 51), lambda: send(to=[SIMULATOR] * 50))


@case("ses-envelope-v1")
def _(it):
    _, send = senders(it)
    return Pair(lambda: send(to=[]), send)


@case("ses-content")
def _(it):
    send, _ = senders(it)
    call = it.client("sesv2").send_email
    to = {"ToAddresses": [SIMULATOR]}
    return Pair(lambda: call(FromEmailAddress=SENDER, Destination=to, Content={}), send)


@case("ses-message-tags")
def _(it):
    send, _ = senders(it)
    return Pair(
        lambda: send(EmailTags=[{"Name": "a:b", "Value": "c"}]),
        lambda: send(EmailTags=[{"Name": "ses:feedback-id-a", "Value": "c_d-e"}]),
    )


@case("ses-message-tags-v1")
def _(it):
    _, send = senders(it)
    return Pair(
        lambda: send(Tags=[{"Name": "a", "Value": "event:id:abc1234"}]),
        lambda: send(Tags=[{"Name": "a", "Value": "event-id_abc1234"}]),
    )
