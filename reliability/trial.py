"""One trial: a command meets faults, is run again if it failed, and its results are checked.

If the second run does not help, `cognito-messaging recover` runs, and then the command once more.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass

from terraform_scenarios import HarnessError, TerraformTimedOut
from terraform_scenarios.gateway import Fault, FaultKind

from .cases import (
    TARGET_KILLED,
    TARGET_UNREACHABLE,
    TERRAFORM_INTERRUPTED,
    TERRAFORM_KILLED,
    Case,
    Group,
)
from .inventory import Inventory, client_secrets, difference, inventory
from .stack import Stack

# Delay of the current call when a disaster strikes, so that it strikes during the call.
_DISASTER_DELAY_SECONDS = 0.5
_SLOW_SECONDS = 2.0
_SIGNALS = {TERRAFORM_KILLED: signal.SIGKILL, TERRAFORM_INTERRUPTED: signal.SIGINT}
_REQUEST_ID = re.compile(r"RequestID: [\w-]*, ")


@dataclass(frozen=True)
class Outcome:
    """The result of a case.

    Attributes:
        case: the case.
        met: False if Terraform never made the call, so that the case was not tried.
        recovery: seconds from the strike to the end of the command that succeeded.
        reason: why the case did not survive; empty if it did.
        remaining: what was wrong after `recover` and one more run; empty if nothing was.
    """

    case: Case
    met: bool
    recovery: float
    reason: str
    remaining: str = ""

    @property
    def survived(self) -> bool:
        """Whether the end result is the same as without the fault."""
        return self.met and not self.reason

    @property
    def recovered(self) -> bool:
        """Whether the end result was the same only after `recover`."""
        return self.met and bool(self.reason) and not self.remaining


class _Striker:
    """Injects the faults of cases into the calls of a command, and causes disasters."""

    def __init__(self, stack: Stack, group: Group) -> None:
        self._stack = stack
        self._kind = group[0].kind
        self._faults = {case: _fault(case) for case in group}
        self._process_group = 0
        self.struck_at = 0.0
        stack.gateway.inject(*self._faults.values())

    def has_struck(self, case: Case) -> bool:
        """Whether the call of a case was made."""
        return self._faults[case].struck > 0

    def started(self, process_group: int) -> None:
        self._process_group = process_group

    def watch(self) -> None:
        """Cause the disaster once a fault has struck. Called repeatedly while Terraform runs."""
        if not self.struck_at and any(fault.struck for fault in self._faults.values()):
            self.struck_at = time.monotonic()
            self._disaster()

    def _disaster(self) -> None:
        kind = self._kind
        if kind in _SIGNALS:
            with contextlib.suppress(ProcessLookupError):  # it has already ended
                os.killpg(self._process_group, _SIGNALS[kind])
        if kind == TARGET_KILLED:
            os.kill(self._stack.target_process, signal.SIGKILL)
        if kind in (TARGET_KILLED, TARGET_UNREACHABLE):
            self._stack.gateway.inject(Fault(FaultKind.DROPPED_BEFORE))


def _fault(case: Case) -> Fault:
    """The fault of a case; for a disaster, a delay of the current call."""
    if not case.service:
        return Fault(FaultKind.SLOW, nth=case.nth, delay=_DISASTER_DELAY_SECONDS)
    kind = FaultKind(case.kind)
    return Fault(kind, case.service, case.operation, nth=case.nth, delay=_SLOW_SECONDS)


def attempt(stack: Stack, group: Group, expected: Inventory) -> list[Outcome]:
    """Run a command with the faults of some cases, and check the results.

    Args:
        stack: the stack, in which all previous commands have run.
        group: the cases.
        expected: the expected resources on the target at the end.

    Returns:
        An outcome for each case; all of them have the same reason.
    """
    command, kind = group[0].command, group[0].kind
    log = _Log(stack, command)
    striker = _Striker(stack, group)
    stack.terraform.on_start = striker.started
    stack.terraform.watch = striker.watch
    failure = log.run()
    striker.watch()  # a fault may strike after the last call of watch
    stack.terraform.on_start = stack.terraform.watch = None
    stack.gateway.clear_faults()
    if not striker.struck_at:
        # A command that fails without a fault counts as a case that did not survive.
        return [Outcome(case, met=bool(failure), recovery=0.0, reason=failure) for case in group]
    if kind == TARGET_KILLED:
        stack.restart_target()
    if not log.timed_out and (failure or kind == TARGET_KILLED):
        failure = log.run()
    recovery = round(time.monotonic() - striker.struck_at, 1)
    reason = failure or _problem(stack, command, expected) or log.leaked()
    # A run with several faults is repeated with each of them alone.
    remaining = log.recover(expected) if reason and len(group) == 1 else reason
    return [Outcome(case, striker.has_struck(case), recovery, reason, remaining) for case in group]


def _problem(stack: Stack, command: str, expected: Inventory) -> str:
    """The problem after a command that succeeded; empty if there is none."""
    problem = difference(inventory(stack.target), expected)
    if problem:
        return problem
    if command == "destroy":
        left = [one["type"] for one in stack.terraform.state()["resources"]]
        return f"still in the state: {', '.join(left)}" if left else ""
    try:
        changes = stack.terraform.plan(stack.terraform.root / "second.tfplan").changes
    except HarnessError as error:
        return f"the plan fails: {_in_short(error)}"
    return "the plan is not empty" if changes else ""


class _Log:
    """Runs the command of a trial, and keeps its output and the records of the gateway."""

    def __init__(self, stack: Stack, command: str) -> None:
        self._stack = stack
        self._command = command
        self._lines: list[str] = []
        self.timed_out = False
        self._secrets = {stack.secret} | client_secrets(stack.target)
        stack.gateway.clear_calls()

    def run(self) -> str:
        """Run the command, and return its error, or an empty string."""
        failure = ""
        self._stack.terraform.on_event = self._add_event
        try:
            self._stack.run(self._command)
        except HarnessError as error:
            self._lines.append(str(error))
            failure = _in_short(error)
            self.timed_out = isinstance(error, TerraformTimedOut)
        self._stack.terraform.on_event = None
        self._lines += (json.dumps(c.as_json(), default=str) for c in self._stack.gateway.calls)
        self._stack.gateway.clear_calls()
        return failure

    def recover(self, expected: Inventory) -> str:
        """Run `cognito-messaging recover` and the command; return what is still wrong."""
        code, output = self._stack.recover()
        self._lines.append(output)
        if code:
            return f"recover: exit code {code}: {' '.join(output.split())[-300:]}"
        return self.run() or _problem(self._stack, self._command, expected) or self.leaked()

    def _add_event(self, event: Mapping[str, object]) -> None:
        self._lines.append(json.dumps(event))

    def leaked(self) -> str:
        """The problem that a secret was printed or recorded; empty if none was."""
        known = self._secrets | client_secrets(self._stack.target)
        return "a secret in a log" if any(s in line for line in self._lines for s in known) else ""


def _in_short(error: HarnessError) -> str:
    """An error as one line, without the parts that differ in each run."""
    diagnostics = getattr(error, "diagnostics", ())
    message = next((one.text for one in diagnostics if one.severity == "error"), str(error))
    return _REQUEST_ID.sub("", " ".join(message.split()))[:300]
