"""No report says "ready" without evidence: of every check, and of a pool."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from cognito_messaging.aws import Aws
from cognito_messaging.checks import every_check
from cognito_messaging.cli.connection import Connection
from cognito_messaging.readiness.assessment import assess_pool
from cognito_messaging.report import Format

from ..checks.fake_aws import POOL_ID, Dns, FakeAws, denied, run
from .conftest import Command

ALL = len(every_check())
WEAK = FakeAws().pool(DeletionProtection="INACTIVE")


def checked(cli: Command, monkeypatch: pytest.MonkeyPatch, fake: FakeAws, *options: str) -> Any:
    monkeypatch.setattr(Connection, "aws", lambda self, session=None: Aws(fake))
    return cli("check", *options)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize(
    ("only", "fake", "headline"),
    [
        ("E1", FakeAws(), f"1 of {ALL} checks run: no failure among them"),
        ("E1,e1, E1,", FakeAws(), f"1 of {ALL} checks run: no failure among them"),
        ("G2", WEAK, f"1 of {ALL} checks run: no failure, and 1 warning among them"),
        ("E1,G2", WEAK, f"2 of {ALL} checks run: no failure, and 1 warning among them"),
        ("S12", FakeAws(), f"1 of {ALL} checks run: no failure among them"),
    ],
    ids=["one", "twice", "warning", "two", "not applicable"],
)
def test_a_report_of_some_checks_never_says_ready(
    cli: Command,
    alone: pytest.MonkeyPatch,
    form: Format,
    only: str,
    fake: FakeAws,
    headline: str,
) -> None:
    code, out, _ = checked(cli, alone, fake, POOL_ID, "--only", only, "--format", form)
    assert code == 0
    # Markdown escapes the colon.
    assert headline in out.replace("\\", "")
    assert not re.search(r"\bready\b", out.replace("messaging readiness", ""), re.IGNORECASE)


@pytest.mark.parametrize("fake", [FakeAws(), WEAK])
def test_a_program_sees_that_some_checks_were_not_run(
    cli: Command, alone: pytest.MonkeyPatch, fake: FakeAws, repository: Any
) -> None:
    asked = (POOL_ID, "--only", "E1,G2", "--format")
    document = json.loads(checked(cli, alone, fake, *asked, "json")[1])
    assert (document["verdict"], document["pools"][0]["verdict"]) == ("partial", "partial")
    schema = json.loads((repository / "docs" / "readiness.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(document)
    suite = ET.fromstring(checked(cli, alone, fake, *asked, "junit")[1])[0]  # noqa: S314
    properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert properties["verdict"] == "partial"


def test_a_failure_or_an_unknown_among_some_checks_stays_one() -> None:
    found = run(FakeAws().change("sesv2:GetAccount", ProductionAccessEnabled=False), "E8", "E1")
    assert found.verdict == "fail"
    assert found.headline.endswith(f"would keep messages from users (2 of {ALL} checks run)")
    found = run(FakeAws().reply("sesv2:GetAccount", denied()), "E8")
    assert (found.verdict, found.headline) == (
        "unknown",
        f"Cannot tell: 1 check could not be answered (1 of {ALL} checks run)",
    )


def test_all_checks_make_a_complete_report_also_if_they_are_listed() -> None:
    found = run(FakeAws(), *(check.id for check in every_check()))
    assert (found.verdict, found.headline) == ("pass", "Ready for production")


def test_no_check_at_all_is_no_evidence() -> None:
    with Aws(FakeAws()) as aws:
        found = asyncio.run(assess_pool(aws, POOL_ID, "eu-west-1", checks=[], resolver=Dns()))
    assert (found.verdict, found.headline) == (
        "partial",
        f"0 of {ALL} checks run: no failure among them",
    )


@pytest.mark.parametrize("form", list(Format))
def test_an_account_without_pools_is_no_pass(
    cli: Command, alone: pytest.MonkeyPatch, form: Format
) -> None:
    fake = FakeAws().reply("cognito-idp:ListUserPools", {"UserPools": []})
    asked = ("--all", "--regions", "eu-west-1,us-east-1", "--format", form)
    code, out, err = checked(cli, alone, fake, *asked)
    assert code == 5
    assert checked(cli, alone, fake, *asked, "--allow-unknown")[0] == 5
    told = err if form is Format.TABLE else out
    assert "there is no user pool" in told
    if form is Format.TABLE:
        assert (out, err.count("\n")) == ("", 1)
    if form is Format.JSON:
        assert json.loads(out)["verdict"] == "unknown"
    if form is Format.JUNIT:
        assert [*ET.fromstring(out).iter("error")]  # noqa: S314


def test_a_region_that_cannot_be_listed_is_unknown_also_if_another_has_no_pools(
    cli: Command, alone: pytest.MonkeyPatch
) -> None:
    fake = FakeAws().reply("cognito-idp:ListUserPools", denied())
    code, out, err = checked(cli, alone, fake, "--all", "--regions", "eu-west-1")
    assert (code, out, err.count("\n")) == (3, "", 1)
