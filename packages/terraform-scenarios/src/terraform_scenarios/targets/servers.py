"""Starting and stopping emulators, and those of this package: MiniStack (`embedded`) and moto.

Each runs as a child process on a free loopback port. The child holds one end of a pipe and ends
when the other end closes, so it cannot outlive the tests, even if they are killed.
"""

from __future__ import annotations

import contextlib
import http.client
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
from dataclasses import dataclass
from pathlib import Path

from ..errors import TargetUnavailable
from .adopted import Adopted
from .base import Target

START_SECONDS = 30.0
ATTEMPTS = 3  # another process may take the free port before the child does
LOOPBACK = "127.0.0.1"
SERVE = Path(__file__).with_name("_serve.py")
_HEALTH = "/_localstack/health"
_MOTO_ACCOUNT = "123456789012"  # the one that all its resources are in


@dataclass(frozen=True)
class Server:
    """An emulator that can be started.

    Attributes:
        name: of its package: `ministack`, `moto` or `localstack`.
        program: the Python that has the package, and the arguments to run `_serve.py`.
        environment: of the process; the port and a folder for temporary files are added.
    """

    name: str
    program: tuple[str, ...]
    environment: Mapping[str, str]


@contextlib.contextmanager
def embedded(keep: bool = False) -> Iterator[Target]:
    """MiniStack: LocalStack's paths and shapes, an account for each 12-digit access key."""
    with run_server(_ministack(), _HEALTH, keep) as (endpoint, check):
        yield embedded_target(endpoint, check)


def embedded_target(endpoint: str, check: ServerCheck) -> Target:
    """The target of a running MiniStack."""
    return Target(
        "embedded",
        endpoint,
        ephemeral=True,
        accounts=True,
        pid=check.pid,
        version=f"(MiniStack {importlib.metadata.version('ministack')})",
        check=check,
    )


def _ministack() -> Server:
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
    return _own_server("ministack", "embedded", settings)


@contextlib.contextmanager
def moto(keep: bool = False) -> Iterator[Target]:
    """moto's server."""
    server = _own_server("moto", "moto", {})
    with run_server(server, "/moto-api/", keep) as (endpoint, check):
        yield Target(
            "moto",
            endpoint,
            access_key=_MOTO_ACCOUNT,
            ephemeral=True,
            pid=check.pid,
            version=importlib.metadata.version("moto"),
            check=check,
        )


class ServerCheck:
    """Checks whether a server is still running.

    Attributes:
        pid: the process of the server.
    """

    def __init__(self, name: str, child: subprocess.Popen[bytes] | Adopted, log: Path) -> None:
        self._name, self._child, self._log = name, child, log
        self.pid = child.pid

    def __call__(self) -> None:
        """Raise `TargetUnavailable` if the server has stopped running."""
        if self._child.poll() is not None:
            raise TargetUnavailable(
                f"The {self._name} target died (exit code {self._child.returncode}) while it was "
                f"in use. The end of its log:\n{_tail(self._log)}"
            )


def _own_server(package: str, extra: str, settings: Mapping[str, str]) -> Server:
    """A server that an extra of this package installs."""
    if importlib.util.find_spec(package) is None:
        raise TargetUnavailable(
            f"The {extra} target needs the package {package}: "
            f"pip install 'terraform-scenarios[{extra}]'"
        )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return Server(package, (sys.executable, "-P", str(SERVE)), {**environment, **settings})


@dataclass(frozen=True)
class Lasting:
    """A MiniStack that one run starts and others go on with.

    Attributes:
        target: it.
        pipe: it ends when nobody has this descriptor open any longer.
        log: its log.
    """

    target: Target
    pipe: int
    log: Path

    def close(self) -> None:
        """Let it end."""
        os.close(self.pipe)


def start_lasting() -> Lasting:
    """Start a MiniStack.

    Raises:
        TargetUnavailable: it does not start; the message has the end of its log.
    """
    folder = Path(tempfile.mkdtemp(prefix="ministack-"))
    child, endpoint, check = _start(_ministack(), _HEALTH, folder, keep=False)
    assert child.stdin is not None  # noqa: S101 it was started with a pipe
    pipe = os.dup(child.stdin.fileno())
    child.stdin.close()
    return Lasting(embedded_target(endpoint, check), pipe, folder / "server.log")


def adopt(endpoint: str, pid: int, pipe: int, log: Path) -> Lasting | None:
    """A MiniStack that another run has started; None if it does not answer."""
    check = ServerCheck("ministack", Adopted(pid), log)
    with contextlib.suppress(OSError, TargetUnavailable), open_url(endpoint + _HEALTH, 2):
        check()
        return Lasting(embedded_target(endpoint, check), pipe, log)
    os.close(pipe)
    return None


@contextlib.contextmanager
def run_server(server: Server, health: str, keep: bool) -> Iterator[tuple[str, ServerCheck]]:
    """Start a server on a free loopback port, and stop it at the end; returns its URL.

    Args:
        server: the server.
        health: the path that it answers once it is ready.
        keep: keep it running at the end.

    Raises:
        TargetUnavailable: it does not start; the message has the end of its log.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{server.name}-"))
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        child, endpoint, check = _start(server, health, folder, keep)
        cleanup.callback(_stop, child)
        try:
            yield endpoint, check
        finally:
            if keep:
                cleanup.pop_all()


def _start(
    server: Server, health: str, folder: Path, keep: bool
) -> tuple[subprocess.Popen[bytes], str, ServerCheck]:
    log = folder / "server.log"
    for _ in range(ATTEMPTS):
        port = free_port()
        ours = {"TMPDIR": str(folder), "GATEWAY_PORT": str(port)}
        with log.open("wb") as out:
            child = subprocess.Popen(
                [*server.program, server.name, str(port), *(["kept"] if keep else [])],
                env={**server.environment, **ours},
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
                return child, endpoint, ServerCheck(server.name, child, log)
        except BaseException:
            _stop(child)
            raise
        _stop(child)
    raise TargetUnavailable(
        f"{server.name} did not start on loopback in {ATTEMPTS} attempts. "
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


def open_url(url: str, seconds: float) -> http.client.HTTPResponse:
    """Open a URL without the caller's proxy, which cannot reach a loopback address.

    Raises:
        OSError: nothing answers within the time, or the answer is an error.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer: http.client.HTTPResponse = opener.open(url, timeout=seconds)
    return answer


def _answers(child: subprocess.Popen[bytes], url: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), open_url(url, 2):
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
