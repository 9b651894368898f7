"""Checks one document of a scenario file.

    name: a bucket of operations
    inputs: { bucket: of-ops, owner: ops }
    expect:                                   # of the plan; other values are not compared
      resources:
        aws_s3_bucket.this: { tags: { owner: ops } }
      outputs: { name: of-ops }
      counts: { aws_s3_bucket: 1 }
      absent: [aws_s3_bucket_policy]
    applied:                                  # the same after apply
      outputs: { arn: "arn:aws:s3:::of-ops" }
      settled: true                           # a second plan has no changes
    steps:
      - change: { owner: dev }
        expect: { updated: [aws_s3_bucket.this] }

A document with `rejects: "..."` instead must be rejected with that message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

STEPS = ("change", "upgrade", "destroy")
ACTIONS = ("created", "updated", "replaced", "deleted")
EXPECTATIONS = ("expect", "applied", "steps", "rejects")
_KEYS = frozenset({"name", "inputs", "providers", "given", *EXPECTATIONS})
_OF_RESOURCES = frozenset({"resources", "outputs", "counts", "absent"})
_OF_PLAN = _OF_RESOURCES | {"warnings"}
_OF_APPLIED = _OF_RESOURCES | {"settled"}
_OF_STEP = _OF_RESOURCES | {*ACTIONS, "left"}


def problem_of(document: object, *, saving: bool) -> str:
    """The first problem of a document; empty if it is valid.

    Args:
        document: as parsed.
        saving: a document without expectations is valid, and gets some.
    """
    if not isinstance(document, dict):
        return "a scenario must be a mapping with name, inputs, and expect or rejects."
    return next(_problems(document, saving=saving), "")


def _problems(document: Mapping[Any, Any], *, saving: bool) -> Iterator[str]:
    unknown = set(document) - _KEYS
    if unknown:
        yield f"'{min(map(str, unknown))}' is not one of: {', '.join(sorted(_KEYS))}."
    expectations = [key for key in EXPECTATIONS if key in document]
    if not expectations and not saving:
        yield (
            "add expect:, applied:, steps: or rejects:, or run pytest --scenario-save to add the "
            "planned values."
        )
    if "rejects" in expectations and len(expectations) > 1:
        yield f"a scenario cannot have both {expectations[0]}: and rejects:."
    for key in ("inputs", "providers", "given"):
        if not isinstance(document.get(key, {}), dict):
            yield f"{key}: must be a mapping."
            return
    for name, given in document.get("given", {}).items():
        if not isinstance(given, dict) or not {"module"} <= set(given) <= {"module", "inputs"}:
            yield f"given: {name} must be a mapping with module, and optionally inputs."
    yield from _problems_of_expectations(document)


def _problems_of_expectations(document: Mapping[Any, Any]) -> Iterator[str]:
    steps = document.get("steps", [])
    if not isinstance(steps, list):
        yield "steps: must be a list."
        return
    parts = [("expect", document.get("expect", {}), _OF_PLAN)]
    parts.append(("applied", document.get("applied", {}), _OF_APPLIED))
    for number, step in enumerate(steps, start=1):
        kinds = set(step) - {"expect"} if isinstance(step, dict) else set()
        if len(kinds) != 1 or not kinds <= set(STEPS):
            yield f"step {number} must be a mapping with one of {', '.join(STEPS)}, and expect."
            return
        parts.append((f"step {number}: expect", step.get("expect", {}), _OF_STEP))
    for name, part, keys in parts:
        if not isinstance(part, dict) or set(part) - keys:
            yield f"{name}: must be a mapping with any of {', '.join(sorted(keys))}."
            return
    if steps and "settled" in document.get("applied", {}):
        yield "with steps, applied: cannot have settled; the plan after each step is checked."
