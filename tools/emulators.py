"""Starts emulators that need an environment of their own: LocalStack and LocalEmu.

Both are the same program in this respect: LocalEmu continues the version of LocalStack that needs
no token.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from terraform_scenarios import Target, TargetUnavailable
from terraform_scenarios.targets.servers import LOOPBACK, free_port

_SECONDS = 60.0


@contextlib.contextmanager
def started(name: str, python: Path) -> Iterator[Target]:
    """The emulator of a package, which is stopped at the end.

    Args:
        name: the package: `localstack` or `localemu`.
        python: the interpreter that the package is installed for.

    Raises:
        TargetUnavailable: it does not start; the message has the end of its log.
    """
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder:
        endpoint = f"http://{LOOPBACK}:{free_port()}"
        log = Path(folder) / "server.log"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "TMPDIR": folder,
            "GATEWAY_LISTEN": endpoint.removeprefix("http://"),
            "GATEWAY_SERVER": "hypercorn",  # the default server listens on all addresses
            "DISABLE_EVENTS": "1",
            "SKIP_SSL_CERT_DOWNLOAD": "1",
            "DNS_ADDRESS": "0",
        }
        with log.open("wb") as out:
            child = subprocess.Popen(
                [python.absolute(), "-m", f"{name}.runtime.main"],
                env=environment, cwd=folder, stdout=out, stderr=out,
            )  # fmt: skip
        try:
            _wait(child, f"{endpoint}/_{name}/health", log)
            yield Target(name, endpoint, pid=child.pid, version=_version(name, python))
        finally:
            child.kill()  # it can miss another signal while it starts, and keeps nothing to save
            child.wait()


def _wait(child: subprocess.Popen[bytes], health: str, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), opener.open(health, timeout=2):
            return
        time.sleep(0.1)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    raise TargetUnavailable(f"{health} does not answer. The end of its log:\n{tail}")


def _version(name: str, python: Path) -> str:
    package = "localstack-core" if name == "localstack" else name
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()
