"""Every format of a report, also with text from other people in it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from rich.color import Color
from rich.console import Console

from cognito_messaging.checks import every_check
from cognito_messaging.checks.base import Check
from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.checks.subject import Expectations
from cognito_messaging.readiness import Report
from cognito_messaging.report import RENDERERS, Format, table
from cognito_messaging.report.about import about, version
from cognito_messaging.report.html import source_name
from cognito_messaging.report.plain import plain

from .fake_aws import ACCOUNT, HOSTILE, FakeAws, broken, error, hostile, run

SCHEMA = Path(__file__).parents[2] / "docs" / "readiness.schema.json"
WORLDS = {"healthy": FakeAws, "broken": broken, "hostile": hostile, "denied": lambda: FakeAws({})}


def render(form: Format, reports: Sequence[Report], problems: Sequence[str] = ()) -> str:
    return RENDERERS[form](reports, problems)


@pytest.mark.parametrize("name", WORLDS)
def test_the_json_is_valid_by_its_schema(name: str) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    report = run(WORLDS[name]())
    for reports, problems in (([report], []), ([report, report], [HOSTILE]), ([], ["none"])):
        Draft202012Validator(schema).validate(json.loads(render(Format.JSON, reports, problems)))


def test_the_json_is_the_same_every_time_in_the_order_of_the_ids() -> None:
    def parsed() -> Any:
        document = json.loads(render(Format.JSON, [run(broken())]))
        del document["pools"][0]["generated_at"]
        return document

    assert parsed() == parsed()
    ids = [finding["id"] for finding in parsed()["pools"][0]["findings"]]
    assert ids == [check.id for check in every_check()]


def test_the_junit_counts_are_those_of_its_cases() -> None:
    report = run(broken())
    (suite,) = ET.fromstring(render(Format.JUNIT, [report]))  # noqa: S314 - our own
    cases = suite.findall("testcase")
    assert len(cases) == int(suite.attrib["tests"]) == len(every_check())
    for tag, attribute, verdict in (
        ("failure", "failures", Verdict.FAIL),
        ("error", "errors", Verdict.UNKNOWN),
        ("skipped", "skipped", Verdict.NOT_APPLICABLE),
    ):
        held = [case for case in cases if case.find(tag) is not None]
        assert len(held) == int(suite.attrib[attribute]) == report.count(verdict) > 0


def test_every_format_contains_the_remediation_of_a_finding() -> None:
    report = run(broken())
    (sandbox,) = [item for item in report.findings if item.check.id == "E8"]
    assert sandbox.remediation
    assert sandbox.remediation.command
    for form in (Format.HTML, Format.MARKDOWN, Format.JUNIT, Format.JSON):
        text = re.sub(r"<[^>]+>", "", render(form, [report]))
        assert sandbox.remediation.command in text, form
    assert sandbox.remediation.command in _terminal(report)


def _terminal(report: Report) -> str:
    console = Console(width=200, force_terminal=False)
    with console.capture() as capture:
        console.print(table.render(report))
    return capture.get()


def test_escapes_never_reach_a_terminal() -> None:
    report = run(hostile())
    console = Console(width=200, force_terminal=True, color_system=None, record=False)
    with console.capture() as capture:
        console.print(table.render(report))
    for text in (
        re.sub(r"\x1b\[[0-9;]*m", "", capture.get()).replace("\x1b", "ESC"),  # rich's own styles
        *(render(form, [report], [HOSTILE]) for form in RENDERERS),
    ):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        assert "ESC" not in text
    assert "[bold]x[/bold]" in capture.get()
    assert r"\x1b[31m" in capture.get()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_markup_in_a_name_shows_as_text_on_the_page() -> None:
    page = _Page()
    page.feed(render(Format.HTML, [run(hostile())], [HOSTILE]))
    assert page.tags["script"] == page.tags["style"] == 1
    assert not page.tags.keys() & {"img", "iframe", "object", "link"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert page.text.count(plain(HOSTILE)[:60]) >= 2
    assert "49" not in page.text.split("{{7*7}}")[0][-20:]


def test_markup_in_a_name_shows_as_text_in_markdown() -> None:
    shown = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(render(Format.MARKDOWN, [run(hostile())], [HOSTILE]))
    )
    page = _Page()
    page.feed(shown)
    assert not page.tags.keys() & {"script", "img"}
    assert "http://evil.example" not in re.findall(r'href="([^"]*)"', shown)
    assert "<strong>b</strong>" not in shown
    assert plain(HOSTILE) in page.text


def test_markup_in_a_name_stays_text_in_xml() -> None:
    report = run(hostile())
    suite = ET.fromstring(render(Format.JUNIT, [report]))[0]  # noqa: S314 - our own
    assert plain(HOSTILE) in suite.attrib["name"]


def test_names_in_a_command_are_quoted_for_a_shell() -> None:
    fake = FakeAws().pool(EmailConfiguration={"ConfigurationSet": "a; rm -rf ~ #"})
    fake.reply("sesv2:GetConfigurationSet", error("NotFoundException"))
    (found,) = run(fake, "E12").findings
    assert found.remediation
    assert "--configuration-set-name 'a; rm -rf ~ #' " in str(found.remediation.command)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ascii, Grüße, 日本語, 👍", "plain ascii, Grüße, 日本語, 👍"),
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u202eb\u200bc", r"a\u202eb\u200bc"),
        ("\ud800", r"\ud800"),
        ("\uffff\U000f0000", r"\uffff\U000f0000"),
    ],
)
def test_only_harmful_characters_are_written_as_escapes(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_a_report_says_where_when_and_how_it_was_made() -> None:
    report = run(broken())
    facts = dict(about([report]))
    assert facts.pop("Checked") == f"{report.generated_at:%Y-%m-%d %H:%M} UTC"
    assert facts == {
        "Account": ACCOUNT,
        "Region": "eu-west-1",
        "Version": f"cognito-messaging {version()}",
        "Expected": "10,000 emails a day, SMS to US, DE, 300 USD a month for SMS",
        "Checks": f"all {len(every_check())}",
        "Open findings by severity": "2 critical, 1 high, 1 medium",
    }
    for form in (Format.HTML, Format.MARKDOWN, Format.JUNIT):
        text = render(form, [report]).replace("\\", "")
        for label, fact in facts.items():
            assert label in text, form
            assert fact in text, form


def test_a_report_of_some_checks_without_a_load_says_so() -> None:
    facts = dict(about([run(FakeAws(), "E1", "S5", expectations=Expectations())]))
    assert facts["Checks"] == f"2 of {len(every_check())}: E1, S5"
    assert facts["Expected"] == "no load and no countries given"


def test_a_report_without_pools_has_only_its_version() -> None:
    assert [label for label, _ in about([])] == ["Version"]


def test_the_json_has_the_version_and_the_account() -> None:
    document = json.loads(render(Format.JSON, [run(FakeAws()), run(FakeAws({}))]))
    assert document["cognito_messaging"] == version()
    assert [pool["account"] for pool in document["pools"]] == [ACCOUNT, None]


@pytest.mark.parametrize("check", every_check(), ids=lambda check: check.id)
def test_the_source_of_a_check_has_a_name_that_says_which_page_it_is(check: Check) -> None:
    guide, _, topic = source_name(check.source).partition(": ")
    assert guide.split()[0] in {"Cognito", "SES", "SNS", "End", "AWS"}
    assert len(guide.split()) > 1
    assert re.fullmatch(r"[A-Za-z0-9 ]{4,}", topic)


def _luminance(color: str) -> float:
    """Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [part / 255 for part in Color.parse(color).get_truecolor()]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("background", ["#000000", "#1e1e1e", "#ffffff"])
def test_the_colors_of_the_table_are_legible_on_light_and_dark_terminals(background: str) -> None:
    # Not from printed text: Rich keeps the codes of a style that another test has printed.
    styles = {
        segment.style
        for report in (run(broken()), run(FakeAws({})))
        for segment in table.render(report, show_passed=True).render(Console())
    }
    colors = {style.color for style in styles if style and style.color}
    assert len(colors) >= 4
    for color in colors:
        assert color.number
        assert color.number >= 16, "the first 16 depend on the theme"
        levels = sorted((_luminance(color.name), _luminance(background)))
        assert (levels[1] + 0.05) / (levels[0] + 0.05) >= 3, color
