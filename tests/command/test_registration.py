"""`registration`: the fields of a form, its submission from a file, and the review."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cognito_messaging.cli import registration_review, registration_steps
from terraform_scenarios.gateway import Fault, Gateway

from .behind_a_gateway import Run, changes

TYPE = "US_TOLL_FREE_REGISTRATION"
STEPS = [
    "CreateRegistration",
    "PutRegistrationFieldValue",
    "CreateRegistrationAttachment",
    "CreateRegistrationAssociation",
    "SubmitRegistrationVersion",
]
VALUES = """
[companyInfo]
companyName = "Example Corp"
city = "Boston"
zipCode = "02111"
isoCountryCode = "US"
website = "https://example.com"
[contactInfo]
supportEmail = "a@example.com"
supportPhoneNumber = "+12065550100"
[messagingUseCase]
monthlyMessageVolume = "1,000"
useCaseCategory = "ONE_TIME_PASSCODES"
optInDescription = "At sign-up, below the number."
optInImage = "opt-in.png"
[messageSamples]
messageSample1 = "Your code is 123456"
"""


@pytest.fixture
def number(voice: Any) -> dict[str, Any]:
    """A toll-free number, which is pending."""
    asked = {"MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"]}
    made: dict[str, Any] = voice.request_phone_number(
        IsoCountryCode="US", NumberType="TOLL_FREE", **asked
    )
    return made


@pytest.fixture
def file(tmp_path: Path, number: dict[str, Any]) -> Path:
    """A file that fills in the form of the number."""
    (tmp_path / "opt-in.png").write_bytes(b"\x89PNG\r\n\x1a\n...")
    head = f'registration_type = "{TYPE}"\nname = "codes"\nassociate = "{number["PhoneNumber"]}"\n'
    path = tmp_path / "codes.toml"
    path.write_text(head + VALUES, encoding="utf-8")
    return path


def only(voice: Any) -> dict[str, Any]:
    (found,) = voice.describe_registrations()["Registrations"]
    return dict(found)


def assert_submitted(voice: Any, number: dict[str, Any]) -> str:
    """There is one registration, complete and submitted for the number; returns its ID."""
    found = only(voice)
    named = {"RegistrationId": found["RegistrationId"]}
    assert found["RegistrationStatus"] == "SUBMITTED"
    (linked,) = voice.list_registration_associations(**named)["RegistrationAssociations"]
    assert linked["ResourceId"] == number["PhoneNumberId"]
    values = voice.describe_registration_field_values(**named)["RegistrationFieldValues"]
    read = {one["FieldPath"]: one for one in values}
    assert read["companyInfo.companyName"]["TextValue"] == "Example Corp"
    assert read["messagingUseCase.monthlyMessageVolume"]["SelectChoices"] == ["1,000"]
    assert len(read) == 12
    (attached,) = voice.describe_registration_attachments()["RegistrationAttachments"]
    image = read["messagingUseCase.optInImage"]["RegistrationAttachmentId"]
    assert image == attached["RegistrationAttachmentId"]
    return str(found["RegistrationId"])


def test_the_types_are_listed(run: Run) -> None:
    code, out, _ = run("registration", "fields")
    assert (code, f"{TYPE}  US toll-free number registration\n" in out) == (0, True)


def test_the_fields_are_listed_with_need_limits_and_options(run: Run) -> None:
    code, out, _ = run("registration", "fields", TYPE.lower())
    assert code == 0
    assert "TOLL_FREE: associate before submit" in out
    assert "companyInfo.companyName  required, 1 to 100 characters" in out
    assert "companyInfo.address2  optional, 1 to 100 characters" in out
    assert "messagingUseCase.monthlyMessageVolume  required, one of 10 | 100 | 1,000" in out
    assert "messagingUseCase.optInImage  required, a PDF, JPEG or PNG file" in out


@pytest.mark.parametrize(
    "kind", [TYPE, "US_TEN_DLC_BRAND_REGISTRATION", "SG_SENDER_ID_REGISTRATION"]
)
def test_the_template_is_a_file_that_submit_reads(run: Run, tmp_path: Path, kind: str) -> None:
    code, out, _ = run("registration", "fields", kind, "--template")
    assert (code, tomllib.loads(out)["registration_type"]) == (0, kind)
    file = tmp_path / "f.toml"
    file.write_text(out.replace('name = ""', 'name = "codes"', 1), encoding="utf-8")
    code, _, err = run("registration", "submit", str(file), "--yes")
    assert (code, "it is required" in err) == (2, True)


@pytest.mark.parametrize("kind", ["US_TOL_FREE_REGISTRATION", "X"])
def test_an_unknown_type_is_refused(run: Run, kind: str) -> None:
    code, _, err = run("registration", "fields", kind)
    assert (code, "is no registration type" in err, err.count("\n")) == (2, True, 1)
    assert run("registration", "fields", "--template")[0] == 2


def test_a_registration_is_submitted_after_it_is_shown_and_confirmed(
    run: Run, voice: Any, number: dict[str, Any], file: Path, gateway: Gateway
) -> None:
    gateway.clear_calls()
    code, out, _ = run("registration", "submit", str(file), answers="n\n")
    assert (code, changes(gateway)) == (130, [])
    for said in ("new, named codes", number["PhoneNumber"], "Example Corp", "file opt-in.png"):
        assert said in out
    code, out, _ = run("registration", "submit", str(file), answers="y\n")
    assert code == 0
    registered = assert_submitted(voice, number)
    follow = f"cognito-messaging --region eu-west-1 registration status {registered} --wait"
    assert out.endswith(f"{follow}\n")


def test_without_a_terminal_and_yes_nothing_is_sent(run: Run, file: Path, gateway: Gateway) -> None:
    gateway.clear_calls()
    code, _, err = run("registration", "submit", str(file))
    assert (code, "write --yes" in err, changes(gateway)) == (130, True, [])


def test_every_problem_of_a_file_is_listed_and_nothing_is_sent(
    run: Run, file: Path, gateway: Gateway
) -> None:
    text = file.read_text(encoding="utf-8")
    for right, wrong in (
        ('"1,000"', '"1000"'),
        ('"US"', '"USA"'),
        ("opt-in.png", "absent.png"),
        ("companyName", "name"),
    ):
        text = text.replace(right, wrong)
    file.write_text(text, encoding="utf-8")
    gateway.clear_calls()
    code, _, err = run("registration", "submit", str(file), "--yes")
    assert (code, changes(gateway)) == (2, [])
    lines = err.splitlines()
    assert {one.partition(":")[0] for one in lines[:-1]} == {
        "companyInfo.name",
        "companyInfo.companyName",
        "companyInfo.isoCountryCode",
        "messagingUseCase.monthlyMessageVolume",
        "messagingUseCase.optInImage",
    }
    assert "problems, listed above; nothing was sent" in lines[-1]


def test_a_number_of_another_account_is_refused(run: Run, file: Path, gateway: Gateway) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("+1888", "+1777"), encoding="utf-8")
    gateway.clear_calls()
    code, _, err = run("registration", "submit", str(file), "--yes")
    assert (code, "is no phone number or registration" in err, changes(gateway)) == (4, True, [])


@pytest.mark.parametrize("named", ["PhoneNumberId", "PhoneNumberArn"])
def test_a_number_can_be_named_by_id_and_arn(
    run: Run, voice: Any, number: dict[str, Any], file: Path, named: str
) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(number["PhoneNumber"], number[named]), encoding="utf-8")
    assert run("registration", "submit", str(file), "--yes")[0] == 0
    assert_submitted(voice, number)


def test_a_campaign_is_associated_with_its_brand(run: Run, voice: Any, tmp_path: Path) -> None:
    brand = voice.create_registration(RegistrationType="US_TEN_DLC_BRAND_REGISTRATION")
    file = tmp_path / "campaign.toml"
    file.write_text(
        'registration_type = "US_TEN_DLC_CAMPAIGN_REGISTRATION"\nname = "campaign"\n'
        f'associate = "{brand["RegistrationId"]}"\n[campaignInfo]\ncampaignName = "codes"\n'
        '[campaignUseCase]\nuseCase = "ONE_TIME_PASSCODES"\nmessageSample1 = "Your code"\n'
        'subUseCases = ["NOTIFICATIONS", "OTHER"]\n',
        encoding="utf-8",
    )
    assert run("registration", "submit", str(file), "--yes")[0] == 0
    made = next(
        one
        for one in voice.describe_registrations()["Registrations"]
        if one["RegistrationId"] != brand["RegistrationId"]
    )
    assert made["RegistrationStatus"] == "SUBMITTED"


@pytest.mark.parametrize("step", STEPS)
def test_a_refused_run_says_what_it_did_and_the_same_command_completes_it(
    run: Run, voice: Any, number: dict[str, Any], file: Path, gateway: Gateway, step: str
) -> None:
    gateway.inject(Fault("AccessDeniedException", "pinpoint-sms-voice-v2", step))
    code, _, err = run("registration", "submit", str(file), "--yes")
    gateway.clear_faults()
    told = err.splitlines()
    assert code == 4
    assert told[0].startswith("done so far: ")
    assert "not done, or not known: " in told[1]
    assert "Run the same command again" in told[2]
    assert f"allow sms-voice:{step}" in told[3]
    gateway.clear_calls()
    assert run("registration", "submit", str(file), "--yes")[0] == 0
    assert_submitted(voice, number)
    if step == STEPS[-1]:  # everything else was done
        assert [one for one in changes(gateway) if one != STEPS[2]] == [step]


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_run_is_completed_by_the_same_command(
    run: Run,
    voice: Any,
    number: dict[str, Any],
    file: Path,
    interrupt: Callable[[str], None],
    step: str,
) -> None:
    interrupt(step)
    code, _, err = run("registration", "submit", str(file), "--yes")
    assert (code, "Run the same command again" in err) == (130, True)
    assert run("registration", "submit", str(file), "--yes")[0] == 0
    assert_submitted(voice, number)


@pytest.mark.parametrize("code", ["ServiceQuotaExceededException", "ConflictException"])
def test_the_reason_of_a_refusal_is_shown(
    run: Run, file: Path, gateway: Gateway, code: str
) -> None:
    gateway.inject(Fault(code, "pinpoint-sms-voice-v2", STEPS[0]))
    exit_code, _, err = run("registration", "submit", str(file), "--yes")
    assert (exit_code, code in err) == (4, True)


def test_a_value_that_the_file_lacks_is_removed_from_the_draft(
    run: Run, voice: Any, number: dict[str, Any], file: Path
) -> None:
    tags = [{"Key": "Name", "Value": "codes"}]
    made = voice.create_registration(RegistrationType=TYPE, Tags=tags)["RegistrationId"]
    put = voice.put_registration_field_value
    put(RegistrationId=made, FieldPath="companyInfo.address2", TextValue="Floor 2")
    put(RegistrationId=made, FieldPath="companyInfo.city", TextValue="Boston")
    code, out, _ = run("registration", "submit", str(file), "--yes")
    assert (code, "done: remove companyInfo.address2" in out) == (0, True)
    assert "done: fill in companyInfo.city" not in out
    assert assert_submitted(voice, number) == made


def test_what_was_submitted_is_not_submitted_again(run: Run, file: Path, gateway: Gateway) -> None:
    run("registration", "submit", str(file), "--yes")
    gateway.clear_calls()
    code, out, _ = run("registration", "submit", str(file), "--yes")
    assert (code, "is SUBMITTED" in out, changes(gateway)) == (0, True, [])


def test_a_denied_registration_shows_the_reason_and_gets_a_new_version(
    run: Run, voice: Any, number: dict[str, Any], file: Path, gateway: Gateway
) -> None:
    run("registration", "submit", str(file), "--yes")
    registered = only(voice)["RegistrationId"]
    gateway.manual.deny_registration(registered, reason="Opt-in language is\x1b[2Junclear")
    code, out, _ = run("registration", "status", registered, "--wait")
    assert code == 1
    assert "denied  Opt-in language is\\x1b[2Junclear" in out
    assert "run again: registration submit FILE" in out
    assert run("registration", "submit", str(file), "--yes")[0] == 0
    assert only(voice)["CurrentVersionNumber"] == 2
    gateway.manual.activate_number(registered)
    code, out, _ = run("registration", "status", registered, "--wait")
    assert (code, "status  COMPLETE" in out, "version 1  DENIED" in out) == (0, True, True)
    assert voice.describe_phone_numbers()["PhoneNumbers"][0]["Status"] == "ACTIVE"


def test_registrations_of_one_name_are_not_chosen_from(run: Run, voice: Any, file: Path) -> None:
    tags = [{"Key": "Name", "Value": "codes"}]
    made = [voice.create_registration(RegistrationType=TYPE, Tags=tags) for _ in range(2)]
    code, _, err = run("registration", "submit", str(file), "--yes")
    assert code == 4
    assert all(one["RegistrationId"] in err for one in made)


def test_a_file_that_aws_cannot_take_is_reported(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = registration_steps.Actor.ask
    states = iter(["UPLOAD_IN_PROGRESS", "UPLOAD_FAILED"])

    def failing(self: Any, operation: Any, **params: object) -> Any:
        answer = ask(self, operation, **params)
        if operation.name == "DescribeRegistrationAttachments":
            (one,) = answer["RegistrationAttachments"]
            one["AttachmentStatus"] = next(states)
            one["AttachmentUploadErrorReason"] = "INTERNAL_ERROR"
        return answer

    monkeypatch.setattr(registration_steps.Actor, "ask", failing)
    monkeypatch.setattr(registration_steps, "time", SimpleNamespace(sleep=lambda _: None))
    code, _, err = run("registration", "submit", str(file), "--yes")
    assert (code, "could not take opt-in.png: INTERNAL_ERROR" in err) == (4, True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of the command, which take no time."""
    pauses: list[float] = []
    fake = SimpleNamespace(monotonic=lambda: sum(pauses), sleep=pauses.append)
    monkeypatch.setattr(registration_review, "time", fake)
    return pauses


def test_waiting_ends_when_the_review_does(
    run: Run, voice: Any, file: Path, gateway: Gateway, clock: list[float]
) -> None:
    run("registration", "submit", str(file), "--yes")
    registered = only(voice)["RegistrationId"]

    def approve(seconds: float) -> None:
        clock.append(seconds)
        if len(clock) == 2:
            gateway.manual.activate_number(registered)

    registration_review.time.sleep = approve  # type: ignore[attr-defined]
    code, out, err = run("registration", "status", registered, "--wait", "--interval", "7")
    assert (code, clock) == (0, [7, 7])
    assert err == f"{registered} is SUBMITTED\n"
    assert "status  COMPLETE" in out


def test_waiting_ends_when_its_time_is_over_and_says_how_to_go_on(
    run: Run, voice: Any, file: Path, clock: list[float]
) -> None:
    run("registration", "submit", str(file), "--yes")
    registered = only(voice)["RegistrationId"]
    wait = ("registration", "status", registered, "--wait", "--interval", "25", "--timeout", "1")
    code, _, err = run(*wait)
    assert (code, clock) == (1, [25, 25])
    assert f"To wait again: cognito-messaging --region eu-west-1 {' '.join(wait[:4])}\n" in err


def test_a_ctrl_c_while_waiting_says_how_to_go_on(
    run: Run, voice: Any, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("registration", "submit", str(file), "--yes")
    registered = only(voice)["RegistrationId"]

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(
        registration_review, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=stop)
    )
    code, _, err = run("registration", "status", registered, "--wait")
    assert (code, f"registration status {registered} --wait" in err) == (130, True)


def test_the_status_lists_all_registrations(run: Run, voice: Any) -> None:
    assert "There is no registration in eu-west-1" in run("registration", "status")[1]
    made = voice.create_registration(RegistrationType=TYPE)["RegistrationId"]
    assert run("registration", "status")[1] == f"{made}  {TYPE}  CREATED\n"
    assert run("registration", "status", "--wait")[0] == 2


def test_a_registration_that_does_not_exist_is_an_error(run: Run) -> None:
    code, _, err = run("registration", "status", "registration-absent")
    assert (code, "ResourceNotFoundException" in err) == (4, True)


@pytest.mark.parametrize("name", ["", "a b", "x" * 257])
def test_what_cannot_be_a_registration_is_a_wrong_argument(
    run: Run, gateway: Gateway, name: str
) -> None:
    code, _, err = run("registration", "status", name, "--wait")
    assert (code, err.count("\n"), list(gateway.calls)) == (2, 1, [])


def test_the_policy_of_the_verb_allows_what_it_calls_and_nothing_else(
    run: Run, voice: Any, file: Path, gateway: Gateway
) -> None:
    statements = json.loads(run("policy", "--verb", "registration")[1])["Statement"]
    actions = {action for one in statements for action in one["Action"]}
    gateway.clear_calls()
    run("registration", "fields", TYPE)
    run("registration", "submit", str(file), "--yes")
    gateway.manual.deny_registration()
    run("registration", "submit", str(file), "--yes")
    run("registration", "status", only(voice)["RegistrationId"])
    called = {f"sms-voice:{call.operation}" for call in gateway.calls}
    # A creation with tags needs the right to tag; another test removes a value.
    assert called | {"sms-voice:TagResource", "sms-voice:DeleteRegistrationFieldValue"} == actions
    everywhere = next(one for one in statements if one["Resource"] == ["*"])
    assert {one for one in everywhere["Action"] if "Describe" not in one} == {
        "sms-voice:CreateRegistration",
        "sms-voice:CreateRegistrationAttachment",
    }
