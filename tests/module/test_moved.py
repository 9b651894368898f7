"""A state with the pool in a submodule moves to the top-level module without other changes."""

import re
import subprocess
from pathlib import Path

import pytest

from tools.hcl_blocks import parsed

from ..scenarios.test_changes import BEFORE

REPOSITORY = Path(__file__).parent.parent.parent
SUBMODULE = "modules/user-pool"
DOMAIN = "aws_cognito_user_pool_domain.this"


def git(*arguments):
    return subprocess.check_output(["git", "-C", REPOSITORY, *arguments], text=True).strip()


def last_revision():
    """The last commit with the submodule; this needs the history of the repository."""
    removed = git("rev-list", "--max-count=1", "HEAD", "--", SUBMODULE)
    return git("rev-parse", f"{removed}^")


LAST = last_revision()


def test_each_resource_of_the_submodule_is_moved():
    resources = {
        f"{kind}.{name}"
        for line in git("grep", "-h", "^resource ", LAST, "--", SUBMODULE).splitlines()
        for kind, name in re.findall(r'^resource "(\w+)" "(\w+)"', line)
    }
    moved = [(block["from"], block["to"]) for block in parsed(REPOSITORY / "moved.tf")["moved"]]
    moved.remove((f'${{{DOMAIN}["this"]}}', f'${{{DOMAIN}["prefix"]}}'))
    assert sorted(moved) == sorted(
        (f"${{module.user_pool.{name}}}", f"${{{name}}}") for name in resources
    )


@pytest.mark.upgrade(LAST)
class TestTheUpgrade:
    @pytest.mark.terraform_module("../../examples/complete")
    @pytest.mark.scenario(name="{scenario}", domain="{scenario}.example.com")
    def test_an_upgrade_does_not_change_the_complete_example(self, transition):
        assert transition.changes == ()
        assert transition.settled.empty, transition.settled

    @pytest.mark.terraform_module("../..")
    @pytest.mark.scenario(**{**BEFORE, "name": "moved-{scenario}"})
    def test_an_upgrade_does_not_change_a_pool_with_all_its_resources(self, transition):
        # The alarms have new texts since that version.
        changes = [c for c in transition.changes if c.attributes != ("alarm_description",)]
        # The resource that only had preconditions of alarms and origination is forgotten.
        assert [(c.address, c.actions) for c in changes] == [
            ('terraform_data.regions["this"]', ("forget",))
        ]
        assert transition.settled.empty, transition.settled
