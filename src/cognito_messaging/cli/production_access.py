"""`cognito-messaging production-access`: leave the SES sandbox."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from ..answers import mapping
from ..calls import GET_SES_ACCOUNT, PUT_ACCOUNT_DETAILS
from ..report.plain import plain
from .arguments import email_address
from .connection import Connection
from .errors import CommandFailed
from .terminal import confirm

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Show the review of SES production access, or request it.",
)


class MailType(StrEnum):
    """The kind of email that the account sends (API, PutAccountDetails)."""

    TRANSACTIONAL = "TRANSACTIONAL"
    MARKETING = "MARKETING"


class Language(StrEnum):
    """The language that AWS answers in (API, PutAccountDetails)."""

    EN = "EN"
    JA = "JA"


@app.command("status")
def status(context: typer.Context) -> None:
    """Show whether the account is out of the sandbox, and the state of the review.

    \b
    Example:
      cognito-messaging --region eu-west-1 production-access status
    """
    connection: Connection = context.obj
    region = connection.need_region()
    account = connection.call(GET_SES_ACCOUNT, region)
    details = mapping(account.get("Details"))
    review = mapping(details.get("ReviewDetails"))
    quota = mapping(account.get("SendQuota"))
    for label, value in (
        ("region", region),
        ("production access", "yes" if account.get("ProductionAccessEnabled") else "no"),
        ("review", review.get("Status", "never requested")),
        ("case", review.get("CaseId", "none")),
        ("mail type", details.get("MailType", "not given")),
        ("website", details.get("WebsiteURL", "not given")),
        ("a day", quota.get("Max24HourSend", "unknown")),
        ("a second", quota.get("MaxSendRate", "unknown")),
    ):
        typer.echo(f"{label:>18}  {plain(value)}")


@app.command("request")
def request(
    context: typer.Context,
    website_url: Annotated[
        str, typer.Option(help="Website that shows AWS what your application does.")
    ],
    mail_type: Annotated[
        MailType, typer.Option(help="Kind of email; codes are transactional.")
    ] = MailType.TRANSACTIONAL,
    use_case: Annotated[
        str | None, typer.Option(help="What you send, to whom, and how recipients asked for it.")
    ] = None,
    contact: Annotated[
        list[str] | None,
        typer.Option(help="Up to 4 more addresses for AWS's answer, in addition to the account's."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of AWS's answer.")] = Language.EN,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Ask AWS to lift the SES sandbox. The request cannot be changed while it is reviewed.

    \b
    Example:
      cognito-messaging --region eu-west-1 production-access request \\
        --website-url https://example.com \\
        --use-case "Codes for sign-up and password reset on example.com"
    """
    details = account_details(website_url, mail_type, use_case, contact or [], language)
    connection: Connection = context.obj
    region = connection.need_region()
    account = connection.call(GET_SES_ACCOUNT, region)
    if account.get("ProductionAccessEnabled"):
        typer.echo(f"SES in {region} already has production access; nothing was sent.")
        return
    review = mapping(mapping(account.get("Details")).get("ReviewDetails"))
    if review.get("Status") == "PENDING":
        case = review.get("CaseId", "unknown")
        raise CommandFailed(
            f"a request is under review in {region} (case {case}) and cannot be changed"
        )
    typer.echo(f"This will be sent to SES in {region}:\n{json.dumps(details, indent=2)}")
    if not yes:
        confirm("It cannot be changed while it is reviewed. Send it?")
    connection.call(PUT_ACCOUNT_DETAILS, region, **details)
    typer.echo("Sent. To see the state of the review: production-access status")


def account_details(
    website_url: str,
    mail_type: MailType,
    use_case: str | None,
    contacts: list[str],
    language: Language,
) -> dict[str, Any]:
    """The parameters of PutAccountDetails.

    Raises:
        CommandFailed: a parameter is outside the limits of the API.
    """
    parts = urlsplit(website_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(website_url) > 1000:
        raise CommandFailed(
            f"--website-url: {website_url!r}: write https://example.com, at most 1000 characters"
        )
    if use_case is not None and not 1 <= len(use_case) <= 5000:
        raise CommandFailed(f"--use-case: {len(use_case)} characters; write 1 to 5000")
    if len(contacts) > 4:
        raise CommandFailed(f"--contact: {len(contacts)} addresses; write up to 4")
    details: dict[str, Any] = {
        "MailType": mail_type.value,
        "WebsiteURL": website_url,
        "ContactLanguage": language.value,
        "ProductionAccessEnabled": True,
    }
    if use_case:
        details["UseCaseDescription"] = use_case
    if contacts:
        details["AdditionalContactEmailAddresses"] = [
            email_address(contact) for contact in contacts
        ]
    return details
