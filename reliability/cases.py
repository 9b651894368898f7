"""The fault cases, and the order in which a run with a time limit tries them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from terraform_scenarios.gateway import FaultKind

COMMANDS = ("apply", "second apply", "change", "destroy")
MOMENTS = 8
"""Number of moments of each command at which each disaster strikes."""

TERRAFORM_KILLED = "terraform-killed"
TERRAFORM_INTERRUPTED = "terraform-interrupted"
TARGET_KILLED = "target-killed"
TARGET_UNREACHABLE = "target-unreachable"
DISASTERS: Mapping[str, str] = {
    TERRAFORM_KILLED: "SIGKILL to Terraform and its provider",
    TERRAFORM_INTERRUPTED: "SIGINT to Terraform, as Ctrl-C sends it",
    TARGET_KILLED: "SIGKILL to the target, which comes back empty",
    TARGET_UNREACHABLE: "each connection breaks until the end of the command",
}
# Faults that the provider handles itself: the call has had no effect yet, or is only slow.
_RETRIED = frozenset(
    kind.value
    for kind in (
        FaultKind.THROTTLING,
        FaultKind.SERVER_ERROR,
        FaultKind.UNAVAILABLE,
        FaultKind.DROPPED_BEFORE,
        FaultKind.SLOW,
    )
)
_READS = ("Get", "List", "Describe")
KINDS = (*(kind.value for kind in FaultKind), *DISASTERS)


@dataclass(frozen=True)
class Case:
    """One fault that one command meets once.

    Attributes:
        command: one of `COMMANDS`.
        kind: one of `KINDS`.
        nth: number of the call that it strikes, counted from 1.
        service: botocore's name of the service whose calls are counted; empty for all calls.
        operation: the operation whose calls are counted; empty for all calls.
    """

    command: str
    kind: str
    nth: int
    service: str = ""
    operation: str = ""

    @property
    def call(self) -> str:
        """The call that is struck, as text."""
        named = f"{self.service}.{self.operation}" if self.service else "call"
        return f"{named} {self.nth}"


Group = tuple[Case, ...]
"""Cases of one command and kind that one run of the command meets."""


def cases_of(command: str, calls: Sequence[tuple[str, str]]) -> list[Case]:
    """Return a case for each call with each fault, and for each disaster at each moment.

    Args:
        command: one of `COMMANDS`.
        calls: service and operation of each call that the command makes without faults.
    """
    struck = [
        Case(command, kind.value, nth + 1, service, operation)
        for kind in FaultKind
        for (service, operation), times in sorted(Counter(calls).items())
        for nth in range(times)
    ]
    moments = sorted({1 + len(calls) * part // MOMENTS for part in range(MOMENTS)})
    return struck + [Case(command, kind, nth) for kind in DISASTERS for nth in moments]


def grouped(cases: Iterable[Case]) -> list[Group]:
    """Group the cases that one run of a command can meet.

    If the provider retries the call, the other calls are made too, so that one run can strike the
    nth call of every operation. A fault that makes the command fail, or that leaves something
    behind, has its own run.
    """
    groups: dict[object, list[Case]] = {}
    for case in cases:
        retried = case.kind in _RETRIED or (
            case.kind == FaultKind.DROPPED_AFTER.value and case.operation.startswith(_READS)
        )
        key = (case.command, case.kind, case.nth) if retried else case
        groups.setdefault(key, []).append(case)
    return [tuple(group) for group in groups.values()]


def spread(groups: Iterable[Group], seed: int) -> list[Group]:
    """Order the groups so that every beginning has about equally many of each kind.

    The same seed gives the same order.
    """
    rng = random.Random(seed)  # noqa: S311 (must be repeatable, not secret)
    by_kind: dict[str, list[Group]] = {}
    for group in groups:
        by_kind.setdefault(group[0].kind, []).append(group)
    kinds = sorted(by_kind)
    rng.shuffle(kinds)
    for kind in kinds:
        rng.shuffle(by_kind[kind])
    rounds: Iterator[tuple[Group | None, ...]] = zip_longest(*(by_kind[kind] for kind in kinds))
    return [group for group in chain.from_iterable(rounds) if group is not None]
