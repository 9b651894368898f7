"""A provider that is started once and serves many Terraform commands.

Providers that are made with HashiCorp's SDKs have the flag -debug: they then wait for Terraform,
and print how it reaches them.
https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Self

from ..process import signal_group
from ..targets.adopted import Adopted

START_SECONDS = 30.0
_CONNECT_SECONDS = 2.0
_KEEP = Path(__file__).with_name("_keep.py")
_REATTACH = re.compile(r"TF_REATTACH_PROVIDERS='(\{.*\})'")
_TRACE = re.compile(r"^(?:panic: |fatal error: ).*", re.MULTILINE | re.DOTALL)


class WarmProvider:
    """A running provider.

    Args:
        address: such as `registry.terraform.io/hashicorp/aws`.
        executable: its program.
        root: the folder that it was started in.
        reattach: how Terraform reaches it.
        child: the process.
        pipe: the process ends when nobody has this descriptor open any longer.
        folder: with its socket.
    """

    def __init__(
        self,
        address: str,
        executable: Path,
        root: Path,
        reattach: Mapping[str, Any],
        child: subprocess.Popen[bytes] | Adopted,
        pipe: int,
        folder: Path,
    ) -> None:
        self.address, self.executable, self.root = address, executable, root
        self.reattach = reattach
        self.pipe, self.folder = pipe, folder
        self._child = child

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._child.pid

    @classmethod
    def open(
        cls, address: str, executable: Path, root: Path, env: Mapping[str, str], folder: Path
    ) -> Self | None:
        """Start one; None if it has no such mode, or does not start.

        Args:
            address: such as `registry.terraform.io/hashicorp/aws`.
            executable: its program.
            root: the folder to start it in.
            env: its environment.
            folder: for its socket; nobody else can read it.
        """
        name = address.rpartition("/")[2]
        child = subprocess.Popen(
            [sys.executable, "-P", str(_KEEP), str(executable), "-debug"],
            env={
                **env,
                "TMPDIR": str(folder),
                # In this mode it would log all requests with their contents.
                f"TF_LOG_PROVIDER_{name.upper()}": "OFF",
            },
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 two pipes
        with child.stdout:
            found = _REATTACH.search(_start_output(child.stdout))
        pipe = os.dup(child.stdin.fileno())
        child.stdin.close()
        if not found:
            signal_group(child.pid, signal.SIGKILL)
            child.wait()
            os.close(pipe)
            return None
        (reattach,) = json.loads(found[1]).values()
        return cls(address, executable, root, reattach, child, pipe, folder)

    def serves(self, executable: Path, root: Path) -> bool:
        """Whether it is this version, and reads the files of this root."""
        # Each root may have its own copy. The last parts are version, platform and name.
        return executable.parts[-3:] == self.executable.parts[-3:] and root == self.root

    @property
    def has_ended(self) -> bool:
        """Whether it runs no longer."""
        return self._child.poll() is not None or not self._answers()

    def _answers(self) -> bool:
        address = self.reattach["Addr"]
        with socket.socket(getattr(socket, f"AF_{address['Network'].upper()}")) as connection:
            connection.settimeout(_CONNECT_SECONDS)
            try:
                connection.connect(address["String"])
            except OSError:
                return False
        return True

    def trace(self) -> str:
        """The stack trace that it has printed, under the heading that Terraform gives it."""
        with contextlib.suppress(OSError):
            crash = (self.folder / "crash").read_text(encoding="utf-8", errors="replace")
            found = _TRACE.search(crash)
            if found:
                return f"Stack trace from the {self.executable.name} plugin:\n\n{found[0]}"
        return ""

    def close(self) -> None:
        """End it."""
        # By closing the pipe, the process that watches it ends it, unless somebody has killed that.
        orphan = self._child.poll() is not None and self._answers()
        os.close(self.pipe)
        if orphan:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.reattach["Pid"], signal.SIGKILL)
        if isinstance(self._child, subprocess.Popen):
            signal_group(self._child.pid, signal.SIGKILL)
            self._child.wait()


def _start_output(pipe: IO[bytes]) -> str:
    """What a provider prints until it can be reached, or until it ends."""
    output, deadline = b"", time.monotonic() + START_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while not _REATTACH.search(output.decode(errors="replace")):
            if not selector.select(deadline - time.monotonic()):
                break
            part = os.read(pipe.fileno(), 65536)
            if not part:
                break
            output += part
    return output.decode(errors="replace")
