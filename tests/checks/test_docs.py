"""The documentation lists every check, exit code and format."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cognito_messaging.checks import every_check
from cognito_messaging.cli.errors import ExitCode
from cognito_messaging.report import Format
from cognito_messaging.report.json import VERSION

from .table import PAGE, page

ROOT = Path(__file__).parents[2]


def test_the_page_lists_every_check() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.checks.table"


def test_the_page_of_the_command_lists_every_exit_code_and_format_and_the_number_of_checks() -> (
    None
):
    text = (ROOT / "docs" / "cognito-messaging.md").read_text(encoding="utf-8")
    assert f"There are {len(every_check())}: " in text
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
