"""The matrix: runs the commands in order, each with a fault, in a new account each time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .cases import COMMANDS, Case, cases_of, grouped, spread
from .inventory import Inventory, inventory
from .stack import Stack
from .trial import Outcome, attempt


@dataclass(frozen=True)
class Reference:
    """The effect of a command without faults.

    Attributes:
        calls: service and operation of each call.
        left: the resources on the target afterwards.
    """

    calls: list[tuple[str, str]]
    left: Inventory


def reference(stack: Stack, commands: Sequence[str] = COMMANDS) -> dict[str, Reference]:
    """Run some commands of `COMMANDS` once, in their order, without a fault.

    Raises:
        HarnessError: a command fails without a fault.
    """
    found = {}
    for command in commands:
        stack.prepare(command)
        stack.gateway.clear_calls()
        stack.run(command)
        calls = [(call.service, call.operation) for call in stack.gateway.calls if call.service]
        found[command] = Reference(calls, inventory(stack.target))
    return found


def all_cases(references: Mapping[str, Reference]) -> list[Case]:
    """Return all cases, by command."""
    return [case for command in COMMANDS for case in cases_of(command, references[command].calls)]


def run(
    stack: Stack,
    references: Mapping[str, Reference],
    cases: list[Case],
    *,
    seed: int,
    seconds: float | None,
    on_outcome: Callable[[Outcome], None],
) -> None:
    """Try the cases until all are done or the time is up.

    In one account, each command meets a fault and continues with the resources of the previous one.
    After a case that did not survive, the run continues in a new account.

    Args:
        stack: the target, the gateway and Terraform.
        references: the effect of each command without a fault; these commands are run.
        cases: the cases to try.
        seed: the order of the cases; the first ones cover all kinds and commands.
        seconds: time after which no further case begins; None for no limit.
        on_outcome: called with each outcome.
    """
    commands = tuple(references)
    deadline = time.monotonic() + seconds if seconds else float("inf")
    queues = {
        command: spread(grouped(one for one in cases if one.command == command), seed)
        for command in commands
    }
    while any(queues.values()):
        stack.new_account()
        last = max(index for index, command in enumerate(commands) if queues[command])
        for command in commands[: last + 1]:
            if time.monotonic() > deadline:
                return
            stack.prepare(command)
            if not queues[command]:
                stack.run(command)
                continue
            group = queues[command].pop(0)
            outcomes = attempt(stack, group, references[command].left)
            broken = any(outcome.reason for outcome in outcomes)
            if broken and len(group) > 1:
                # Try each case alone, to find the one that did not survive.
                queues[command][:0] = [(case,) for case in group]
            else:
                for outcome in outcomes:
                    on_outcome(outcome)
            if broken:
                break
