"""`protect`: only the countries that one serves receive SMS."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cognito_messaging.cli.protect_steps import OPERATIONS
from terraform_scenarios.gateway import Fault, FaultKind, Gateway

from .behind_a_gateway import Run, changes

APPLY = ("protect", "apply", "--countries", "US,DE")
STEPS = [
    "CreateProtectConfiguration",
    "UpdateProtectConfigurationCountryRuleSet",
    "AssociateProtectConfiguration",
    "SetAccountDefaultProtectConfiguration",
]


def allowed(voice: Any, identifier: str) -> list[str]:
    rules = voice.get_protect_configuration_country_rule_set(
        ProtectConfigurationId=identifier, NumberCapability="SMS"
    )["CountryRuleSet"]
    assert len(rules) > 200
    return sorted(code for code, rule in rules.items() if rule["ProtectStatus"] != "BLOCK")


def only(voice: Any) -> dict[str, Any]:
    (found,) = voice.describe_protect_configurations()["ProtectConfigurations"]
    return dict(found)


def assert_protected(voice: Any) -> None:
    """There is one configuration, which allows two countries, for the account and the set."""
    found = only(voice)
    assert found["AccountDefault"] is True
    assert allowed(voice, found["ProtectConfigurationId"]) == ["DE", "US"]
    (codes,) = voice.describe_configuration_sets()["ConfigurationSets"]
    assert codes["ProtectConfigurationId"] == found["ProtectConfigurationId"]


@pytest.fixture
def apply(voice: Any) -> tuple[str, ...]:
    """The command line that protects the account and the configuration set codes."""
    voice.create_configuration_set(ConfigurationSetName="codes")
    return (*APPLY, "--configuration-set", "codes")


def test_nothing_is_changed_before_the_plan_is_shown_and_confirmed(
    run: Run, gateway: Gateway
) -> None:
    code, out, err = run(*APPLY, answers="n\n")
    assert (code, err) == (130, "error: stopped; nothing more was done\n")
    for line in ("new, named cognito-messaging", "DE, US", "every other country", "has none yet"):
        assert line in out
    assert changes(gateway) == []


def test_without_a_terminal_and_yes_nothing_is_changed(run: Run, gateway: Gateway) -> None:
    code, _, err = run(*APPLY)
    assert (code, "write --yes" in err, changes(gateway)) == (130, True, [])


def test_a_protect_configuration_is_made_associated_and_made_the_default(
    run: Run, voice: Any, apply: tuple[str, ...], gateway: Gateway
) -> None:
    gateway.clear_calls()
    code, out, _ = run(*apply, answers="y\n")
    assert (code, out.splitlines()[-1]) == (0, "Only DE, US can receive SMS from eu-west-1.")
    assert changes(gateway) == STEPS
    assert_protected(voice)
    tags = voice.list_tags_for_resource(ResourceArn=only(voice)["ProtectConfigurationArn"])["Tags"]
    assert tags == [{"Key": "Name", "Value": "cognito-messaging"}]


def test_a_second_run_finds_nothing_to_do(
    run: Run, apply: tuple[str, ...], gateway: Gateway
) -> None:
    run(*apply, "--yes")
    gateway.clear_calls()
    code, out, _ = run(*apply)
    assert (code, "Nothing to do" in out, changes(gateway)) == (0, True, [])


def test_a_run_with_other_countries_changes_only_their_rules(
    run: Run, voice: Any, gateway: Gateway
) -> None:
    run(*APPLY, "--yes")
    gateway.clear_calls()
    code, out, _ = run("protect", "apply", "--countries", "DE,FR", "--yes")
    (update,) = [call for call in gateway.calls if call.operation == STEPS[1]]
    assert update.request["CountryRuleSetUpdates"] == {
        "FR": {"ProtectStatus": "ALLOW"},
        "US": {"ProtectStatus": "BLOCK"},
    }
    assert (code, changes(gateway)) == (0, [STEPS[1]])
    assert "newly allowed  FR" in out
    assert "newly blocked  US" in out


def test_a_stricter_rule_of_an_allowed_country_is_kept(
    run: Run, voice: Any, gateway: Gateway
) -> None:
    run(*APPLY, "--yes")
    voice.update_protect_configuration_country_rule_set(
        ProtectConfigurationId=only(voice)["ProtectConfigurationId"],
        NumberCapability="SMS",
        CountryRuleSetUpdates={"DE": {"ProtectStatus": "FILTER"}},
    )
    gateway.clear_calls()
    assert run(*APPLY, "--yes")[0] == 0
    assert changes(gateway) == []


def test_the_default_of_others_is_replaced_only_after_it_was_named(run: Run, voice: Any) -> None:
    old = voice.create_protect_configuration(Tags=[{"Key": "Name", "Value": "marketing"}])
    old_id = old["ProtectConfigurationId"]
    voice.set_account_default_protect_configuration(ProtectConfigurationId=old_id)
    code, out, _ = run(*APPLY, answers="y\n")
    assert (code, f"replaces {old_id} (marketing)" in out) == (0, True)
    shown = voice.describe_protect_configurations()["ProtectConfigurations"]
    assert {one["ProtectConfigurationId"]: one["AccountDefault"] for one in shown}[old_id] is False
    assert len(allowed(voice, old_id)) > 200


def test_a_configuration_set_that_keeps_another_protect_configuration_is_named(
    run: Run, voice: Any
) -> None:
    other = voice.create_protect_configuration()["ProtectConfigurationId"]
    voice.create_configuration_set(ConfigurationSetName="ads")
    voice.associate_protect_configuration(ProtectConfigurationId=other, ConfigurationSetName="ads")
    assert f"set ads  keeps {other}, which counts over" in run(*APPLY, "--yes")[1]


@pytest.mark.parametrize("step", STEPS)
def test_a_refused_run_says_what_it_did_and_the_same_command_completes_it(
    run: Run, voice: Any, apply: tuple[str, ...], gateway: Gateway, step: str
) -> None:
    gateway.inject(Fault("AccessDeniedException", "pinpoint-sms-voice-v2", step))
    code, _, err = run(*apply, "--yes")
    gateway.clear_faults()
    done = STEPS.index(step)
    assert code == 4
    told = err.splitlines()
    assert told[0].startswith("done so far: nothing" if done == 0 else "done so far: create")
    assert told[0].count("; ") == max(done - 1, 0)
    assert told[1].startswith("not done, or not known: ")
    assert "Run the same command again" in told[2]
    assert told[3].startswith("error: ")
    assert step in told[3]
    assert run(*apply, "--yes")[0] == 0
    assert_protected(voice)


def test_a_refusal_for_lack_of_rights_names_the_right(run: Run, gateway: Gateway) -> None:
    gateway.inject(Fault(FaultKind.ACCESS_DENIED, "pinpoint-sms-voice-v2", STEPS[0]))
    assert "allow sms-voice:CreateProtectConfiguration" in run(*APPLY, "--yes")[2]


@pytest.mark.parametrize("code", ["ServiceQuotaExceededException", "ConflictException"])
def test_the_reason_of_a_refused_creation_is_shown(run: Run, gateway: Gateway, code: str) -> None:
    gateway.inject(Fault(code, "pinpoint-sms-voice-v2", STEPS[0]))
    exit_code, _, err = run(*APPLY, "--yes")
    assert (exit_code, code in err) == (4, True)


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_run_says_what_it_did_and_the_same_command_completes_it(
    run: Run, voice: Any, apply: tuple[str, ...], interrupt: Callable[[str], None], step: str
) -> None:
    interrupt(step)
    code, _, err = run(*apply, "--yes")
    assert (code, "done so far: " in err, "Run the same command again" in err) == (130, True, True)
    assert run(*apply, "--yes")[0] == 0
    assert_protected(voice)


@pytest.mark.parametrize(
    ("written", "read"), [("us,de", "DE, US"), (" DE , US,DE,", "DE, US"), ("XK", "XK")]
)
def test_codes_are_taken_in_either_case_once_each(run: Run, written: str, read: str) -> None:
    code, out, _ = run("protect", "apply", "--countries", written, answers="n\n")
    assert (code, f"allow  {read}\n" in out) == (130, True)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "--countries"),
        (" , ", "write the countries"),
        ("UK", "'UK' is no country code: write GB"),
        ("EU", "'EU' is no country code"),
        ("DEU", "'DEU' is no country code"),
        ("+49", "'+49' is no country code"),
        ("Germany", "'GERMANY' is no country code"),
        ("US;DE", "'US;DE' is no country code"),
        ("US,ZZ", "'ZZ' is no country code"),
    ],
)
def test_what_is_no_country_is_refused_before_any_call(
    run: Run, gateway: Gateway, written: str, told: str
) -> None:
    code, _, err = run("protect", "apply", "--countries", written, "--yes")
    assert (code, told in err, err.count("\n")) == (2, True, 1)
    assert list(gateway.calls) == []


def test_the_countries_must_be_written(run: Run) -> None:
    code, _, err = run("protect", "apply")
    assert (code, "--countries" in err) == (2, True)


def test_a_country_without_sms_is_refused(run: Run, voice: Any, gateway: Gateway) -> None:
    voice.create_protect_configuration()  # its rules are for the countries that AWS sends to
    gateway.clear_calls()
    code, _, err = run("protect", "apply", "--countries", "KP,DE", "--yes")
    assert (code, "AWS sends no SMS to KP" in err, changes(gateway)) == (2, True, [])


@pytest.mark.parametrize("name", ["", "x" * 257, "a\nb", "a,b"])
def test_a_name_that_no_tag_can_have_is_refused(run: Run, gateway: Gateway, name: str) -> None:
    code, _, err = run(*APPLY, "--yes", "--name", name)
    assert (code, "--name" in err, list(gateway.calls)) == (2, True, [])


def test_a_configuration_set_that_does_not_exist_is_refused(run: Run, gateway: Gateway) -> None:
    code, _, err = run(*APPLY, "--yes", "--configuration-set", "absent")
    assert (code, "'absent' does not exist" in err, changes(gateway)) == (4, True, [])


def test_two_configurations_of_one_name_are_not_chosen_from(run: Run, voice: Any) -> None:
    tags = [{"Key": "Name", "Value": "cognito-messaging"}]
    names = [voice.create_protect_configuration(Tags=tags) for _ in range(2)]
    code, _, err = run(*APPLY, "--yes")
    assert code == 4
    assert all(one["ProtectConfigurationId"] in err for one in names)


def test_a_configuration_without_a_name_is_chosen_by_its_id(run: Run, voice: Any) -> None:
    made = voice.create_protect_configuration()["ProtectConfigurationId"]
    assert run(*APPLY, "--yes", "--name", made)[0] == 0
    assert only(voice)["AccountDefault"] is True
    assert allowed(voice, made) == ["DE", "US"]
    code, _, err = run(*APPLY, "--yes", "--name", "protect-absent")
    assert (code, "has no protect configuration protect-absent" in err) == (4, True)


def test_the_status_shows_default_countries_and_sets(run: Run, apply: tuple[str, ...]) -> None:
    code, out, _ = run("protect", "status")
    assert (code, "none: SMS can be sent to every country" in out) == (0, True)
    run(*apply, "--yes")
    code, out, _ = run("protect", "status")
    assert code == 0
    assert "(cognito-messaging)" in out
    assert "allows  DE, US; blocks" in out
    assert "set codes  protect-" in out


def test_the_policy_of_the_verb_allows_what_it_calls_and_nothing_else(
    run: Run, apply: tuple[str, ...], gateway: Gateway
) -> None:
    _, out, _ = run("policy", "--verb", "protect")
    statements = json.loads(out)["Statement"]
    actions = {action for one in statements for action in one["Action"]}
    assert actions == {action for one in OPERATIONS for action in one.actions}
    gateway.clear_calls()
    run(*apply, "--yes")
    run(*apply, "--yes")  # finds the first one by its name
    called = {f"sms-voice:{call.operation}" for call in gateway.calls}
    # A creation with a tag needs the right to tag, too.
    assert called | {"sms-voice:TagResource"} == actions
    # AWS asks for the right to both resources of an association.
    both = [one["Sid"] for one in statements if "sms-voice:AssociateProtect" in str(one["Action"])]
    assert both == ["ProtectConfiguration", "SmsConfigurationSet"]
    everywhere = next(one for one in statements if one["Resource"] == ["*"])
    assert all(
        action.partition(":")[2].startswith(("Describe", "Create"))
        for action in everywhere["Action"]
    )


@pytest.mark.parametrize("more", [["--only", "E1"], ["--all"]])
def test_the_policy_of_a_verb_is_not_mixed_with_that_of_checks(run: Run, more: list[str]) -> None:
    assert run("policy", "--verb", "protect", *more)[0] == 2
    assert run("policy", "--verb", "absent")[0] == 2
