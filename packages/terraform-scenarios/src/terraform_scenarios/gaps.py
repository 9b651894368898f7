"""Known gaps: changes in a second plan that the module does not cause.

A plan right after an apply should have no changes. If it has some, the module causes them, unless
`known-gaps.yaml` lists the provider or the target as the cause:

    - target: embedded
      resource: aws_cloudwatch_metric_alarm
      attribute: threshold
      fault: target
      reason: it reads numbers back as text

The run fails if an entry no longer occurs, so that the file has no outdated entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import HarnessError

if TYPE_CHECKING:
    from .results import Change, Replanned

FILE = "known-gaps.yaml"
FAULTS = ("provider", "target")


class BadGaps(HarnessError):
    """The file of known gaps is not valid."""


@dataclass(frozen=True)
class Gap:
    """A change that the module does not cause.

    Attributes:
        target: the name of the target on which it occurs.
        resource: the resource's type.
        attribute: the top-level attribute that changes.
        fault: `provider` or `target`.
        reason: an explanation for readers of the file.
    """

    target: str
    resource: str
    attribute: str
    fault: str
    reason: str


def read(folders: Iterable[Path]) -> tuple[Gap, ...]:
    """The known gaps from `known-gaps.yaml` in any of the folders.

    Raises:
        BadGaps: a file is not valid YAML, or an entry does not have exactly the keys of an entry.
    """
    files = [path for path in (folder / FILE for folder in folders) if path.is_file()]
    if not files:
        return ()
    import yaml  # here, since every run of pytest loads this module, and few have the file

    found = []
    for path in files:
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise BadGaps(f"{path} is not valid YAML: {error}") from error
        if not isinstance(entries, list):
            raise BadGaps(f"{path}: it must be a list of entries, not {entries!r}.")
        found += [_gap(path, entry) for entry in entries]
    return tuple(found)


def _gap(path: Path, entry: Any) -> Gap:
    names = set(Gap.__dataclass_fields__)
    if not isinstance(entry, dict) or set(entry) != names or entry["fault"] not in FAULTS:
        raise BadGaps(
            f"{path}: an entry must have {', '.join(sorted(names))}, and its fault must be "
            f"{' or '.join(FAULTS)}; found {entry!r}."
        )
    return Gap(**{name: str(value) for name, value in entry.items()})


def classify(replanned: Replanned, gaps: Collection[Gap]) -> Replanned:
    """The same plan, with the changes that known gaps explain moved to `excused`."""
    known = {(gap.resource, gap.attribute) for gap in gaps}
    excused = tuple(
        change
        for change in replanned.changes
        if change.actions == ("update",) and set(changed_attributes(change)) <= known
    )
    changes = tuple(change for change in replanned.changes if change not in excused)
    return replace(replanned, changes=changes, excused=excused)


def changed_attributes(change: Change) -> list[tuple[str, str]]:
    """(resource type, attribute) of each changed attribute.

    Attributes with unknown values are omitted if there are others.
    """
    certain = [name for name in change.attributes if not change.unknown.get(name)]
    return [(change.type, name) for name in certain or change.attributes]


@dataclass
class SecondPlans:
    """What the second plans of a run showed.

    Attributes:
        excused: (resource type, attribute) of each change that a known gap explains.
        types: types of the resources in the plans.
    """

    excused: set[tuple[str, str]] = field(default_factory=set)
    types: set[str] = field(default_factory=set)

    def add(self, replanned: Replanned, types: Iterable[str]) -> None:
        """Add a second plan and the types of the resources that were in it."""
        self.excused |= {one for c in replanned.excused for one in changed_attributes(c)}
        self.types |= {*types}


def stale(gaps: Iterable[Gap], seen: SecondPlans) -> list[Gap]:
    """Gaps that did not occur, although second plans had their type of resource."""
    return [
        gap
        for gap in gaps
        if gap.resource in seen.types and (gap.resource, gap.attribute) not in seen.excused
    ]
