"""Every error that a model declares has a request that gets it, or a reason why none can."""

from __future__ import annotations

from itertools import count

import pytest

from .declared import SERVICES, base, explanation, reached, recorded
from .play import Fidelity

_ACCOUNTS = count(400_000_000_001)
OPERATIONS = [name for name in recorded() if name.partition(".")[0] in SERVICES]
REACHED = [one for name in OPERATIONS for one in reached(name)]
BY_REQUEST = [one for one in REACHED if one.request is not None]


@pytest.fixture(scope="module")
def fidelity(shared_gateway):
    shared_gateway.reset()
    return Fidelity(shared_gateway, _ACCOUNTS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_nearest_request_passes(name, fidelity):
    assert fidelity.answer(base(name))[:2] == ("", "")


@pytest.mark.parametrize(
    "one", BY_REQUEST, ids=[f"{one.operation} {one.code}" for one in BY_REQUEST]
)
def test_a_request_gets_the_declared_error(one, fidelity):
    code, _, answered_by = fidelity.answer(one.request)
    assert code == one.code
    assert not answered_by.startswith("fault")


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_other_declared_error_can_be_injected_and_is_explained(name, fidelity):
    others = [one for one in reached(name) if one.request is None]
    if others:
        ask = fidelity.prepared(base(name))
        for one in others:
            code, _, answered_by = fidelity.injected(one, ask)
            assert (code, answered_by) == (one.code, f"fault {one.code}")
            assert explanation(name, one.code), f"{name}: {one.code} needs a reason"
