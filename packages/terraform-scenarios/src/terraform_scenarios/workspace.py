"""A target with a gateway in front of it, and Terraform's environment for both."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .engine import WarmEngine
from .environment import terraform_environment
from .errors import TargetUnavailable
from .gateway import Gateway, GatewayError
from .targets import Target, open_target
from .terraform import Terraform

# Seconds after which Terraform is told that it waits for what only people do: the provider would
# wait half an hour for a number whose registration nobody approves.
PATIENCE = 60.0


@dataclass(frozen=True)
class Workspace:
    """An open target for Terraform, and a folder for root modules.

    Attributes:
        target: where API calls are sent: the gateway.
        gateway: the gateway in front of the emulator.
        folder: removed at the end.
        engine: keeps the provider running between commands; it ends with the workspace.
    """

    target: Target
    gateway: Gateway
    folder: Path
    engine: WarmEngine

    def environment(self) -> dict[str, str]:
        """Environment variables for Terraform."""
        return terraform_environment(self.folder, self.target.environment())

    def terraform(self, root: Path | None = None, **options: Any) -> Terraform:
        """Terraform in a root folder, by default `root` in the workspace's folder.

        Args:
            root: the folder, which need not exist.
            options: other attributes of `Terraform`.
        """
        root = root or self.folder / "root"
        root.mkdir(parents=True, exist_ok=True)
        settings = {
            "env": self.environment(),
            "watch": self.target.check,
            "run": self.engine.run,
        }
        return Terraform(root, **{**settings, **options})


@contextlib.contextmanager
def open_workspace(
    name: str = "embedded", *, rules: Sequence[str] = (), verified: Sequence[str] = ()
) -> Iterator[Workspace]:
    """Open a target with a gateway in front of it; close both at the end.

    Args:
        name: an emulator, as in `open_target`.
        rules: packages with rules for the gateway, such as `cognito_messaging.rules`.
        verified: SES senders that the gateway treats as verified; `*` for all.

    Raises:
        TargetUnavailable: the target or the gateway cannot start, or the target has no gateway.
    """
    with (
        tempfile.TemporaryDirectory(prefix="terraform-scenarios-") as folder,
        open_target(name) as emulator,
        open_gateway(emulator, rules=rules, verified=verified) as gateway,
        contextlib.closing(WarmEngine()) as engine,
    ):
        target = replace(emulator, endpoint=gateway.endpoint)
        yield Workspace(target, gateway, Path(folder), engine)


@contextlib.contextmanager
def open_gateway(
    target: Target,
    *,
    rules: Sequence[str] = (),
    verified: Sequence[str] = (),
    active: Sequence[str] = (),
    port: int = 0,
    prepare: Callable[[Gateway], None] = lambda _: None,
) -> Iterator[Gateway]:
    """Start a gateway in front of a target.

    Args:
        target: an emulator.
        rules: packages with rules for the gateway.
        verified: SES senders that the gateway treats as verified; `*` for all.
        active: SMS origination numbers that the gateway treats as registered; `*` for all.
        port: the port; 0 for a free one.
        prepare: called with the gateway before it starts.

    Raises:
        TargetUnavailable: it cannot start, or the target is AWS.
    """
    if target.endpoint is None:
        raise TargetUnavailable(f"The {target.name} target has no gateway: it is not an emulator.")
    with contextlib.ExitStack() as stack:
        try:
            fallback = target.fallback.endpoint if target.fallback else None
            gateway = Gateway(
                target.endpoint,
                fallback=fallback,
                services=target.services,
                plugins=rules,
                port=port,
            )
            prepare(gateway)
            for sender in verified:
                gateway.manual.verify_sender(sender)
            for number in active:
                gateway.manual.activate_number(number)
            gateway.manual.patience = PATIENCE
            stack.enter_context(gateway)
        except GatewayError as error:
            raise TargetUnavailable(str(error)) from error
        yield gateway
