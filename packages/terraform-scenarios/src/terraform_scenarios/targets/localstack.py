"""LocalStack: one that runs already, or one that this package starts.

LocalStack without a paid plan has no user pools and no SES v2, so the embedded target is started
beside it, for the gateway to send it what LocalStack lacks.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import urllib.error
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import TargetUnavailable
from .base import Target
from .servers import SERVE, Server, embedded, open_url, run_server

PYTHON_VARIABLE = "TERRAFORM_SCENARIOS_LOCALSTACK"
# LocalStack pins another release of botocore than MiniStack, so it is usually installed here.
USUAL_PYTHON = Path(".localstack/bin/python")
ADDRESS_VARIABLES = ("AWS_ENDPOINT_URL", "LOCALSTACK_HOST")  # of localstack-client
_INSTALL = (
    "python3 -m venv .localstack && "
    ".localstack/bin/pip install 'terraform-scenarios[localstack]'"
)  # fmt: skip
_SETTINGS = {
    # LocalStack's default server listens on all addresses of the machine.
    "GATEWAY_SERVER": "hypercorn",
    "USE_SSL": "0",
    # It must not look for updates, certificates or other downloads, and not answer DNS requests.
    "DISABLE_EVENTS": "1",
    "SKIP_SSL_CERT_DOWNLOAD": "1",
    "SKIP_INFRA_DOWNLOADS": "1",
    "DNS_ADDRESS": "0",
    # In a container, it would use folders of the system instead of its own.
    "OVERRIDE_IN_DOCKER": "0",
    "DOCKER_HOST": "tcp://127.0.0.1:9",  # it must not use the caller's Docker
}
# The LocalStack that is started here has no Docker, and it runs functions in containers only. The
# logs of functions are where these run.
# https://docs.localstack.cloud/aws/services/lambda/
_LEFT_TO_FALLBACK = frozenset({"lambda", "logs"})


@contextlib.contextmanager
def localstack(keep: bool = False) -> Iterator[Target]:
    """The LocalStack at the endpoint that localstack-client returns, or a new one.

    The endpoint is `AWS_ENDPOINT_URL`, else `LOCALSTACK_HOST`, else localhost:4566. A new
    LocalStack is started if nothing answers there, neither variable is set, and there is a Python
    that has LocalStack.

    Raises:
        TargetUnavailable: no LocalStack answers, and none can be started.
    """
    import localstack_client.config  # here, since it imports boto3, which takes a while

    endpoint = localstack_client.config.get_service_endpoint("cognito-idp").rstrip("/")
    with contextlib.ExitStack() as stack:
        try:
            target = _running(endpoint)
        except TargetUnavailable:
            python = None if any(map(os.environ.get, ADDRESS_VARIABLES)) else find_python()
            if python is None:
                raise
            target = stack.enter_context(_started(python, keep))
        if is_localstack(target.endpoint) and importlib.util.find_spec("ministack"):
            target = _with_fallback(target, stack.enter_context(embedded(keep)))
        yield target


def find_python() -> str | None:
    """The Python that has LocalStack: the one that runs this, or one of another environment.

    Raises:
        TargetUnavailable: `TERRAFORM_SCENARIOS_LOCALSTACK` is not such a Python.
    """
    named = os.environ.get(PYTHON_VARIABLE)
    if named:
        program = shutil.which(named)
        if program is None or not _has_localstack(program):
            raise TargetUnavailable(
                f"{PYTHON_VARIABLE} is {named}, which is not a Python that has LocalStack. Make "
                f"one: {_INSTALL}"
            )
        return str(Path(program).absolute())
    usual = str(USUAL_PYTHON.absolute())
    return next((one for one in (sys.executable, usual) if _has_localstack(one)), None)


def _has_localstack(python: str) -> bool:
    look = "import sys; from importlib.util import find_spec as f; sys.exit(not f('localstack'))"
    try:
        return subprocess.run([python, "-I", "-c", look], timeout=30).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def is_localstack(endpoint: str | None) -> bool:
    """Whether a server is LocalStack itself, and not another emulator with its health page."""
    try:
        return "edition" in _get(f"{endpoint}/_localstack/info")
    except (OSError, ValueError):
        return False


def server_of(python: str, package: str = "localstack") -> Server:
    """The server of a Python that has LocalStack, or a package that is made from it.

    Args:
        python: the interpreter.
        package: the package: `localstack` or `localemu`.
    """
    # Nothing else of the caller's environment, which may have settings for LocalStack.
    passed = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return Server(package, (python, "-I", str(SERVE)), {**passed, **_SETTINGS})


@contextlib.contextmanager
def _started(python: str, keep: bool) -> Iterator[Target]:
    with run_server(server_of(python), "/_localstack/health", keep) as (endpoint, check):
        found = _running(endpoint)
        yield replace(
            found,
            ephemeral=True,
            pid=check.pid,
            version=f"{found.version} (started by this run)",
            services=tuple(one for one in found.services if one not in _LEFT_TO_FALLBACK),
            check=check,
        )


def _running(endpoint: str) -> Target:
    health = read_health(endpoint)
    return Target(
        "localstack",
        endpoint,
        accounts=True,
        version=str(health.get("version", "")),
        services=_usable(health),
        check=lambda: _check(endpoint),
    )


def _usable(health: Mapping[str, Any]) -> tuple[str, ...]:
    services = health.get("services")
    found = services.items() if isinstance(services, Mapping) else ()
    return tuple(sorted(name for name, state in found if state not in ("disabled", "error")))


def _check(endpoint: str) -> None:
    read_health(endpoint)


def _with_fallback(target: Target, fallback: Target) -> Target:
    def check() -> None:
        target.check()
        fallback.check()

    return replace(target, fallback=fallback, check=check)


def read_health(endpoint: str) -> Mapping[str, Any]:
    """What LocalStack reports about itself: `version`, and `services` with the state of each.

    Raises:
        TargetUnavailable: no LocalStack answers.
    """
    try:
        return _get(f"{endpoint}/_localstack/health")
    except urllib.error.HTTPError as error:
        raise TargetUnavailable(
            f"The server at {endpoint} is not LocalStack: /_localstack/health returned "
            f"{error.code}. Set LOCALSTACK_HOST or AWS_ENDPOINT_URL to the address of LocalStack."
        ) from error
    except (OSError, ValueError) as error:
        raise TargetUnavailable(
            f"No LocalStack answers at {endpoint}. Install it, and the next run starts it: "
            f"{_INSTALL}\nOr start one with `localstack start -d`, set LOCALSTACK_HOST to its "
            "address, or use --target embedded, which needs neither."
        ) from error


def _get(url: str) -> Mapping[str, Any]:
    with open_url(url, 5) as answer:
        found = json.load(answer)
    return found if isinstance(found, dict) else {}
