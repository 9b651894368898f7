"""`python -m tests.fidelity.table` writes docs/fidelity.md and docs/fidelity.json.

For each error that a model declares, the request that should get it is made through the gateway,
and the table says who answered. Needs the package index, for the newest botocore.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from terraform_scenarios import open_target
from terraform_scenarios.gateway import Gateway
from terraform_scenarios.gateway.loading import load_rules

from .declared import SERVICES, Reached, base, explanation, reached, recorded
from .enumeration import DOCUMENTED, enumerate_models
from .play import Fidelity
from .stated import constraints

_REPOSITORY = Path(__file__).parents[2]
DOCUMENT = _REPOSITORY / "docs" / "fidelity.md"
DATA = _REPOSITORY / "docs" / "fidelity.json"
_RULES = "cognito_messaging.rules"
_BOTOCORE = "botocore"
_HEAD = """\
# What AWS checks, and who checks it here

Written by `python -m tests.fidelity.table`: do not edit. The rows are also in
[fidelity.json](fidelity.json). The operations are those that Terraform, the command, the page and
the guide call, from the recording in [operations.json](operations.json).

botocore {pinned} is the pinned version, {newest} the newest one when this was written.

Who answers:

- **contract**: the gateway, from lengths, patterns, enums and required members of botocore's model
- **rule**: a [rule](gateway-rules.md) of the gateway
- **supplement**: the gateway, in place of the emulator
- **target**: the emulator
- **fault**: only an injected fault gets this error: `Fault("CODE", "SERVICE", "OPERATION")`
- **accepted**: AWS takes what the sentence excludes, and so does the gateway
- **unreachable**: no recorded operation can break it
- **not modelled**: nothing here checks it

"Words" says where the words of the message were seen. "Not confirmed" means that AWS documents the
refusal, but that nobody has confirmed the words.
"""


def main() -> None:
    """Measure, and write both files."""
    pinned, newest = enumerate_models(), _newest()
    errors = list(_measured())
    stated = [
        {"service": one.service, "sentence": one.id, "demands": one.demands, "by": one.by}
        for one in constraints().values()
    ]
    places = {(service, name): place for service, name, place in pinned["sentences"]}
    for row in stated:
        row["place"] = places[row["service"], row["sentence"]]
    data = {
        "botocore": {"pinned": pinned["botocore"], "newest": newest["botocore"]},
        "errors": errors,
        "constraints": stated,
        "new": _new(pinned, newest),
    }
    DATA.write_text(_one_row_a_line(data), encoding="utf-8")
    DOCUMENT.write_text("\n".join(_lines(data)) + "\n", encoding="utf-8")


def _one_row_a_line(data: dict[str, Any]) -> str:
    parts = []
    for name, value in data.items():
        rows = ",\n".join(json.dumps(row) for row in value) if isinstance(value, list) else ""
        parts.append(f"{json.dumps(name)}: " + (f"[\n{rows}\n]" if rows else json.dumps(value)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _newest() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "-q",
                "--no-deps",
                "--target",
                folder,
                _BOTOCORE,
            ],
            check=True,
        )
        path = os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH"))))
        printed = subprocess.run(
            [sys.executable, "-m", "tests.fidelity.enumeration"],
            env={**os.environ, "PYTHONPATH": path},
            cwd=_REPOSITORY,
            check=True,
            capture_output=True,
        ).stdout
    found: dict[str, Any] = json.loads(printed)
    return found


def _measured() -> Iterator[dict[str, str]]:
    wordings = {f"rule {rule.id}": rule.wording for rule in load_rules(_RULES)}
    accounts = count(500_000_000_001)
    with open_target("embedded") as target, Gateway(target.endpoint, plugins=[_RULES]) as gateway:
        fidelity = Fidelity(gateway, accounts)
        for name in recorded():
            for one in reached(name):
                yield _row(one, fidelity, wordings)


def _row(one: Reached, fidelity: Fidelity, wordings: dict[str, str]) -> dict[str, str]:
    row = {"operation": one.operation, "error": one.code}
    if one.request is None:
        reason = explanation(one.operation, one.code)
        if one.operation.partition(".")[0] not in SERVICES:
            reason = "no request yet: the service is not one of those that send messages"
        return {**row, "by": "fault", "reason": reason}
    nearest = fidelity.answer(base(one.operation))[0]
    code, message, answered_by = fidelity.answer(one.request)
    if nearest or code != one.code:
        raise SystemExit(f"{one.operation}: {code or 'passes'} instead of {one.code}; {nearest}")
    by = {"upstream": "target"}.get(answered_by, answered_by)
    words = "the shared validation of AWS" if by == "contract" else wordings.get(by, "")
    return {**row, "by": by, "message": message[:200], "words": words or "not confirmed"}


def _new(pinned: dict[str, Any], newest: dict[str, Any]) -> list[dict[str, str]]:
    """What the newest botocore has beyond the pinned one."""
    errors = [
        {"place": name, "what": f"error {code}"}
        for name, codes in newest["errors"].items()
        for code in sorted(set(codes) - set(pinned["errors"].get(name, ())))
    ]
    known = {(service, name) for service, name, _ in pinned["sentences"]}
    stated = [
        {"place": f"{service} {place}", "what": f"sentence {name}"}
        for service, name, place in newest["sentences"]
        if (service, name) not in known
    ]
    return errors + stated


def _lines(data: dict[str, Any]) -> Iterator[str]:
    yield _HEAD.format(**data["botocore"])
    yield from _summary(data)
    for service in SERVICES:
        yield f"\n## Errors of {service}\n"
        yield "| operation | error | who answers | words |"
        yield "|---|---|---|---|"
        for row in data["errors"]:
            if row["operation"].partition(".")[0] == service and row["by"] != "fault":
                operation = row["operation"].partition(".")[2]
                yield f"| {operation} | {row['error']} | {row['by']} | {row['words']} |"
    yield "\n## Errors that only a fault gets\n"
    yield "| error | operations | reason |"
    yield "|---|---|---|"
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in data["errors"]:
        if row["by"] == "fault" and row["operation"].partition(".")[0] in SERVICES:
            grouped[row["error"], row["reason"]].append(row["operation"])
    for (error, reason), operations in sorted(grouped.items()):
        yield f"| {error} | {_some(operations)} | {reason} |"
    for service in DOCUMENTED:
        yield f"\n## Constraints that the model of {service} states\n"
        yield "| where | what it demands | who checks it |"
        yield "|---|---|---|"
        for row in data["constraints"]:
            if row["service"] == service:
                yield f"| {row['place']} | {row['demands']} | {row['by']} |"
    yield "\n## New in the newest botocore\n"
    yield "Nothing here checks these yet. A sentence is one that could state a constraint.\n"
    yield "| where | what |"
    yield "|---|---|"
    for place, found in _by_place(data["new"]).items():
        yield f"| {place} | {', '.join(found)} |"


def _summary(data: dict[str, Any]) -> Iterator[str]:
    yield (
        "| service | declared errors | by a request | only by a fault "
        "| stated constraints that AWS enforces | checked |"
    )
    yield "|---|---|---|---|---|---|"
    declared = Counter(row["operation"].partition(".")[0] for row in data["errors"])
    by_request = Counter(
        row["operation"].partition(".")[0] for row in data["errors"] if row["by"] != "fault"
    )
    enforced = [
        row for row in data["constraints"] if not row["by"].startswith(("accepted", "unreachable"))
    ]
    stated = Counter(row["service"] for row in enforced)
    checked = Counter(
        row["service"] for row in enforced if not row["by"].startswith("not modelled")
    )
    for service in sorted(declared, key=lambda one: (one not in SERVICES, one)):
        documented = service in DOCUMENTED
        yield (
            f"| {service} | {declared[service]} | {by_request[service]} "
            f"| {declared[service] - by_request[service]} "
            f"| {stated[service] if documented else 'not read yet'} "
            f"| {checked[service] if documented else ''} |"
        )


def _by_place(rows: list[dict[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["place"], []).append(row["what"])
    return found


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


if __name__ == "__main__":
    main()
