"""What one pytest process has open: the target, the root folder, the batch."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .batch import Batch, Need
from .environment import terraform_environment
from .progress import Progress
from .scenario import Scenario
from .targets import Target, open_target
from .terraform import Terraform


@dataclass
class Settings:
    """What the command line says."""

    target: str
    binary: str
    timeout: float
    parallelism: int
    keep: bool


@dataclass
class Session:
    """Opens what is needed when it is first needed, and closes all of it at the end.

    Attributes:
        settings: what the command line says.
        progress: where to say what is going on.
        given: a target that somebody else has opened (the controller of pytest-xdist).
        number: which worker this is; each has an account of its own, where the target has many.
        notes: lines for the end of the run.
    """

    settings: Settings
    progress: Progress
    given: Target | None = None
    number: int = 0
    notes: list[str] = field(default_factory=list)
    calls: int = 0
    dirty: bool = False  # the target still has something of ours

    def __post_init__(self) -> None:
        self._open = contextlib.ExitStack()
        self._target: Target | None = None
        self._batch: Batch | None = None
        self._needs: Mapping[Scenario, frozenset[Need]] = {}

    def want(self, needs: Mapping[Scenario, frozenset[Need]]) -> None:
        """Say which scenarios the selected tests need."""
        self._needs = needs

    @property
    def target(self) -> Target:
        """The target, opened."""
        if self._target is None:
            opened = self.given or self._open.enter_context(
                open_target(self.settings.target, keep=self.settings.keep)
            )
            self._target = opened.with_account(self.number) if self.number else opened
        return self._target

    @property
    def batch(self) -> Batch:
        """The batch of this process, made."""
        if self._batch is None:
            folder = Path(tempfile.mkdtemp(prefix="terraform-scenarios-"))
            terraform = self.terraform(folder / "root", folder)
            terraform.version()
            self._batch = Batch(self._needs, terraform, self.target, self.progress, self.client)
        return self._batch

    def terraform(self, root: Path, folder: Path) -> Terraform:
        """Terraform for this session's target, in `root`; `folder` holds its configuration."""
        root.mkdir(parents=True, exist_ok=True)
        return Terraform(
            root,
            binary=self.settings.binary,
            env=terraform_environment(folder, self.target.environment()),
            timeout=self.settings.timeout,
            parallelism=self.settings.parallelism,
            watch=self.target.check,
        )

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client for the target, whose calls are counted."""
        client = self.target.client(service, region)
        client.meta.events.register("before-call", self._count)
        return client

    def _count(self, **_: object) -> None:
        self.calls += 1

    def close(self) -> None:
        """Destroy what outlives the target, stop the target, remove the folders."""
        with self._open:
            if self._batch:
                self._close_batch(self._batch)

    def _close_batch(self, batch: Batch) -> None:
        folder = batch.terraform.root.parent
        if self.settings.keep:
            self.notes += _how_to_look_around(batch)
            return
        if not batch.target.ephemeral:
            try:
                left = batch.destroy()
            except Exception as error:
                self.dirty = True
                self.notes.append(f"Cleaning up failed; state is kept in {folder}: {error}")
                return
            if left:
                self.dirty = True
                self.notes.append(
                    f"The target still has, after destroy (state in {folder}): {', '.join(left)}"
                )
                return
        shutil.rmtree(folder, ignore_errors=True)


def _how_to_look_around(batch: Batch) -> list[str]:
    """Commands that a person types to see what was left."""
    target = batch.target
    names = "".join(f"  export {k}={shlex.quote(v)}\n" for k, v in target.environment().items())
    configuration = batch.terraform.env.get("TF_CLI_CONFIG_FILE")
    if configuration:
        names += f"  export TF_CLI_CONFIG_FILE={shlex.quote(configuration)}\n"
    stop = f"\n  kill {target.pid}  # stops the {target.name} target" if target.pid else ""
    return [
        f"Kept. To look around:\n{names}  cd {shlex.quote(str(batch.terraform.root))}\n"
        f"  {batch.terraform.binary} state list\n"
        f"  {batch.terraform.binary} destroy{stop}"
    ]
