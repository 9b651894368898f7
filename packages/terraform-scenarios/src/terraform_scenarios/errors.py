"""The errors of this package; each message says what to do."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

INSTALL_TERRAFORM = "pip install 'terraform-scenarios[terraform]'"


class HarnessError(Exception):
    """Base of all errors that this package raises on purpose; the text is written for users."""


class TerraformNotFound(HarnessError):
    """Terraform or OpenTofu is not installed, or not under that name."""

    def __init__(self, binary: str) -> None:
        super().__init__(
            f"'{binary}' was not found on PATH. Install Terraform "
            "(https://developer.hashicorp.com/terraform/install) or OpenTofu, or run "
            f"{INSTALL_TERRAFORM}, or set --terraform-binary to another program."
        )


class TerraformTooOld(HarnessError):
    """Terraform or OpenTofu is older than this package supports."""

    def __init__(self, binary: str, found: str, least: str, why: str = "") -> None:
        needed = f"{least} or later is needed {why}".rstrip()
        super().__init__(
            f"'{binary}' is {found}; {needed}. Upgrade it, or set --terraform-binary to another "
            "program."
        )


class ProviderUnavailable(HarnessError):
    """Terraform cannot install a provider."""


class TargetUnavailable(HarnessError):
    """The target does not answer, cannot be started, or has died."""


class CallsNotRecorded(HarnessError):
    """A test asks for API calls, and there is no gateway that records them."""

    def __init__(self) -> None:
        super().__init__(
            "API calls are recorded only with a gateway. Run with --gateway on, or add "
            "terraform_gateway = on to the ini file; the target must be an emulator."
        )


class BadScenario(HarnessError):
    """A scenario is not valid."""


@dataclass(frozen=True)
class Diagnostic:
    """An error or warning in `terraform -json` output.

    Attributes:
        severity: `error` or `warning`.
        summary: the headline.
        detail: the explanation; may be empty.
        address: of the resource; empty if there is none.
        filename: relative to the root for files in the root, else absolute; empty if there is none.
        line: in that file; 0 if there is none.
        context: the block of that line (`module "x"`); empty if there is none.
        code: the expression in that line; empty if there is none.
        values: of the parts of the expression, such as `var.name is "bad"`.
        rule: of a refused input, the absolute path and the line of the `validation`.
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
    rule: tuple[str, int] | None = None

    @property
    def text(self) -> str:
        """Summary and detail in one line, with white space collapsed."""
        return " ".join(f"{self.summary}: {self.detail}".split())

    def __str__(self) -> str:
        path = Path(self.filename)
        if path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())
        place = f"{path}:{self.line}" if self.filename else ""
        named = self.address or self.context
        where = " ".join(part for part in (named, place and f"({place})") if part)
        # Without values, the expression adds nothing to the address.
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
    """A Terraform command failed.

    Attributes:
        command: the Terraform subcommand, such as `plan`.
        diagnostics: errors and warnings.
        output: the end of its plain output, for errors without a diagnostic.
    """

    def __init__(self, command: str, diagnostics: Sequence[Diagnostic], output: str = "") -> None:
        self.command = command
        self.diagnostics = tuple(diagnostics)
        self.output = output
        errors = [d for d in self.diagnostics if d.severity == "error"]
        reason = "\n\n".join(map(str, errors)) or output.strip() or "it reported no reason"
        super().__init__(f"terraform {command} failed:\n{reason}")


class TerraformKilled(HarnessError):
    """A signal ended Terraform, so its output may not be complete."""

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
    """A Terraform command reached its time limit and was stopped.

    Its diagnostics name the resources that were in progress.
    """

    def __init__(self, command: str, seconds: float, unfinished: Iterable[str] = ()) -> None:
        limit = f"did not finish within {seconds:g} s"
        hint = "Set a longer time with --terraform-timeout."
        under_way = [Diagnostic("error", f"It {limit}", hint, one) for one in unfinished]
        super().__init__(command, under_way, f"It {limit} and was stopped. {hint}")


class ProviderCrashed(TerraformFailed):
    """A provider crashed; the message has its stack trace.

    Terraform then reports an error for each resource in progress, not only for the cause.
    """

    def __init__(self, command: str, diagnostics: Sequence[Diagnostic], output: str = "") -> None:
        super().__init__(command, diagnostics, output)
        self.trace = output.strip()

    def __str__(self) -> str:
        return "\n".join(part for part in (super().__str__(), self.trace) if part)
