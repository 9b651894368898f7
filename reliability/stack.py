"""The example in a root of its own, on a target behind a gateway: all that a case needs."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from terraform_scenarios import Target, Terraform, open_target, terraform_environment
from terraform_scenarios.gateway import Gateway

EXAMPLE = Path(__file__).parent.parent / "examples" / "complete"
TIMEOUT_SECONDS = 180.0
# Of each call by the provider; with its default of 25 a target that is away is told after an hour.
TRIES = 4
# Deletion protection has to go before the pool can; and the sender moves to another domain, so
# that the identity is replaced and pool and clients are updated.
CHANGED = {"deletion_protection": False, "domain": "example.org"}


class Stack:
    """A target, the gateway before it and Terraform in a root that calls the example.

    Attributes:
        gateway: what every call goes through.
        target: the target behind the gateway, in the account at hand.
        terraform: Terraform in the root.
        secret: the secret access key, which nothing may print.
    """

    def __init__(self, folder: Path) -> None:
        self.secret = secrets.token_urlsafe(30)
        self._folder = folder
        self._servers = ExitStack()
        self._accounts = 0
        self._verified = False
        self._embedded = self._start()
        self.gateway = Gateway(str(self._embedded.endpoint), plugins=["cognito_messaging.rules"])
        self.gateway.start()
        self._root({})
        self.new_account()
        self.terraform.init()

    def close(self) -> None:
        """Stop gateway and target."""
        self.gateway.stop()
        self._servers.close()

    def _start(self) -> Target:
        return self._servers.enter_context(open_target("embedded"))

    def new_account(self) -> None:
        """Turn to an account in which nothing was ever made."""
        self._accounts += 1
        self._verified = False
        self.gateway.reset()
        at_gateway = replace(self._embedded, endpoint=self.gateway.endpoint)
        self.target = at_gateway.with_account(100_000_000_000 + self._accounts)
        for state in self._folder.glob("root/terraform.tfstate*"):
            state.unlink()
        env = {**self.target.environment(), "AWS_SECRET_ACCESS_KEY": self.secret}
        self.terraform = Terraform(
            self._folder / "root",
            env=terraform_environment(self._folder, env),
            timeout=TIMEOUT_SECONDS,
        )
        self._root({})

    def restart_target(self) -> None:
        """Put an empty target in the place of one that has died."""
        self._servers.close()
        self._embedded = self._start()
        self.gateway.upstream = str(self._embedded.endpoint)
        self.gateway.reset()
        if self._verified:
            self.gateway.manual.verify_sender("*")

    @property
    def target_process(self) -> int:
        """The target's process."""
        return self._embedded.pid

    def prepare(self, command: str) -> None:
        """Let happen what happens before a command: SES verifies, the configuration changes."""
        if command == "second apply":
            self._verified = True
            self.gateway.manual.verify_sender("*")
        if command == "change":
            self._root(CHANGED)

    def run(self, command: str) -> None:
        """Run a command.

        Raises:
            HarnessError: it fails, is killed, or does not end.
        """
        if command == "destroy":
            self.terraform.destroy()
        else:
            self.terraform.apply()

    def _root(self, inputs: dict[str, Any]) -> None:
        root = self._folder / "root"
        root.mkdir(exist_ok=True)
        source = Path(os.path.relpath(EXAMPLE, root.resolve())).as_posix()
        configuration = {
            "provider": {"aws": {**self._embedded.provider(), "max_retries": TRIES}},
            "module": {"complete": {"source": source, **inputs}},
        }
        (root / "main.tf.json").write_text(json.dumps(configuration, indent=2))


@contextmanager
def open_stack(folder: Path) -> Iterator[Stack]:
    """A stack in a folder of its own, stopped at the end."""
    stack = Stack(folder)
    try:
        yield stack
    finally:
        stack.close()
