"""The matrix: the commands in a row, each with one fault, in one account after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reliability.cases import COMMANDS, Case, cases_of, spread, together
from reliability.inventory import Inventory, inventory
from reliability.stack import Stack
from reliability.trial import Outcome, attempt


@dataclass(frozen=True)
class Reference:
    """What a command does when nothing goes wrong.

    Attributes:
        calls: service and operation of each call that it makes.
        left: what stands on the target afterwards.
    """

    calls: list[tuple[str, str]]
    left: Inventory


def reference(stack: Stack, commands: Sequence[str] = COMMANDS) -> dict[str, Reference]:
    """Run some commands of `COMMANDS` once, in their order, without a fault.

    Raises:
        HarnessError: one of them fails even so.
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
    """Every case there is, command by command."""
    return [case for command in COMMANDS for case in cases_of(command, references[command].calls)]


def run(
    stack: Stack,
    references: Mapping[str, Reference],
    cases: list[Case],
    *,
    seed: int,
    seconds: float | None,
    tell: Callable[[Outcome], None],
) -> None:
    """Try cases until none is left or the time is up.

    The commands of one account each meet a fault: what survived one is the ground for the next. An
    account in which something did not survive is left as it is, for a new one.

    Args:
        stack: where.
        references: what each command does without a fault; these commands are run.
        cases: what to try.
        seed: the order; a bounded run tries a beginning of it, spread over kinds and commands.
        seconds: when to begin no further case; None for no limit.
        tell: called with each outcome.
    """
    commands = tuple(references)
    deadline = time.monotonic() + seconds if seconds else float("inf")
    queues = {
        command: spread(together(one for one in cases if one.command == command), seed)
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
                # Whose fault it was shows when each is tried alone.
                queues[command][:0] = [(case,) for case in group]
            else:
                for outcome in outcomes:
                    tell(outcome)
            if broken:
                break
