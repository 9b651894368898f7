"""Compares what modules have with what was seen: what is covered, missing and unknown."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .constructs import Construct, Excluded, read_source
from .seen import SeenOutcomes

# What only a test of the module itself tells: Terraform does not report a nested call's values.
_ONLY_OF_TESTED = frozenset({"input", "attribute", "output", "conditional"})


@dataclass(frozen=True)
class Judged:
    """A construct with what was seen of it.

    Attributes:
        construct: the construct.
        covered: by outcome that was seen, the tests.
        missing: the outcomes that were not seen.
        unknown: the outcomes that the run cannot tell.
        noted: what was seen too, and does not count.
    """

    construct: Construct
    covered: Mapping[str, frozenset[str]]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    noted: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class FileCoverage:
    """The coverage of a file.

    Attributes:
        path: as reports show it, relative to the project.
        text: its lines.
        judged: its constructs, by line.
        excluded: its excluded lines.
    """

    path: str
    text: tuple[str, ...]
    judged: tuple[Judged, ...]
    excluded: tuple[Excluded, ...]

    @property
    def covered(self) -> int:
        """How many outcomes were seen."""
        return sum(len(one.covered) for one in self.judged)

    @property
    def missing(self) -> int:
        """How many outcomes were not seen."""
        return sum(len(one.missing) for one in self.judged)

    @property
    def unknown(self) -> int:
        """How many outcomes the run cannot tell."""
        return sum(len(one.unknown) for one in self.judged)


@dataclass(frozen=True)
class ModuleCoverage:
    """The coverage of the modules that were tested, by file."""

    files: tuple[FileCoverage, ...]

    @property
    def percent(self) -> float:
        """The share of the outcomes that were seen, of those that the run can tell."""
        return percent_of(self.files)


def percent_of(files: Iterable[FileCoverage]) -> float:
    """The share of covered outcomes in percent; 100 if there are none to cover."""
    files = list(files)
    covered = sum(one.covered for one in files)
    told = covered + sum(one.missing for one in files)
    return 100 * covered / told if told else 100.0


def shown(percent: float) -> str:
    """A percentage, which is 0 or 100 only if it is exactly that."""
    return f"{min(max(percent, 0.01 if percent else 0), 99.99 if percent < 100 else 100):.4g}"


def coverage_of(
    record: SeenOutcomes, project: Path, module: Path | None = None
) -> ModuleCoverage | None:
    """The coverage of each module that was tested, and of the local modules that it calls.

    Args:
        record: what was seen.
        project: the folder that paths in reports are relative to.
        module: only this module and those that it calls.

    Returns:
        None if no scenario has used the module, or any module.
    """
    folders = _folders(map(Path, record.tested))
    if module:
        folders = _folders([module]) if module in folders else set()
    return ModuleCoverage(tuple(_files(record, folders, project))) if folders else None


def _files(record: SeenOutcomes, folders: Iterable[Path], project: Path) -> Iterator[FileCoverage]:
    for folder in sorted(folders):
        source = read_source(folder)
        seen = record.seen.get(str(folder), {})
        tested = str(folder) in record.tested
        for name, text in sorted(source.texts.items()):
            judged = [
                _judge(one, seen, tested=tested) for one in source.constructs if one.file == name
            ]
            excluded = tuple(one for one in source.excluded if one.file == name)
            if judged or excluded:
                ordered = sorted(judged, key=lambda one: (one.construct.line, one.construct.column))
                path = Path(os.path.relpath(folder / name, project)).as_posix()
                yield FileCoverage(path, tuple(text.splitlines()), tuple(ordered), excluded)


def _folders(tested: Iterable[Path]) -> set[Path]:
    """The tested modules and the local modules that they call."""
    found: set[Path] = set()
    left = list(tested)
    while left:
        folder = left.pop()
        if folder not in found:
            found.add(folder)
            left += read_source(folder).calls.values()
    return found


def _judge(construct: Construct, seen: Mapping[str, Iterable[str]], *, tested: bool) -> Judged:
    def of(outcomes: Iterable[str]) -> dict[str, frozenset[str]]:
        keys = {outcome: construct.key(outcome) for outcome in outcomes}
        return {outcome: frozenset(seen[key]) for outcome, key in keys.items() if key in seen}

    covered = of(construct.outcomes)
    untold = (
        construct.outcomes if construct.kind in _ONLY_OF_TESTED and not tested else construct.untold
    )
    left = [outcome for outcome in construct.outcomes if outcome not in covered]
    return Judged(
        construct,
        covered,
        tuple(outcome for outcome in left if outcome not in untold),
        tuple(outcome for outcome in left if outcome in untold),
        of(construct.noted),
    )
