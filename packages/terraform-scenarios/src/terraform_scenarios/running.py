"""What a run of pytest keeps: on each test what it asks for, and a session once a test needs one.

Here the two halves of the plugin meet. Every pytest where this package is installed loads the
options, the markers and what reads them. The session brings all that takes time to load: boto3,
aiohttp, tftest and rich are most of a second, which nobody pays who has no scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from .markers import Request
from .scenario import Need, Scenario

if TYPE_CHECKING:
    from .gaps import Gap
    from .session import Session

NO_TARGET = "none"
REQUEST: pytest.StashKey[Request] = pytest.StashKey()
_RUN: pytest.StashKey[Run] = pytest.StashKey()


@dataclass
class Run:
    """One process of pytest.

    Attributes:
        config: pytest's own configuration.
        known_gaps: differences of second plans that are not the module's fault.
        needs: the scenarios that the selected tests are about, and what is wanted of each.
        groups: which root each of them is in; pytest-xdist gives all tests of a root to one worker.
        whole: whether all tests there are were selected, and nobody who ran some was lost.
        opened: the session, once a test has needed it.
        repeated: by test, how many others have failed with the same message.
    """

    config: pytest.Config
    known_gaps: tuple[Gap, ...]
    needs: Mapping[Scenario, frozenset[Need]] = field(default_factory=dict)
    groups: Mapping[Scenario, int] = field(default_factory=dict)
    whole: bool = True
    opened: Session | None = None
    repeated: dict[str, int] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        """The session, opened when it is first asked for."""
        if self.opened is None:
            from .session import open_session  # not before it is needed: see above

            self.opened = open_session(self)
        return self.opened

    def told(self, test: str, failure: str) -> str:
        """A test's failure as it is to be reported: in full the first time that it is the same."""
        first = self._told.setdefault(failure, test)
        if first == test or "\n" not in failure:
            return f"{test}: {failure}"
        self.repeated[first] = self.repeated.get(first, 0) + 1
        return f"{test}: {failure.splitlines()[0]} In the same way as {first}: see there."


def begin(config: pytest.Config, known_gaps: tuple[Gap, ...]) -> Run:
    """A run with nothing started yet."""
    # Node ids and files on the command line are a part of the tests only.
    whole = config.args_source is not config.ArgsSource.ARGS
    run = config.stash[_RUN] = Run(config, known_gaps, whole=whole)
    return run


def run_of(config: pytest.Config) -> Run:
    """What pytest's configuration keeps for us."""
    return config.stash[_RUN]
