"""Whose fault a difference in the second plan is.

A plan over what was just applied should have nothing to do. Where it has, the module is to blame,
unless `known-gaps.yaml` says that the provider or the target is, and why:

    - target: embedded
      resource: aws_cloudwatch_metric_alarm
      attribute: threshold
      fault: target
      reason: it reads numbers back as text

An entry that no longer occurs fails the run, so that the table cannot outlive what it excuses.
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
    """The table of known gaps cannot be read."""


@dataclass(frozen=True)
class Gap:
    """A difference that is not the module's fault.

    Attributes:
        target: the target on which it occurs.
        resource: the resource's type.
        attribute: the top-level attribute that differs.
        fault: `provider` or `target`.
        reason: why, for whoever reads the table.
    """

    target: str
    resource: str
    attribute: str
    fault: str
    reason: str


def read(folders: Iterable[Path]) -> tuple[Gap, ...]:
    """The known gaps from `known-gaps.yaml` in any of the folders.

    Raises:
        BadGaps: a file is not YAML, or an entry has not what every entry has, or has more.
    """
    files = [path for path in (folder / FILE for folder in folders) if path.is_file()]
    if not files:
        return ()
    import yaml  # here, since each run of pytest comes by, and few have the file

    found = []
    for path in files:
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise BadGaps(f"{path} is not YAML: {error}") from error
        if not isinstance(entries, list):
            raise BadGaps(f"{path}: it has to be a list of entries; found {entries!r}.")
        found += [_gap(path, entry) for entry in entries]
    return tuple(found)


def _gap(path: Path, entry: Any) -> Gap:
    names = set(Gap.__dataclass_fields__)
    if not isinstance(entry, dict) or set(entry) != names or entry["fault"] not in FAULTS:
        raise BadGaps(
            f"{path}: an entry has {', '.join(sorted(names))}, and its fault is one of "
            f"{' or '.join(FAULTS)}; found {entry!r}."
        )
    return Gap(**{name: str(value) for name, value in entry.items()})


def classify(replanned: Replanned, gaps: Collection[Gap]) -> Replanned:
    """Tell the module's differences from those that the table explains."""
    known = {(gap.resource, gap.attribute) for gap in gaps}
    excused = tuple(
        change
        for change in replanned.changes
        if change.actions == ("update",) and set(places(change)) <= known
    )
    changes = tuple(change for change in replanned.changes if change not in excused)
    return replace(replanned, changes=changes, excused=excused)


def places(change: Change) -> list[tuple[str, str]]:
    """(resource type, attribute) of what differs; what is only computed anew does not count."""
    certain = [name for name in change.attributes if not change.unknown.get(name)]
    return [(change.type, name) for name in certain or change.attributes]


@dataclass
class Shown:
    """What the second plans of a run have shown.

    Attributes:
        places: (resource type, attribute) of each difference that the table excused.
        types: types of the resources that were planned a second time.
    """

    places: set[tuple[str, str]] = field(default_factory=set)
    types: set[str] = field(default_factory=set)

    def add(self, replanned: Replanned, types: Iterable[str]) -> None:
        """Add a second plan and the types of the resources that were in it."""
        self.places |= {place for change in replanned.excused for place in places(change)}
        self.types |= {*types}


def stale(gaps: Iterable[Gap], shown: Shown) -> list[Gap]:
    """Gaps that did not show, although their resource was planned a second time."""
    return [
        gap
        for gap in gaps
        if gap.resource in shown.types and (gap.resource, gap.attribute) not in shown.places
    ]
