"""The documentation lists the checks. Run this file to update its table."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cognito_messaging.checks import every_check
from cognito_messaging.cli.errors import ExitCode
from cognito_messaging.report import Format
from cognito_messaging.report.json import VERSION

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cognito-messaging.md"
BEGIN, END = "<!-- checks: begin -->\n", "<!-- checks: end -->\n"


def table() -> str:
    """The table of checks."""
    rows = ["| id | holds when it passes | severity | asks | source |", "|---|---|---|---|---|"]
    for check in every_check():
        calls = ", ".join(dict.fromkeys(f"`{call.full_name}`" for call in check.calls))
        source = f"[{check.source.key}]({check.source.url})"
        unconfirmed = "" if check.source.confirmed else ", unconfirmed"
        rows.append(
            f"| {check.id} | {check.title} | {check.severity} | {calls} | {source}{unconfirmed} |"
        )
    return "\n".join(rows) + "\n"


def test_the_page_lists_every_check() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = text.partition(BEGIN)[2].partition(END)[0]
    assert shown == table(), "run: python tests/checks/test_docs.py"


def test_the_page_lists_every_exit_code_and_format() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {code.value} |" in text
    for form in Format:
        assert f"`{form.value}`" in text


def test_the_schema_has_the_version_of_the_code() -> None:
    schema = json.loads((ROOT / "docs" / "readiness.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"]["version"]["const"] == VERSION


def test_each_remediation_names_an_existing_input_of_the_module() -> None:
    """`email.mail_from` is an attribute of the variable email, `modules/x` is a folder."""
    files = [*ROOT.glob("*.tf")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    blocks = dict(re.findall(r'^(?:variable|output) "(\w+)" \{\n(.*?)^\}', text, re.M | re.S))
    for check in every_check():
        for named in (check.remediation.terraform or "").split(", "):
            if not named:
                continue
            if named.startswith("modules/"):
                assert (ROOT / named).is_dir(), (check.id, named)
                continue
            variable, *path = named.removeprefix("output ").split(".")
            assert variable in blocks, (check.id, named)
            for attribute in path:
                assert re.search(rf"^\s*{attribute}\s*=", blocks[variable], re.M) or (
                    re.search(rf"\b{attribute} = ", blocks[variable])
                ), (check.id, named)


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")
