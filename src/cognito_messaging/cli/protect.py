"""`cognito-messaging protect`: let only the countries that you serve receive SMS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from ..answers import mapping, text
from ..calls import (
    ASSOCIATE_PROTECT_CONFIGURATION,
    CREATE_PROTECT_CONFIGURATION,
    DESCRIBE_PROTECT_CONFIGURATIONS,
    DESCRIBE_SMS_CONFIGURATION_SETS,
    GET_COUNTRY_RULES,
    LIST_PROTECT_TAGS,
    SET_DEFAULT_PROTECT_CONFIGURATION,
    TAG_PROTECT_CONFIGURATION,
    UPDATE_COUNTRY_RULES,
)
from ..facts.countries import COUNTRIES, MISTAKEN
from ..protection import ProtectPlan, ProtectRules, rule_changes
from ..report.plain import plain
from .acting import Actor, confirm
from .connection import Connection
from .errors import CommandFailed, ExitCode

OPERATIONS = (
    DESCRIBE_PROTECT_CONFIGURATIONS,
    DESCRIBE_SMS_CONFIGURATION_SETS,
    LIST_PROTECT_TAGS,
    GET_COUNTRY_RULES,
    CREATE_PROTECT_CONFIGURATION,
    TAG_PROTECT_CONFIGURATION,
    UPDATE_COUNTRY_RULES,
    ASSOCIATE_PROTECT_CONFIGURATION,
    SET_DEFAULT_PROTECT_CONFIGURATION,
)
# API, TagValue.
_NAME = re.compile(r"[\w .:/=+@-]{1,256}")
_SMS = "SMS"

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Let only the countries that you serve receive SMS, against SMS pumping.",
)


@app.command("status")
def status(context: typer.Context) -> None:
    """Show the protect configurations, and which countries each of them allows.

    \b
    Example:
      cognito-messaging --region eu-west-1 protect status
    """
    actor = _actor(context)
    found = _configurations(actor)
    default = next((one for one in found if one.is_default), None)
    _line("region", actor.region)
    _line("account default", default or "none: SMS can be sent to every country")
    for one in found:
        _line("configuration", one)
        _line("allows", one.allows)
    for name, its in _sets(actor).items():
        _line(f"set {name}", its or "the account default")


@app.command("apply")
def apply(
    context: typer.Context,
    countries: Annotated[
        str,
        typer.Option(
            metavar="US,DE", help="The only countries that may receive SMS, as ISO 3166 codes."
        ),
    ],
    configuration_set: Annotated[
        list[str] | None,
        typer.Option(
            help="Also for SMS that are sent with this configuration set, whose own protect "
            "configuration would count over the default; several are allowed."
        ),
    ] = None,
    name: Annotated[
        str, typer.Option(help="Name of the protect configuration, its tag Name.")
    ] = "cognito-messaging",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Make a protect configuration that blocks all other countries the account's default.

    It counts for every application that sends SMS from the account and region. A second run changes
    only what differs, and completes a run that was interrupted.

    \b
    Examples:
      cognito-messaging --region eu-west-1 protect apply --countries US,DE
      cognito-messaging --region eu-west-1 protect apply --countries US,DE --yes
    """
    wanted = served_countries(countries)
    if not _NAME.fullmatch(name):
        raise CommandFailed(f"--name: {name!r}: write 1 to 256 letters, digits, spaces or _.:/=+@-")
    actor = _actor(context)
    plan = _plan(actor, wanted, name, configuration_set or [])
    if plan.is_done:
        typer.echo(
            f"Nothing to do: {plain(plan.found)} is the account's default in {actor.region}, and "
            f"allows only {', '.join(wanted)}."
        )
        return
    typer.echo(f"For every application that sends SMS from this account in {actor.region}:")
    for label, value in plan.lines():
        _line(label, value)
    confirm("SMS to the other countries are blocked at once. Do it?", yes)
    with actor.steps():
        _apply(actor, plan)
    typer.echo(f"Only {', '.join(wanted)} can receive SMS from {actor.region}.")


def served_countries(given: str) -> list[str]:
    """The country codes in a list that commas separate, in order, each once.

    Raises:
        CommandFailed: a code is not a country's, or there is none.
    """
    codes = sorted({code.strip().upper() for code in given.split(",") if code.strip()})
    if not codes:
        raise CommandFailed(
            "--countries: write the countries that may receive SMS, such as US,DE: "
            "without any, nobody would get a code"
        )
    for code in codes:
        if code in MISTAKEN:
            raise CommandFailed(f"--countries: {code!r} is no country code: write {MISTAKEN[code]}")
        if code not in COUNTRIES:
            raise CommandFailed(
                f"--countries: {code!r} is no country code: write ISO 3166 codes, such as US,DE,GB"
            )
    return codes


def _apply(actor: Actor, plan: ProtectPlan) -> None:
    if plan.found is None:
        made = actor.act(
            f"create the protect configuration {plan.name}",
            CREATE_PROTECT_CONFIGURATION,
            Tags=[{"Key": "Name", "Value": plan.name}],
        )["ProtectConfigurationId"]
        rules = _rules(actor, made)
        _check_known(actor, plan.countries, rules)
        changes = rule_changes(rules, plan.countries)
    else:
        made, changes = plan.found.id, dict(plan.changes)
    if changes:  # all in one call, so that there is no moment in which a served country is blocked
        actor.act(
            f"allow only {', '.join(plan.countries)} in {made}",
            UPDATE_COUNTRY_RULES,
            ProtectConfigurationId=made,
            NumberCapability=_SMS,
            CountryRuleSetUpdates={code: {"ProtectStatus": rule} for code, rule in changes.items()},
        )
    for one in plan.associates:
        actor.act(
            f"protect the configuration set {one} with {made}",
            ASSOCIATE_PROTECT_CONFIGURATION,
            ProtectConfigurationId=made,
            ConfigurationSetName=one,
        )
    if plan.makes_default:
        actor.act(
            f"make {made} the account's default",
            SET_DEFAULT_PROTECT_CONFIGURATION,
            ProtectConfigurationId=made,
        )


def _plan(actor: Actor, countries: list[str], name: str, set_names: list[str]) -> ProtectPlan:
    every = _configurations(actor)
    found = [one for one in every if one.name == name]
    if len(found) > 1:
        raise CommandFailed(
            f"{len(found)} protect configurations have the name {name}: "
            f"{', '.join(one.id for one in found)}. Rename or delete all but one of them",
            ExitCode.AWS,
        )
    for one in every[:1]:  # each has a rule for every country that AWS sends to
        _check_known(actor, countries, one.rules)
    sets = _sets(actor)
    for missing in sorted(set(set_names) - set(sets)):
        there = f"there are {', '.join(sets)}" if sets else "there is no configuration set"
        raise CommandFailed(
            f"--configuration-set: {missing!r} does not exist in {actor.region}; {there}",
            ExitCode.AWS,
        )
    return ProtectPlan(
        countries,
        name,
        found[0] if found else None,
        next((one for one in every if one.is_default), None),
        sets,
        set_names,
    )


def _check_known(actor: Actor, countries: Sequence[str], rules: Mapping[str, str]) -> None:
    unknown = sorted(set(countries) - set(rules))
    if unknown:
        raise CommandFailed(
            f"--countries: AWS sends no SMS to {', '.join(unknown)} from {actor.region}: "
            "leave them out"
        )


def _actor(context: typer.Context) -> Actor:
    connection: Connection = context.obj
    return Actor(connection, connection.need_region(), OPERATIONS)


def _configurations(actor: Actor) -> list[ProtectRules]:
    answer = actor.ask(DESCRIBE_PROTECT_CONFIGURATIONS)
    return [
        ProtectRules(
            one["ProtectConfigurationId"],
            _name(actor, one["ProtectConfigurationArn"]),
            one.get("AccountDefault") is True,
            _rules(actor, one["ProtectConfigurationId"]),
        )
        for one in answer.get("ProtectConfigurations", [])
    ]


def _name(actor: Actor, arn: str) -> str:
    tags = actor.ask(LIST_PROTECT_TAGS, ResourceArn=arn).get("Tags", [])
    return next((tag["Value"] for tag in tags if tag["Key"] == "Name"), "")


def _rules(actor: Actor, identifier: str) -> dict[str, str]:
    answer = actor.ask(GET_COUNTRY_RULES, ProtectConfigurationId=identifier, NumberCapability=_SMS)
    rules = mapping(answer.get("CountryRuleSet"))
    return {country: rule["ProtectStatus"] for country, rule in rules.items()}


def _sets(actor: Actor) -> dict[str, str | None]:
    answer = actor.ask(DESCRIBE_SMS_CONFIGURATION_SETS)
    return {
        # API, ProtectConfigurationIdOrArn.
        one["ConfigurationSetName"]: (text(one.get("ProtectConfigurationId")) or "").rpartition(
            "/"
        )[2]
        or None
        for one in answer.get("ConfigurationSets", [])
    }


def _line(label: object, value: object) -> None:
    typer.echo(f"{plain(label):>18}  {plain(value)}")
