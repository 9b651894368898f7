"""The environment of the cases: the example in a root, a gateway, and a target behind it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from terraform_scenarios import Target, Terraform, open_target, terraform_environment
from terraform_scenarios.gateway import Gateway

EXAMPLE = Path(__file__).parent.parent / "examples" / "complete"
TIMEOUT_SECONDS = 180.0
# Retries of each call by the provider. Its default is 25, which takes an hour without a target.
MAX_RETRIES = 4
# Deletion protection must be off before the pool can be destroyed. With another domain, the
# identity is replaced, and the pool and its clients are updated.
CHANGED = {"deletion_protection": False, "domain": "example.org"}


class Stack:
    """A target, the gateway in front of it, and Terraform in a root that calls the example.

    Attributes:
        gateway: the gateway that every call passes.
        target: the target behind the gateway, with the current account.
        terraform: Terraform in the root.
        secret: the secret access key, which must not appear in any output.
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
        """Switch to an account without resources."""
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
        """Replace a target that has died by an empty one."""
        self._servers.close()
        self._embedded = self._start()
        self.gateway.upstream = str(self._embedded.endpoint)
        self.gateway.reset()
        if self._verified:
            self.gateway.manual.verify_sender("*")

    @property
    def target_process(self) -> int:
        """Process ID of the target."""
        return self._embedded.pid

    def prepare(self, command: str) -> None:
        """Prepare a command: SES verifies the sender, or the configuration changes."""
        if command == "second apply":
            self._verified = True
            self.gateway.manual.verify_sender("*")
        if command == "change":
            self._root(CHANGED)

    def run(self, command: str) -> None:
        """Run a command.

        Raises:
            HarnessError: the command fails, is killed, or exceeds its time limit.
        """
        if command == "destroy":
            self.terraform.destroy()
        else:
            self.terraform.apply()

    def recover(self) -> tuple[int, str]:
        """Run `cognito-messaging recover --yes` on the root; return exit code and output."""
        root = str(self.terraform.root)
        command = [
            *(sys.executable, "-m", "cognito_messaging", "--region", str(self.target.region)),
            *("--endpoint-url", str(self.gateway.endpoint), "recover", root, "--yes"),
        ]
        ended = subprocess.run(
            command, env=dict(self.terraform.env), stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS,
        )  # fmt: skip
        return ended.returncode, ended.stdout

    def _root(self, inputs: dict[str, Any]) -> None:
        root = self._folder / "root"
        root.mkdir(exist_ok=True)
        source = Path(os.path.relpath(EXAMPLE, root.resolve())).as_posix()
        provider = self._embedded.provider() | {"max_retries": MAX_RETRIES}
        # The credentials are in the environment: the account, and a secret to look for in the logs.
        del provider["access_key"], provider["secret_key"]
        configuration = {
            "provider": {"aws": provider},
            "module": {"complete": {"source": source, **inputs}},
        }
        (root / "main.tf.json").write_text(json.dumps(configuration, indent=2))


@contextmanager
def open_stack(folder: Path) -> Iterator[Stack]:
    """Open a stack in a folder, and stop it at the end."""
    stack = Stack(folder)
    try:
        yield stack
    finally:
        stack.close()
