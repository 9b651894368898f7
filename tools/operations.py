"""The AWS operations that the module, the command and the page call: docs/operations.json.

`python -m tools.operations` runs the tests that make these calls, and writes the file from what the
gateway receives. It takes about ten minutes and needs Chromium, as `make e2e` does.
"""

from __future__ import annotations

import ast
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from botocore import xform_name

from cognito_messaging import calls
from terraform_scenarios import open_target
from terraform_scenarios.gateway import models

from .hcl_blocks import REPOSITORY

FILE = REPOSITORY / "docs" / "operations.json"
# How each caller names itself in its requests. The tests' own calls, with boto3, count for none.
_AGENTS = {"module": "HashiCorp", "page": "aws-amplify"}
_TESTS = ("tests/scenarios", "tests/e2e/test_page.py")
# LocalStack's address has an embedded target. On this target the plugin destroys what it applied,
# so that the calls that delete are recorded too.
_OPTIONS = ("-q", "--target", "localstack", "-o", "norecursedirs=node_modules .*")


def recorded() -> Mapping[str, frozenset[str]]:
    """The operations in the file, such as `sns.Publish`, by their caller."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    return {caller: frozenset(names) for caller, names in read.items()}


def of_the_command() -> frozenset[str]:
    """The operations that the command calls, from its code.

    The checks declare their calls in `calls.py`. The subcommands use boto3's methods: every name in
    such a file that is a method of one of its clients is a call.
    """
    declared = {
        f"{one.service}.{one.name}"
        for one in vars(calls).values()
        if isinstance(one, calls.ApiOperation)
    }
    files = (REPOSITORY / "src" / "cognito_messaging" / "cli").glob("*.py")
    return frozenset(declared).union(*map(_of_clients, files))


def _of_clients(file: Path) -> Iterator[str]:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    # A paginator is created with the name of the method.
    names |= {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    for service in map(_client, nodes):
        if service:
            for operation in models.service(service).operation_names:
                if xform_name(operation) in names:
                    yield f"{service}.{operation}"


def _client(node: ast.AST) -> str:
    """The service of a call such as `session.client("sns", …)`, or an empty text."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "client" and node.args:
        service = node.args[0]
        if isinstance(service, ast.Constant):
            return str(service.value)
        if isinstance(service, ast.Name):
            return str(getattr(calls, service.id))
    return ""


class _Recorder(logging.Handler):
    """Notes which client asks a gateway for which operation, from the gateway's log."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {caller: set() for caller in _AGENTS}

    def emit(self, record: logging.LogRecord) -> None:
        """Note one call."""
        if isinstance(record.args, tuple) and len(record.args) == 3:
            service, operation, agent = map(str, record.args)
            for caller, named in _AGENTS.items():
                if named in agent:
                    self.found[caller].add(f"{service}.{operation}")


def record() -> int:
    """Run the tests and write the file; return the exit code.

    Some tests of the module fail, because they expect a name of the embedded target. Their calls
    are recorded all the same.
    """
    recorder = _Recorder()
    log = logging.getLogger("terraform_scenarios.gateway")
    log.setLevel(logging.DEBUG)
    log.propagate = False  # pytest would keep every line for its report
    log.addHandler(recorder)
    with open_target("embedded") as target, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", str(target.endpoint))
        patch.chdir(REPOSITORY)
        pytest.main([*_OPTIONS, *_TESTS])
    missing = [caller for caller, names in recorder.found.items() if not names]
    if missing:
        sys.stderr.write(f"No call of the {' and the '.join(missing)} was recorded, see above.\n")
        return 1
    found = {**recorder.found, "command": of_the_command()}
    listed = {caller: sorted(names) for caller, names in sorted(found.items())}
    FILE.write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(record())
