"""Every constraint that a model states in words says who checks it, and the claim holds."""

from __future__ import annotations

import pytest

from terraform_scenarios.gateway.loading import load_rules

from .declared import model, recorded
from .enumeration import DOCUMENTED
from .stated import constraints, others, sentences

RULES = {rule.id: rule for rule in load_rules("cognito_messaging.rules")}
FOUND = {
    (one.service, one.id): one
    for one in sentences(
        [model(name) for name in recorded() if name.partition(".")[0] in DOCUMENTED]
    )
}
CONSTRAINTS = constraints()


def test_every_sentence_that_could_state_a_constraint_is_sorted():
    sorted_ones = set(CONSTRAINTS) | others()
    missing = {one: FOUND[one].text for one in set(FOUND) - sorted_ones}
    assert not missing
    assert not sorted_ones - set(FOUND)
    assert not set(CONSTRAINTS) & others()


@pytest.mark.parametrize("key", CONSTRAINTS)
def test_what_checks_a_constraint_is_named(key):
    by = CONSTRAINTS[key].by
    kind, _, name = by.partition(" ")
    if kind == "rule":
        operations = {one.partition(".")[0] for one in RULES[name].operations}
        assert key[0] in operations
    elif ": " in by:
        assert by.partition(": ")[0] in ("accepted", "unreachable", "not modelled")
    else:
        assert by in ("contract", "supplement", "target")


def test_nine_in_ten_of_the_constraints_of_cognito_are_modelled():
    """Of those that AWS enforces and that a recorded operation can break."""
    found = [
        one
        for key, one in CONSTRAINTS.items()
        if key[0] == "cognito-idp" and not one.by.startswith(("accepted", "unreachable"))
    ]
    modelled = [one for one in found if not one.by.startswith("not modelled")]
    assert len(modelled) >= 0.9 * len(found)
