"""For each rule of the top-level module, a scenario is refused with a message of that rule only."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from ..hcl import bodies, refusals, values_of

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

# A literal part of the message, and why no scenario with constant inputs in one region causes it.
UNREACHABLE = {
    "sms was removed, but the AWS provider": "it fails only for a change to an existing pool",
}


def literal_parts(message):
    """The message without its interpolated values."""
    return tuple(re.split(r"\$\{[^}]*\}", message))


@cache  # reading YAML is slow, and each test needs them
def rejected_texts():
    return [
        document["rejects"]
        for file in sorted(HERE.glob("refused*.scenarios.yaml"))
        for document in yaml.safe_load_all(file.read_text())
    ]


MESSAGES = [literal_parts(message) for message in refusals(ROOT)]


def contains(message, text):
    """Whether the message contains the text, with at most one interpolated value in its middle."""
    return any(text in part for part in message) or any(
        any(before.endswith(text[:length]) for length in range(10, len(text)))
        and any(after.startswith(text[-length:]) for length in range(10, len(text)))
        for before, after in pairwise(message)
    )


def test_every_error_message_is_read():
    """Otherwise the tests below could pass for an empty list."""
    written = sum(file.read_text().count("error_message") for file in ROOT.glob("*.tf"))
    warnings = sum(
        len(list(values_of("error_message", check))) for *_, check in bodies(ROOT, "check")
    )
    assert len(MESSAGES) == written - warnings > 100


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: "".join(message)[:60])
def test_each_rule_has_a_scenario_that_only_this_rule_refuses(message):
    if any(contains(message, text) for text in UNREACHABLE):
        return
    own = [text for text in rejected_texts() if contains(message, text)]
    assert own, "No scenario is refused with this message."
    specific = [text for text in own if sum(contains(other, text) for other in MESSAGES) == 1]
    assert specific, f"{own} is part of other messages too."


@pytest.mark.parametrize("text", UNREACHABLE)
def test_unreachable_rules_exist_and_have_no_scenario(text):
    (message,) = (one for one in MESSAGES if contains(one, text))
    assert not [shown for shown in rejected_texts() if contains(message, shown)]
