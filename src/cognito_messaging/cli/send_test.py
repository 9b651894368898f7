"""`cognito-messaging send-test`: send one message the way the pool does."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import typer

from ..answers import text
from ..calls import PUBLISH_SMS, SEND_EMAIL, SEND_TEXT_MESSAGE
from ..describe import describe_pool
from ..facts.regions import default_sns_region
from ..pool import UserPool
from ..report.plain import plain
from .arguments import email_address, phone_number
from .connection import Connection
from .errors import CommandFailed, ExitCode
from .terminal import confirm

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Send one test message with the pool's settings.",
)
_TEXT = "Test message, sent by cognito-messaging the way your user pool sends its codes."


@app.command("email")
def email(
    context: typer.Context,
    pool_id: Annotated[
        str, typer.Argument(help="ID of the user pool, such as eu-west-1_AbCdEfGhI.")
    ],
    to: Annotated[str, typer.Argument(help="Recipient's email address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Send one email from the pool's sender, with its configuration set and reply-to.

    It is sent with your credentials (ses:SendEmail), not with Cognito's.

    \b
    Example:
      cognito-messaging send-test email eu-west-1_AbCdEfGhI me@example.com
    """
    to = email_address(to)
    connection: Connection = context.obj
    pool = _pool(connection, pool_id)
    identity = pool.identity
    if pool.email.get("EmailSendingAccount") != "DEVELOPER" or identity is None:
        raise CommandFailed(
            f"{pool_id} does not send through SES: run check {pool_id}", ExitCode.AWS
        )
    sender = text(pool.email.get("From")) or identity.name
    message: dict[str, Any] = {
        "FromEmailAddress": sender,
        "FromEmailAddressIdentityArn": str(identity.arn),
        "Destination": {"ToAddresses": [to]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "Test message"},
                "Body": {"Text": {"Data": _TEXT}},
            }
        },
    }
    if reply_to := text(pool.email.get("ReplyToEmailAddress")):
        message["ReplyToAddresses"] = [reply_to]
    if configuration_set := text(pool.email.get("ConfigurationSet")):
        message["ConfigurationSetName"] = configuration_set
    typer.echo(
        f"One email from {plain(sender)} to {to}, through SES in {identity.arn.region}. "
        "It counts toward the daily quota and costs 0.0001 USD at SES's list price."
    )
    if not yes:
        confirm("Send it?")
    sent = connection.call(SEND_EMAIL, identity.arn.region, **message)
    typer.echo(f"Sent: {plain(sent['MessageId'])}")


@app.command("sms")
def sms(
    context: typer.Context,
    pool_id: Annotated[
        str, typer.Argument(help="ID of the user pool, such as eu-west-1_AbCdEfGhI.")
    ],
    to: Annotated[str, typer.Argument(help="Recipient's phone number, such as +4915112345678.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Send one SMS from the region and through the service that the pool uses.

    It is sent with your credentials (sns:Publish), not with the pool's role.

    \b
    Example:
      cognito-messaging send-test sms eu-west-1_AbCdEfGhI +4915112345678
    """
    to = phone_number(to)
    connection: Connection = context.obj
    pool = _pool(connection, pool_id)
    settings = pool.sms
    if settings is None:
        raise CommandFailed(f"{pool_id} sends no SMS: run check {pool_id}", ExitCode.AWS)
    region = settings.region or default_sns_region(pool.region)
    service = "SNS" if settings.through == "sns" else "AWS End User Messaging"
    typer.echo(
        f"One SMS to {to}, through {service} in {region}. "
        "It costs some cents, depending on the country, and counts toward the monthly spend limit."
    )
    if not yes:
        confirm("Send it?")
    if settings.through == "sns":
        sms_type = {"DataType": "String", "StringValue": "Transactional"}
        sent = connection.call(
            PUBLISH_SMS,
            region,
            PhoneNumber=to,
            Message=_TEXT,
            MessageAttributes={"AWS.SNS.SMS.SMSType": sms_type},
        )
    else:
        message = {
            "DestinationPhoneNumber": to,
            "MessageBody": _TEXT,
            "MessageType": "TRANSACTIONAL",
        }
        if settings.origination_identity:
            message["OriginationIdentity"] = settings.origination_identity
        sent = connection.call(SEND_TEXT_MESSAGE, region, **message)
    accepted = plain(sent["MessageId"])
    typer.echo(f"Accepted: {accepted}. In the sandbox only verified numbers receive it.")


def _pool(connection: Connection, pool_id: str) -> UserPool:
    region = connection.region_of(pool_id)
    with connection.aws() as aws:
        return asyncio.run(describe_pool(aws, pool_id, region))
