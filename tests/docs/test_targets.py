"""docs/targets.md, which `make docs` writes from recordings and measurements."""

import re

from cognito_messaging import calls
from tools.operations import of_the_command, recorded
from tools.target_table import PAGE, page


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "Run 'make docs'."


def test_the_page_has_each_recorded_operation_once():
    rows = re.findall(r"^\| `([\w-]+)` \| (`.+?`) \|", PAGE.read_text(encoding="utf-8"), re.M)
    shown = [f"{service}.{name}" for service, names in rows for name in re.findall(r"\w+", names)]
    assert sorted(shown) == sorted(frozenset().union(*recorded().values()))


def test_the_operations_of_the_command_are_those_in_its_code():
    assert recorded()["command"] == of_the_command(), "Run 'python -m tools.operations'."


def test_each_call_of_a_check_is_an_operation_of_the_command():
    declared = [one for one in vars(calls).values() if isinstance(one, calls.ApiOperation)]
    assert {f"{one.service}.{one.name}" for one in declared} <= recorded()["command"]


def test_the_calls_of_subcommands_are_found_in_their_code():
    assert {"sns.VerifySMSSandboxPhoneNumber", "sts.AssumeRole"} <= of_the_command()
    assert {"sns.ListSMSSandboxPhoneNumbers", "pinpoint-sms-voice-v2.SendTextMessage"} <= (
        of_the_command()
    )
