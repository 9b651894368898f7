"""The README of each example: it has the same sections, and its commands fit the configuration."""

import itertools
import re
import shlex

import pytest

from cognito_messaging.lint import Compared, lint
from tools.hcl_blocks import REPOSITORY, parsed

EXAMPLES = sorted(path.parent for path in REPOSITORY.glob("examples/*/main.tf"))


def names(folder, kind):
    """The names of the variables or outputs of an example."""
    return {
        name.strip('"')
        for file in folder.glob("*.tf")
        for block in parsed(file).get(kind, [])
        for name in block
    }


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
class TestPage:
    def test_it_says_what_the_example_creates_what_it_costs_and_the_commands(self, folder):
        page = (folder / "README.md").read_text(encoding="utf-8")
        titles = re.findall(r"^## (.*)$", page, re.M)
        assert titles[:3] == ["What it creates", "What it costs", "Commands"]
        assert "pricing/)" in page

    def test_its_commands_name_variables_and_outputs_of_the_example(self, folder):
        page = (folder / "README.md").read_text(encoding="utf-8")
        commands = re.findall(r"^\$ (.*)$", page, re.M)
        assert commands[0] == "terraform init" or "terraform init" in commands
        for command in commands:
            words = shlex.split(command, comments=True)
            given = {after.partition("=")[0] for before, after in itertools.pairwise(words)
                     if before == "-var"}  # fmt: skip
            assert given <= names(folder, "variable"), command
            if words[:2] == ["terraform", "output"]:
                (name,) = [word for word in words[2:] if not re.match(r"-|>|public/", word)]
                assert name in names(folder, "output"), command

    def test_terraform_ignores_none_of_its_attributes(self, folder):
        assert [one for one in lint(folder) if not isinstance(one, Compared)] == []
