"""What can go wrong, each with a message that says what to do about it."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


class HarnessError(Exception):
    """Base of everything this package raises on purpose; `str()` of it is written for people."""


class TerraformNotFound(HarnessError):
    """There is no such Terraform (or OpenTofu) to run."""

    def __init__(self, binary: str) -> None:
        super().__init__(
            f"'{binary}' was not found on PATH. Install Terraform 1.9 or later "
            "(https://developer.hashicorp.com/terraform/install) or OpenTofu, or name another "
            "program with --terraform-binary."
        )


class TerraformTooOld(HarnessError):
    """The Terraform found is older than this package can drive."""

    def __init__(self, binary: str, found: str, least: str) -> None:
        super().__init__(
            f"'{binary}' is version {found}; {least} or later is needed. Upgrade it, or name "
            "another program with --terraform-binary."
        )


class ProviderUnavailable(HarnessError):
    """Terraform cannot get a provider."""


class TargetUnavailable(HarnessError):
    """The place to apply to does not answer, could not be started, or died."""


class CallsNotRecorded(HarnessError):
    """A test asks for the calls that Terraform made, and nobody listened."""

    def __init__(self) -> None:
        super().__init__(
            "No gateway has recorded the calls that Terraform made. Run with --gateway on, or "
            "write terraform_gateway = on into the ini file; it needs an emulator for a target."
        )


class BadScenario(HarnessError):
    """A scenario that cannot be written as a module call."""


@dataclass(frozen=True)
class Diagnostic:
    """One error or warning, as `terraform -json` gives it.

    Attributes:
        severity: `error` or `warning`.
        summary: the headline.
        detail: the explanation; may be empty.
        address: the resource it speaks of, empty where Terraform names none.
        filename: the file it points at: relative to the root if it is in it, else absolute; empty
            where there is none.
        line: the line in that file, 0 where there is none.
        context: the block it points into (`module "x"`), empty where there is none.
        code: the expression it points at; empty where there is none.
        values: what stands in that expression, such as `var.name is "bad"`.
    """

    severity: str
    summary: str
    detail: str = ""
    address: str = ""
    filename: str = ""
    line: int = 0
    context: str = ""
    code: str = ""
    values: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Summary and detail, white space folded, for a test to look into."""
        return " ".join(f"{self.summary}: {self.detail}".split())

    def __str__(self) -> str:
        path = Path(self.filename)
        if path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())
        place = f"{path}:{self.line}" if self.filename else ""
        named = self.address or self.context
        where = " ".join(part for part in (named, place and f"({place})") if part)
        # Without values it says no more than the address does.
        expression = [self.code, *self.values] if self.values else []
        return "\n".join(
            part
            for part in (
                f"{self.severity}: {self.summary}",
                where and f"  at {where}",
                self.detail,
                *(f"  {line}" for part in expression for line in part.splitlines()),
            )
            if part
        )


class TerraformFailed(HarnessError):
    """Terraform ended with an error of its own.

    Attributes:
        command: the Terraform subcommand, such as `plan`.
        diagnostics: what Terraform reported, errors and warnings.
        output: the tail of its plain output, for what came without a diagnostic.
    """

    def __init__(self, command: str, diagnostics: Sequence[Diagnostic], output: str = "") -> None:
        self.command = command
        self.diagnostics = tuple(diagnostics)
        self.output = output
        errors = [d for d in self.diagnostics if d.severity == "error"]
        said = "\n\n".join(map(str, errors)) or output.strip() or "it gave no reason"
        super().__init__(f"terraform {command} failed:\n{said}")


class TerraformKilled(HarnessError):
    """Terraform ended by a signal, so nothing it said can be trusted to be whole."""

    def __init__(self, command: str, number: int, output: str = "") -> None:
        self.command = command
        self.signal = number
        name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
        tail = f"\n{output.strip()}" if output.strip() else ""
        super().__init__(
            f"terraform {command} was killed by {name} before it finished. Was the machine out of "
            f"memory?{tail}"
        )


class TerraformTimedOut(TerraformFailed):
    """Terraform took longer than it was given, and was stopped.

    Its diagnostics name what was under way then.
    """

    def __init__(self, command: str, seconds: float, unfinished: Iterable[str] = ()) -> None:
        limit = f"did not finish within {seconds:g} s"
        hint = "Give it longer with --terraform-timeout."
        under_way = [Diagnostic("error", f"It {limit}", hint, one) for one in unfinished]
        super().__init__(command, under_way, f"It {limit} and was stopped. {hint}")


class ProviderCrashed(TerraformFailed):
    """A provider ended in the middle of its work; the trace that it left is in the message.

    What Terraform reports then names all that was under way, whoever is to blame.
    """

    def __init__(self, command: str, diagnostics: Sequence[Diagnostic], output: str = "") -> None:
        super().__init__(command, diagnostics, output)
        self.trace = output.strip()

    def __str__(self) -> str:
        return "\n".join(part for part in (super().__str__(), self.trace) if part)
