"""Emulators that this package starts and stops: MiniStack (`embedded`) and moto.

Each runs as a child process on a free loopback port. The child holds one end of a pipe and ends
when the other end closes, so it cannot outlive the tests, even if they are killed.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import TargetUnavailable
from .base import Target

START_SECONDS = 30.0
ATTEMPTS = 3  # another process may take the free port before the child does
LOOPBACK = "127.0.0.1"
_MOTO_ACCOUNT = "123456789012"  # the one that all its resources are in


@contextlib.contextmanager
def embedded(keep: bool = False) -> Iterator[Target]:
    """MiniStack: LocalStack's paths and shapes, an account for each 12-digit access key."""
    settings = {
        # Without these, it listens on all addresses of the machine, and on more ports.
        "BIND_HOST": LOOPBACK,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "MINISTACK_HOST": LOOPBACK,
        "AUTH": "true",  # reject a wrong code or password, as Cognito does
        "DOCKER_HOST": "tcp://127.0.0.1:9",  # it must not use the caller's Docker
    }
    with _server("ministack", settings, "/_localstack/health", keep) as (endpoint, check):
        yield Target(
            "embedded",
            endpoint,
            ephemeral=True,
            accounts=True,
            pid=check.pid,
            version=f"(MiniStack {importlib.metadata.version('ministack')})",
            check=check,
        )


@contextlib.contextmanager
def moto(keep: bool = False) -> Iterator[Target]:
    """moto's server."""
    with _server("moto", {}, "/moto-api/", keep) as (endpoint, check):
        yield Target(
            "moto",
            endpoint,
            access_key=_MOTO_ACCOUNT,
            ephemeral=True,
            pid=check.pid,
            version=importlib.metadata.version("moto"),
            check=check,
        )


class _Check:
    """Checks whether a server is still running."""

    def __init__(self, name: str, child: subprocess.Popen[bytes], log: Path) -> None:
        self._name, self._child, self._log = name, child, log
        self.pid = child.pid

    def __call__(self) -> None:
        if self._child.poll() is not None:
            raise TargetUnavailable(
                f"The {self._name} target died (exit code {self._child.returncode}) while it was "
                f"in use. The end of its log:\n{_tail(self._log)}"
            )


@contextlib.contextmanager
def _server(
    package: str, settings: Mapping[str, str], health: str, keep: bool
) -> Iterator[tuple[str, _Check]]:
    if importlib.util.find_spec(package) is None:
        extra = "embedded" if package == "ministack" else package
        raise TargetUnavailable(
            f"The {extra} target needs the package {package}: "
            f"pip install 'terraform-scenarios[{extra}]'"
        )
    folder = Path(tempfile.mkdtemp(prefix=f"{package}-"))
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        child, endpoint, check = _start(package, settings, health, folder, keep)
        cleanup.callback(_stop, child)
        try:
            yield endpoint, check
        finally:
            if keep:
                cleanup.pop_all()


def _start(
    package: str, settings: Mapping[str, str], health: str, folder: Path, keep: bool
) -> tuple[subprocess.Popen[bytes], str, _Check]:
    log = folder / "server.log"
    for _ in range(ATTEMPTS):
        port = free_port()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        environment |= {"TMPDIR": str(folder), "GATEWAY_PORT": str(port), **settings}
        with log.open("wb") as out:
            child = subprocess.Popen(
                [sys.executable, "-m", f"{__package__}._serve", package, str(port)]
                + (["kept"] if keep else []),
                env=environment,
                cwd=folder,
                # The pipe that ends the child with this process, see _serve; not if it is kept.
                stdin=subprocess.DEVNULL if keep else subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        endpoint = f"http://{LOOPBACK}:{port}"
        try:
            if _answers(child, endpoint + health):
                return child, endpoint, _Check(package, child, log)
        except BaseException:
            _stop(child)
            raise
        _stop(child)
    raise TargetUnavailable(
        f"{package} did not start on loopback in {ATTEMPTS} attempts. "
        f"The end of its log:\n{_tail(log)}"
    )


def free_port() -> int:
    """A free loopback port."""
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, 0))
        except OSError as error:
            raise TargetUnavailable(
                f"No free port on {LOOPBACK}: {error}. Stop something that listens there."
            ) from error
        return int(probe.getsockname()[1])


def _answers(child: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            # The caller's proxy cannot reach a loopback address.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(url, timeout=2):
                return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(0.05)
    return False


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        with contextlib.suppress(OSError):
            child.stdin.close()
    child.terminate()
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _tail(log: Path, lines: int = 15) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return "(no log)"
