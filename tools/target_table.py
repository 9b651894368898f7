"""Measures which AWS operations each target has, and writes docs/targets.md.

`make docs` writes the page from docs/targets.json and docs/operations.json. `make targets` measures
the emulators first, and writes docs/targets.json.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial
from pathlib import Path
from typing import Any

from terraform_scenarios import HarnessError, Target, open_target
from terraform_scenarios.gateway.loading import load_plugins

from .emulators import started
from .hcl_blocks import REPOSITORY
from .operations import recorded
from .probe import operations_of

PAGE = REPOSITORY / "docs" / "targets.md"
DATA = REPOSITORY / "docs" / "targets.json"
TEMPLATE = REPOSITORY / "tools" / "targets.template.md"
_PLUGINS = ("terraform_scenarios.gateway.supplement", "cognito_messaging.rules")
_STARTS = 3  # the shortest counts: other programs can only make a start longer
_PLAN = "localstack-plan"  # not measured: what LocalStack documents
# The columns of the page, with the names of the targets in docs/targets.json.
COLUMNS = {
    "LocalStack": "localstack",
    "LocalStack with a plan": _PLAN,
    "MiniStack": "embedded",
    "moto": "moto",
    "LocalEmu": "localemu",
}
_Opener = Callable[[], contextlib.AbstractContextManager[Target]]


def measure(openers: Mapping[str, _Opener], coverage: Path | None) -> None:
    """Measure targets, and write the results to docs/targets.json; the others keep theirs.

    Args:
        openers: how to open each target.
        coverage: `src/data/coverage` in a clone of localstack/localstack-docs.

    Raises:
        TargetUnavailable: a target cannot be opened.
    """
    names = frozenset[str]().union(*recorded().values())
    results = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    for name, opener in openers.items():
        sys.stdout.write(f"{name}: calling {len(names)} operations ...\n")
        seconds = min(_start(opener) for _ in range(_STARTS))
        with opener() as target:
            megabytes = _megabytes(target.pid)
            found = operations_of(target, names)
            results[name] = {
                "version": re.sub(r"[^\d.]", "", target.version),
                "seconds": round(seconds, 1),
                "megabytes": f"{megabytes} to {_megabytes(target.pid)}",
                "lacks": [name for name, has in found.items() if not has],
            }
        _save(results)
    if coverage:
        has = _documented(coverage, names, names - set(results["localstack"]["lacks"]))
        results[_PLAN] = {"lacks": sorted(names - has)}
        _save(results)


def _save(results: Mapping[str, Any]) -> None:
    DATA.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _start(opener: _Opener) -> float:
    """The seconds until a target answers."""
    begin = time.monotonic()
    with opener():
        return time.monotonic() - begin


def _megabytes(pid: int) -> int:
    """The memory that a process has in RAM."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return round(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024)


def _documented(coverage: Path, names: Iterable[str], free: Set[str]) -> set[str]:
    """The operations that LocalStack's documentation says are implemented."""
    found = set()
    for service, group in itertools.groupby(sorted(names), lambda name: name.partition(".")[0]):
        path = coverage / f"{service}.json"
        if not path.exists():
            found |= set(group) & free  # every plan has what LocalStack has without one
            continue
        listed = json.loads(path.read_text("utf-8"))["operations"]
        implemented = {
            name for one in listed for name, about in one.items() if about["implemented"]
        }
        found |= {name for name in group if name.partition(".")[2] in implemented}
    return found


def page() -> str:
    """The page, from the recorded operations and the results."""
    results = json.loads(DATA.read_text(encoding="utf-8"))
    callers = recorded()
    lacks = {column: set(results[name]["lacks"]) for column, name in COLUMNS.items()}
    added = set(load_plugins(_PLUGINS).handlers)
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, rows in {
        "counts": _counts(callers, lacks, added),
        "machines": _machines(results),
        "operations": _operations(frozenset[str]().union(*callers.values()), lacks, added),
    }.items():
        text = text.replace(f"<!-- {name} -->\n", "".join(f"| {' | '.join(r)} |\n" for r in rows))
    return text


def _counts(
    callers: Mapping[str, frozenset[str]], lacks: Mapping[str, set[str]], added: set[str]
) -> Iterable[Sequence[str]]:
    for caller, names in sorted(callers.items()):
        row = [f"operations of the {caller}, of {len(names)}"]
        for column in COLUMNS:
            alone = names - lacks[column]
            # The supplements are written for MiniStack; many of them forward the call to it.
            more = (
                f" ({len(alone | names & added)} with the gateway)" if column == "MiniStack" else ""
            )
            row.append(f"{len(alone)}{more}")
        yield row


def _machines(results: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    measured = [results[name] for name in COLUMNS.values()]
    for title, key, unit in (
        ("version", "version", ""),
        ("start", "seconds", " s"),
        ("memory, at start and after these calls", "megabytes", " MB"),
    ):
        yield [title, *(f"{one[key]}{unit}" if key in one else "not measured" for one in measured)]


def _operations(
    names: Iterable[str], lacks: Mapping[str, set[str]], added: set[str]
) -> Iterable[Sequence[str]]:
    """Operations of one service with the same result share a row."""

    def result(name: str) -> tuple[str, ...]:
        marks = ("✗" if name in lacks[column] else "✓" for column in COLUMNS)
        return (*marks, "✓" if name in added else "")

    rows: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(names):
        service, _, operation = name.partition(".")
        rows.setdefault((service, *result(name)), []).append(f"`{operation}`")
    for (service, *marks), operations in sorted(rows.items(), key=lambda row: row[0][0]):
        yield [f"`{service}`", ", ".join(operations), *marks]


def main() -> int:
    """Measure if asked to, and write the page; return the exit code."""
    parser = argparse.ArgumentParser(description="Write docs/targets.md.")
    parser.add_argument("--measure", nargs="+", choices=("embedded", "moto"), default=[])
    for name in ("localstack", "localemu"):
        parser.add_argument(f"--{name}", type=Path, metavar="PYTHON", help="has this package")
    parser.add_argument(
        "--coverage", type=Path, help="src/data/coverage in a clone of localstack/localstack-docs"
    )
    options = parser.parse_args()
    openers: dict[str, _Opener] = {name: partial(open_target, name) for name in options.measure}
    for name in ("localstack", "localemu"):
        if python := getattr(options, name):
            openers[name] = partial(started, name, python)
    try:
        if openers or options.coverage:
            measure(openers, options.coverage)
    except HarnessError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
