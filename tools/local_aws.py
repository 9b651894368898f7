"""An example on a local AWS emulator, for `make demo` and `make web`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from terraform_scenarios import (
    HarnessError,
    Scenario,
    Target,
    Terraform,
    interruptible,
    open_workspace,
    write_root,
)
from terraform_scenarios.gateway import Gateway, GatewayError


@dataclass(frozen=True)
class LocalAws:
    """An emulator behind a gateway, and a Terraform root that calls an example.

    Attributes:
        target: the target of AWS calls: the gateway, which refuses what AWS would refuse.
        gateway: the gateway, for manual actions and for the messages that were sent.
        terraform: Terraform in the root, where nothing has been run yet.
    """

    target: Target
    gateway: Gateway
    terraform: Terraform
    _key: str

    def outputs(self) -> Mapping[str, Any]:
        """The outputs of the example after its apply."""
        outputs: Mapping[str, Any] = self.terraform.output()[self._key]
        return outputs


@contextlib.contextmanager
def local_aws(example: Path, name: str = "embedded") -> Iterator[LocalAws]:
    """Start an emulator and write a root that calls the example; remove both at the end.

    Args:
        example: folder of the example; its variables keep their defaults.
        name: name of an emulator, as for `open_target`.

    Raises:
        HarnessError: the emulator cannot start; the message says what to do.
    """
    with open_workspace(name, rules=["cognito_messaging.rules"]) as workspace:
        terraform = workspace.terraform()
        scenario = Scenario.of(example, {})
        write_root(terraform.root, [scenario], workspace.target)
        yield LocalAws(workspace.target, workspace.gateway, terraform, scenario.key)


def run_in_terminal(console: Console, show: Callable[[], None], *, interrupted: int) -> int:
    """Run a program in a terminal until it ends or Ctrl-C is pressed; returns the exit code.

    Args:
        console: where an error is printed, in one line.
        show: the program.
        interrupted: the exit code after a Ctrl-C.
    """
    try:
        with interruptible():
            show()
    except (HarnessError, GatewayError) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    except KeyboardInterrupt:
        console.print("\nInterrupted; everything that was started is stopped, and nothing is left.")
        return interrupted
    return 0
