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
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..process import signal_group

START_SECONDS = 30.0
_KEEP = Path(__file__).with_name("_keep.py")
_REATTACH = re.compile(r"TF_REATTACH_PROVIDERS='(\{.*\})'")
_TRACE = re.compile(r"^(?:panic: |fatal error: ).*", re.MULTILINE | re.DOTALL)


class WarmProvider:
    """A running provider.

    Args:
        address: such as `registry.terraform.io/hashicorp/aws`.
        executable: its program.
        env: its environment.
        folder: for its socket and its log; nobody else can read it.

    Attributes:
        address: as given.
        executable: as given.
    """

    def __init__(
        self, address: str, executable: Path, env: Mapping[str, str], folder: Path
    ) -> None:
        self.address, self.executable = address, executable
        self._log = folder / f"{executable.name}.log"
        name = address.rpartition("/")[2]
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-P", str(_KEEP), str(executable), "-debug"],
                env={
                    **env,
                    "TMPDIR": str(folder),
                    # In this mode it would log all requests with their contents.
                    f"TF_LOG_PROVIDER_{name.upper()}": "OFF",
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        self._reattach: Mapping[str, Any] | None = None

    def reattach(self) -> Mapping[str, Any] | None:
        """How Terraform reaches it; None if it has no such mode, or does not start."""
        if self._reattach is None:
            found = _REATTACH.search(self._start_output())
            if found:
                (self._reattach,) = json.loads(found[1]).values()
        return self._reattach

    def _start_output(self) -> str:
        output, deadline = b"", time.monotonic() + START_SECONDS
        if self._child.stdout is None:
            return ""
        with selectors.DefaultSelector() as selector:
            selector.register(self._child.stdout, selectors.EVENT_READ)
            while not _REATTACH.search(output.decode(errors="replace")):
                if not selector.select(deadline - time.monotonic()):
                    break
                part = os.read(self._child.stdout.fileno(), 65536)
                if not part:
                    break
                output += part
        return output.decode(errors="replace")

    @property
    def has_ended(self) -> bool:
        """Whether it runs no longer."""
        return self._child.poll() is not None

    def trace(self) -> str:
        """The stack trace that it has printed, under the heading that Terraform gives it."""
        with contextlib.suppress(OSError):
            found = _TRACE.search(self._log.read_text(encoding="utf-8", errors="replace"))
            if found:
                return f"Stack trace from the {self.executable.name} plugin:\n\n{found[0]}"
        return ""

    def close(self) -> None:
        """End it."""
        signal_group(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()
