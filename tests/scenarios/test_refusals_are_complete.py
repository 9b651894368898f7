"""Every rule of the root module is refused by a scenario, by a text that is of that rule only."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

# A literal part of the message, and why no batch at one region with constant inputs gets there.
UNREACHED = {
    "is a domain, so Cognito needs an address of it to send from. Set the from address to": (
        "the root's own validation of email.from_address answers first, unless the ARN is unknown"
    ),
    "is not of the SES identity ": (
        "the root's own validation of email.from_address answers first, unless the ARN is unknown"
    ),
    "so its origination must stand there": (
        "a pool in us-east-1 may send SMS from us-east-1 only, and the rule of that answers first"
    ),
    "a pool that sends SMS keeps doing so": "it is of a change to a pool that is there already",
}


def literal_messages():
    """Each message as its literal parts. Checks only warn, so they are none of the rules."""
    files = [
        *sorted(ROOT.glob("variables*.tf")),
        ROOT / "main.tf",
        ROOT / "modules/user-pool/main.tf",
    ]
    for file in files:
        text = file.read_text().split('\ncheck "')[0]
        for line in re.findall(r'^\s+error_message = "(.*)"$', text, re.M):
            yield tuple(re.split(r"\$\{[^}]*\}", line.replace('\\"', '"')))


def rejected_texts():
    return [
        document["rejects"]
        for file in sorted(HERE.glob("refused*.scenarios.yaml"))
        for document in yaml.safe_load_all(file.read_text())
    ]


MESSAGES = list(literal_messages())


def holds(message, text):
    """Whether the text is a part of the message, at most one interpolated value in its middle."""
    return any(text in part for part in message) or any(
        any(before.endswith(text[:length]) for length in range(10, len(text)))
        and any(after.startswith(text[-length:]) for length in range(10, len(text)))
        for before, after in pairwise(message)
    )


def test_the_rules_are_found():
    """So that a change of the HCL's form does not make the tests below hold of nothing."""
    found = sum(
        file.read_text().count("error_message")
        for file in [*ROOT.glob("variables*.tf"), ROOT / "main.tf"]
    )
    own = (ROOT / "modules/user-pool/main.tf").read_text()
    found += own.split('\ncheck "')[0].count("error_message")
    assert len(MESSAGES) == found > 100


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: "".join(message)[:60])
def test_a_scenario_is_refused_by_this_rule_and_names_no_other(message):
    if any(holds(message, text) for text in UNREACHED):
        return
    own = [text for text in rejected_texts() if holds(message, text)]
    assert own, "No refused scenario's rejects is a part of this message."
    specific = [text for text in own if sum(holds(other, text) for other in MESSAGES) == 1]
    assert specific, f"{own} stands in other messages too."


@pytest.mark.parametrize("text", UNREACHED)
def test_what_cannot_be_reached_is_still_a_rule_and_not_shown_after_all(text):
    (message,) = (one for one in MESSAGES if holds(one, text))
    assert not [shown for shown in rejected_texts() if holds(message, shown)]
