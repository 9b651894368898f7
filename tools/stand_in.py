"""An example on an AWS stand-in of its own: what `make demo` and `make web` share."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from terraform_scenarios import (
    HarnessError,
    Scenario,
    Target,
    Terraform,
    interruptible,
    open_target,
    terraform_environment,
    write_root,
)
from terraform_scenarios.gateway import Gateway, GatewayError


@dataclass(frozen=True)
class StandIn:
    """A stand-in behind the gateway, and a Terraform root on it that calls an example.

    Attributes:
        target: where AWS calls go: the gateway, which refuses what AWS would refuse.
        gateway: the same, to say what people do and to read the messages sent.
        terraform: in the root; nothing has been run there yet.
    """

    target: Target
    gateway: Gateway
    terraform: Terraform
    _key: str

    def outputs(self) -> Mapping[str, Any]:
        """The example's outputs, once it is applied."""
        outputs: Mapping[str, Any] = self.terraform.output()[self._key]
        return outputs


@contextlib.contextmanager
def stand_in(example: Path, name: str = "embedded") -> Iterator[StandIn]:
    """Start a stand-in and write a root that calls the example; both go at the end.

    Args:
        example: the folder of the root to call; its variables keep their defaults.
        name: an emulator, as `open_target` takes it.

    Raises:
        HarnessError: it cannot start; the message says what to do.
    """
    with (
        tempfile.TemporaryDirectory(prefix=f"{example.name}-") as folder,
        open_target(name) as emulator,
        Gateway(str(emulator.endpoint), plugins=["cognito_messaging.rules"]) as gateway,
    ):
        target = replace(emulator, endpoint=gateway.endpoint)
        terraform = Terraform(
            Path(folder) / "root",
            env=terraform_environment(Path(folder), target.environment()),
            watch=target.check,
        )
        scenario = Scenario.of(example, {})
        write_root(terraform.root, [scenario], target)
        yield StandIn(target, gateway, terraform, scenario.key)


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
