"""An example on an AWS emulator, for `make demo` and `make web`."""

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
class StandIn:
    """An emulator behind the gateway, and a Terraform root that calls an example.

    Attributes:
        target: the emulator, behind the gateway.
        gateway: for manual actions, and to read the messages that were sent.
        terraform: Terraform in the root; no command has run there yet.
    """

    target: Target
    gateway: Gateway
    terraform: Terraform
    _key: str

    def outputs(self) -> Mapping[str, Any]:
        """The outputs of the example, after it has been applied."""
        outputs: Mapping[str, Any] = self.terraform.output()[self._key]
        return outputs


@contextlib.contextmanager
def stand_in(example: Path, name: str = "embedded") -> Iterator[StandIn]:
    """Start an emulator and write a root that calls the example; both are removed at the end.

    Args:
        example: the folder of the example; its variables keep their defaults.
        name: an emulator, as in `open_target`.

    Raises:
        HarnessError: it cannot start; the message says what to do.
    """
    with open_workspace(name, rules=["cognito_messaging.rules"]) as workspace:
        terraform = workspace.terraform()
        scenario = Scenario.of(example, {})
        write_root(terraform.root, [scenario], workspace.target)
        yield StandIn(workspace.target, workspace.gateway, terraform, scenario.key)


def shown(console: Console, show: Callable[[], None], *, interrupted: int) -> int:
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
