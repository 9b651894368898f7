"""Compares what a YAML document expects with what was planned or applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .yaml_document import ACTIONS

if TYPE_CHECKING:  # each run of pytest loads this module, and results take time to load
    from .results import Planned, Resources, Transition


def plan_differences(expected: Mapping[str, Any], planned: Planned) -> Iterator[str]:
    """Differences between an expectation and a plan, a line each."""
    found = {**planned.values, "warnings": list(planned.warnings)}
    yield from _differences(expected, found, planned.resources, "")


def applied_differences(
    expected: Mapping[str, Any],
    outputs: Mapping[str, Any],
    resources: Resources,
    settled: bool | None,
) -> Iterator[str]:
    """Differences between an expectation and what was applied, a line each.

    Args:
        expected: the document's `applied:`.
        outputs: of the module.
        resources: of the module.
        settled: whether the second plan has no changes; None if it is not expected.
    """
    found = _values(outputs, resources)
    if settled is not None:
        found["settled"] = settled
    yield from _differences(expected, found, resources, "applied.")


def step_differences(
    expected: Mapping[str, Any], transition: Transition, path: str
) -> Iterator[str]:
    """Differences between an expectation and the effect of a step, a line each."""
    rest = dict(expected)
    for action in ACTIONS:
        found = getattr(transition, action)
        if action in rest and sorted(rest.pop(action)) != sorted(found):
            yield f"{path}{action}: expected {expected[action]!r}, found {found!r}"
    if "left" in rest and sorted(rest.pop("left")) != sorted(transition.left):
        yield f"{path}left: expected {expected['left']!r}, found {list(transition.left)!r}"
    if transition.after:
        after = transition.after
        found = _values(after.outputs, after.resources)
        yield from _differences(rest, found, after.resources, path)
    elif rest:
        yield f"{path}{min(rest)}: nothing exists after a destroy"
    if not transition.settled.empty:
        yield f"{path}settled: the plan after it has changes:\n{transition.settled}"


def _values(outputs: Mapping[str, Any], resources: Resources) -> dict[str, Any]:
    return {
        "resources": {address: resource.values for address, resource in resources.items()},
        "outputs": dict(outputs),
    }


def _differences(
    expected: Mapping[str, Any], found: Mapping[str, Any], resources: Resources, path: str
) -> Iterator[str]:
    for kind, count in expected.get("counts", {}).items():
        number = len(resources.of_type(kind))
        if number != count:
            yield f"{path}counts.{kind}: expected {count!r}, found {number}"
    for name in expected.get("absent", ()):
        present = [a for a, resource in resources.items() if name in (a, resource.type)]
        if present:
            yield f"{path}absent.{name}: expected none, found {', '.join(present)}"
    rest = {key: value for key, value in expected.items() if key not in ("counts", "absent")}
    yield from not_in(rest, found, path)


def not_in(expected: Any, found: Any, path: str = "") -> Iterator[str]:
    """Parts of `expected` that are not in `found`: mappings by key, lists element by element."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, value in expected.items():
            inner = f"{path}{key}" if not path or path.endswith(".") else f"{path}.{key}"
            if key not in found:
                yield f"{inner}: expected, found only {', '.join(sorted(map(str, found))) or '{}'}"
            else:
                yield from not_in(value, found[key], inner)
    elif _is_list(expected) and _is_list(found):
        if len(expected) != len(found):
            yield f"{path}: {len(expected)} elements expected, {len(found)} found: {found!r}"
        else:
            for index, (one, other) in enumerate(zip(expected, found, strict=True)):
                yield from not_in(one, other, f"{path}[{index}]")
    elif expected != found or isinstance(expected, bool) != isinstance(found, bool):
        yield f"{path}: expected {expected!r}, found {found!r}"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
