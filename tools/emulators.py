"""Starts emulators that need an environment of their own: LocalStack and LocalEmu.

Both are the same program in this respect: LocalEmu continues the version of LocalStack that needs
no token.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from terraform_scenarios import Target
from terraform_scenarios.targets.localstack import server_of
from terraform_scenarios.targets.servers import run_server


@contextlib.contextmanager
def started(name: str, python: Path) -> Iterator[Target]:
    """The emulator of a package, alone; it is stopped at the end.

    Args:
        name: the package: `localstack` or `localemu`.
        python: the interpreter that the package is installed for.

    Raises:
        TargetUnavailable: it does not start; the message has the end of its log.
    """
    server = server_of(str(python.absolute()), name)
    with run_server(server, f"/_{name}/health", keep=False) as (endpoint, check):
        yield Target(name, endpoint, pid=check.pid, version=_version(name, python))


def _version(name: str, python: Path) -> str:
    package = "localstack-core" if name == "localstack" else name
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()
