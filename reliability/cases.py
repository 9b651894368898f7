"""Which faults there are to survive, and in which order a bounded run tries them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from terraform_scenarios.gateway import FaultKind

COMMANDS = ("apply", "second apply", "change", "destroy")
MOMENTS = 8
"""At how many moments of each command each disaster strikes."""

TERRAFORM_KILLED = "terraform-killed"
TERRAFORM_INTERRUPTED = "terraform-interrupted"
TARGET_KILLED = "target-killed"
TARGET_UNREACHABLE = "target-unreachable"
DISASTERS: Mapping[str, str] = {
    TERRAFORM_KILLED: "SIGKILL to Terraform and its provider",
    TERRAFORM_INTERRUPTED: "SIGINT to Terraform, as Ctrl-C sends it",
    TARGET_KILLED: "SIGKILL to the target, which comes back empty",
    TARGET_UNREACHABLE: "each connection breaks from then on to the end of the command",
}
# What the provider gets over by itself: the call has done nothing yet, or nothing is wrong with it.
_TRIED_AGAIN = frozenset(
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
        nth: which of the calls it strikes, counted from 1.
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
        """The call that is struck, for people."""
        named = f"{self.service}.{self.operation}" if self.service else "call"
        return f"{named} {self.nth}"


Group = tuple[Case, ...]
"""Cases of one command and kind that one run of the command meets."""


def cases_of(command: str, calls: Sequence[tuple[str, str]]) -> list[Case]:
    """Each call of a command with each fault, and each disaster at a spread of moments.

    Args:
        command: one of `COMMANDS`.
        calls: service and operation of each call that the command makes when nothing goes wrong.
    """
    struck = [
        Case(command, kind.value, nth + 1, service, operation)
        for kind in FaultKind
        for (service, operation), times in sorted(Counter(calls).items())
        for nth in range(times)
    ]
    moments = sorted({1 + len(calls) * part // MOMENTS for part in range(MOMENTS)})
    return struck + [Case(command, kind, nth) for kind in DISASTERS for nth in moments]


def together(cases: Iterable[Case]) -> list[Group]:
    """The cases, grouped by what one run of a command can meet.

    What the provider gets over by trying the call again leaves the others their turn, so that
    each operation's nth call can be struck in one run, for each n. What makes the command fail, or
    leaves something behind, stands alone.
    """
    groups: dict[object, list[Case]] = {}
    for case in cases:
        tried_again = case.kind in _TRIED_AGAIN or (
            case.kind == FaultKind.DROPPED_AFTER.value and case.operation.startswith(_READS)
        )
        key = (case.command, case.kind, case.nth) if tried_again else case
        groups.setdefault(key, []).append(case)
    return [tuple(group) for group in groups.values()]


def spread(groups: Iterable[Group], seed: int) -> list[Group]:
    """The groups in an order of which each beginning holds each kind about as often as the others.

    The same seed gives the same order.
    """
    chance = random.Random(seed)  # noqa: S311 (chance to repeat, not to guess)
    by_kind: dict[str, list[Group]] = {}
    for group in groups:
        by_kind.setdefault(group[0].kind, []).append(group)
    kinds = sorted(by_kind)
    chance.shuffle(kinds)
    for kind in kinds:
        chance.shuffle(by_kind[kind])
    rounds: Iterator[tuple[Group | None, ...]] = zip_longest(*(by_kind[kind] for kind in kinds))
    return [group for group in chain.from_iterable(rounds) if group is not None]
