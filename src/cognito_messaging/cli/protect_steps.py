"""The steps of `protect apply`: what is there, and what has to be made, changed and associated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from ..protection import ProtectPlan, ProtectRules, rule_changes
from .acting import Actor
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
_SMS = "SMS"


def apply_plan(actor: Actor, plan: ProtectPlan) -> None:
    """Make the changes of a plan; the account's default comes last, when its rules are right.

    Raises:
        CommandFailed: AWS sends no SMS to one of the countries.
    """
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


def make_plan(actor: Actor, countries: list[str], name: str, set_names: list[str]) -> ProtectPlan:
    """Look for a protect configuration by its name or ID, and for what has to change.

    Raises:
        CommandFailed: there are several of that name, or a set or country does not exist.
    """
    every = protect_configurations(actor)
    found = [one for one in every if name in (one.name, one.id)]
    if name.startswith("protect-") and not found:
        raise CommandFailed(
            f"--name: {actor.region} has no protect configuration {name}; "
            "to make one, write a name that is no ID",
            ExitCode.AWS,
        )
    if len(found) > 1:
        raise CommandFailed(
            f"{len(found)} protect configurations have the name {name}: "
            f"{', '.join(one.id for one in found)}. Rename or delete all but one of them",
            ExitCode.AWS,
        )
    for one in every[:1]:  # each has a rule for every country that AWS sends to
        _check_known(actor, countries, one.rules)
    sets = sets_of(actor)
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


def protect_configurations(actor: Actor) -> list[ProtectRules]:
    """All protect configurations, with their names and rules."""
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


def sets_of(actor: Actor) -> dict[str, str | None]:
    """All configuration sets, each with its own protect configuration, if it has one."""
    answer = actor.ask(DESCRIBE_SMS_CONFIGURATION_SETS)
    return {
        # API, ProtectConfigurationIdOrArn.
        one["ConfigurationSetName"]: (text(one.get("ProtectConfigurationId")) or "").rpartition(
            "/"
        )[2]
        or None
        for one in answer.get("ConfigurationSets", [])
    }
