"""A Terraform root: what its plan says, and commands that change its state."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..terraform import find_program, headline, missing_program

_LOCK_ID = re.compile(r"^\W*ID:\s+(\S+)\s*$", re.M)


class RootFailed(Exception):
    """A command of Terraform failed, or the folder is not a root; the message says why."""


class StateLocked(RootFailed):
    """Another run holds the lock of the state, or a broken one has left it.

    Attributes:
        lock_id: the ID for `terraform force-unlock`.
    """

    def __init__(self, lock_id: str) -> None:
        self.lock_id = lock_id
        super().__init__(f"the state is locked (lock ID {lock_id})")


@dataclass(frozen=True)
class TerraformRoot:
    """A folder with a Terraform configuration.

    Attributes:
        directory: the folder, initialized.
        binary: the name or path of Terraform or OpenTofu.
        variables: `-var` and `-var-file` arguments, for the commands that evaluate the
            configuration.
    """

    directory: Path
    binary: str = "terraform"
    variables: tuple[str, ...] = ()

    @property
    def unsaved_state(self) -> Path | None:
        """The state that Terraform could not save in its backend, if there is one."""
        path = self.directory / "errored.tfstate"
        return path if path.is_file() else None

    def plan(self) -> Mapping[str, Any]:
        """A new plan in Terraform's JSON format.

        If Terraform cannot plan, because it would have to destroy what must not be destroyed, the
        plan has the state and no changes.

        Raises:
            StateLocked: the state is locked.
            RootFailed: Terraform failed.
        """
        with tempfile.TemporaryDirectory(prefix="recover-") as folder:  # only its owner can read it
            file = Path(folder) / "plan"
            arguments = ("plan", "-input=false", "-no-color", f"-out={file}", *self.variables)
            try:
                self.run(*arguments)
            except StateLocked:
                raise
            except RootFailed as failure:
                if "cannot be destroyed" not in str(failure):
                    raise
                self.run(*arguments, "-refresh-only")
            return self.show(file)

    def show(self, plan: Path) -> Mapping[str, Any]:
        """A saved plan in Terraform's JSON format.

        Raises:
            RootFailed: it is not a plan of this root.
        """
        try:
            shown = json.loads(self.run("show", "-json", "-no-color", str(plan.absolute())))
        except ValueError as error:
            raise RootFailed(f"'{self.binary} show -json {plan}' does not print JSON") from error
        if not isinstance(shown, dict) or "configuration" not in shown:
            raise RootFailed(f"{plan} is not a saved plan: write it with terraform plan -out=FILE")
        return shown

    def run(self, *arguments: str) -> str:
        """The output of one command in the folder.

        After a Ctrl-C, Terraform is asked to stop, and the function waits until it has: a command
        that writes the state must not be killed.

        Raises:
            StateLocked: the state is locked.
            RootFailed: the command failed.
        """
        program = find_program(self.binary)
        if program is None:
            raise RootFailed(missing_program(self.binary))
        if not self.directory.is_dir():
            raise RootFailed(f"{self.directory} is not a folder")
        command = [str(program), *arguments]
        try:
            # Its own session, so that Ctrl-C reaches Terraform once: it exits at a second one.
            with subprocess.Popen(
                command, cwd=self.directory, start_new_session=True, encoding="utf-8",
                errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            ) as started:  # fmt: skip
                try:
                    stdout, stderr = started.communicate()
                except KeyboardInterrupt:
                    started.send_signal(signal.SIGINT)
                    started.communicate()
                    raise
        except OSError as error:
            raise RootFailed(f"'{self.binary}' cannot be run: {error.strerror}") from error
        if started.returncode == 0:
            return stdout
        if "state lock" in stderr and (found := _LOCK_ID.search(stderr)):
            raise StateLocked(found[1])
        raise RootFailed(
            f"'{self.binary} {arguments[0]}' failed: {_why(stderr, started.returncode)}"
        )


def _why(stderr: str, code: int) -> str:
    """The headline of the first error and the text below it."""
    lines = [line.strip("╷│╵ \t") for line in stderr.splitlines()]
    first = next((n for n, line in enumerate(lines) if line.startswith("Error: ")), None)
    if first is None:
        return headline(stderr) or f"exit code {code}"
    last = next(
        (n for n in range(first + 1, len(lines)) if lines[n].startswith("Error: ")), len(lines)
    )
    return " ".join(line for line in lines[first:last] if line).removeprefix("Error: ")
