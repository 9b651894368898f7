"""The plugin's fixtures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .running import run_of
from .scenario import Scenario
from .uses import USE

if TYPE_CHECKING:  # every run of pytest loads this module, and these take time to load
    from .batch import Batch
    from .gateway import Gateway
    from .mocked import MockedBatch
    from .results import Applied, Planned, Rejected, Replanned, Transition
    from .reuse.results import Results
    from .targets import Target
    from .terraform import Terraform


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    """The target: endpoint, region, boto3 clients."""
    return run_of(pytestconfig).session.target


@pytest.fixture(scope="session")
def gateway(pytestconfig: pytest.Config, target: Target) -> Gateway:
    """The gateway in front of the target: recorded calls, faults, manual actions."""
    found = run_of(pytestconfig).session.gateway
    if found is None:
        pytest.fail(
            f"There is no gateway in front of {target.name}: it needs --gateway on, and an "
            "emulator as the target.",
            pytrace=False,
        )
    return found


@pytest.fixture
def terraform_root(pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[Terraform]:
    """Terraform in an empty root, for tests that a scenario cannot express.

    Resources in its state are destroyed at the end of the test.
    """
    session = run_of(pytestconfig).session
    terraform = session.terraform(tmp_path / "root")
    yield terraform
    if (terraform.root / "terraform.tfstate").exists() and terraform.state()["resources"]:
        terraform.destroy()


def _batch(request: pytest.FixtureRequest) -> tuple[Batch | MockedBatch | Results, Scenario]:
    scenario = request.node.stash[USE].scenario
    return run_of(request.config).session.batch(scenario), scenario


@pytest.fixture
def planned(request: pytest.FixtureRequest) -> Planned:
    """The scenario's part of the plan: `.resources`, `.outputs`, `.warnings`, `.values`."""
    batch, scenario = _batch(request)
    return batch.planned(scenario)


@pytest.fixture
def rejected(request: pytest.FixtureRequest) -> Rejected:
    """The errors with which the plan rejected the scenario."""
    batch, scenario = _batch(request)
    found = batch.rejected(scenario)
    assert found is not None  # noqa: S101 if it is accepted, the test has failed at setup
    return found


@pytest.fixture
def applied(request: pytest.FixtureRequest) -> Applied:
    """The scenario as applied: `.outputs`, `.resources`, `.client(service)`."""
    batch, scenario = _batch(request)
    return batch.applied(scenario)


@pytest.fixture
def replanned(request: pytest.FixtureRequest) -> Replanned:
    """The plan after the apply: `.changes` should be empty."""
    batch, scenario = _batch(request)
    return batch.replanned(scenario)


@pytest.fixture
def transition(request: pytest.FixtureRequest) -> Transition:
    """The effect of the scenario's step: `.updated`, `.replaced`, `.before`, `.after`."""
    batch, scenario = _batch(request)
    return batch.transitions(scenario)[0]


@pytest.fixture
def transitions(request: pytest.FixtureRequest) -> tuple[Transition, ...]:
    """The effect of each of the scenario's steps, in order."""
    batch, scenario = _batch(request)
    return batch.transitions(scenario)


@pytest.fixture
def given(request: pytest.FixtureRequest) -> Mapping[str, Mapping[str, Any]]:
    """The values given to the scenario, by the names in the markers."""
    batch, scenario = _batch(request)
    return batch.given(scenario)
