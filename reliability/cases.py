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


def spread(cases: Iterable[Case], seed: int) -> list[Case]:
    """The cases in an order of which each beginning holds each kind about as often as the others.

    The same seed gives the same order.
    """
    chance = random.Random(seed)  # noqa: S311 (chance to repeat, not to guess)
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(case.kind, []).append(case)
    kinds = sorted(by_kind)
    chance.shuffle(kinds)
    for kind in kinds:
        chance.shuffle(by_kind[kind])
    rounds: Iterator[tuple[Case | None, ...]] = zip_longest(*(by_kind[kind] for kind in kinds))
    return [case for case in chain.from_iterable(rounds) if case is not None]
