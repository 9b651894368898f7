"""The coverage as files for other programs: JSON, LCOV, Cobertura."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from .figures import FileCoverage, Judged, ModuleCoverage, percent_of, shown
from .seen import SeenOutcomes

VERSION = 1  # of the JSON


def as_json(coverage: ModuleCoverage, record: SeenOutcomes, project: Path) -> dict[str, Any]:
    """The coverage with its record, which a later run can merge.

    Args:
        coverage: the coverage.
        record: what was seen.
        project: the folder that paths are relative to.
    """
    raw = record.to_json()

    def relative(folder: str) -> str:
        return Path(os.path.relpath(folder, project)).as_posix()

    return {
        "version": VERSION,
        "percent": round(coverage.percent, 2),
        "files": {one.path: _file(one) for one in coverage.files},
        "record": {
            "tested": [relative(folder) for folder in raw["tested"]],
            "digests": {relative(folder): digest for folder, digest in raw["digests"].items()},
            "seen": {relative(folder): keys for folder, keys in raw["seen"].items()},
            "failures": raw["failures"],
        },
    }


def _file(file: FileCoverage) -> Mapping[str, Any]:
    return {
        "percent": float(shown(percent_of([file]))),
        "covered": file.covered,
        "missing": file.missing,
        "unknown": file.unknown,
        "excluded": [
            {"line": one.line, "reason": one.reason, "outcomes": list(one.outcomes)}
            for one in file.excluded
        ],
        "constructs": [
            {
                "line": one.construct.line,
                "end": one.construct.end,
                "kind": one.construct.kind,
                "name": ".".join((one.construct.name, *one.construct.path)),
                "covered": {outcome: sorted(tests) for outcome, tests in one.covered.items()},
                "missing": list(one.missing),
                "unknown": list(one.unknown),
                "noted": {outcome: sorted(tests) for outcome, tests in one.noted.items()},
            }
            for one in file.judged
        ],
    }


def as_lcov(coverage: ModuleCoverage) -> str:
    """The coverage in LCOV's format: a line for each construct, a branch for each outcome.

    https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1 (section FILES)
    """
    lines = []
    for file in coverage.files:
        by_line = list(_by_line(file))
        lines += ["TN:", f"SF:{file.path}"]
        branches = [
            (number, block, branch, hits)
            for number, found in by_line
            for block, one in enumerate(found)
            for branch, hits in enumerate(_hits(one))
        ]
        lines += [
            f"BRDA:{number},{block},{branch},{hits}" for number, block, branch, hits in branches
        ]
        lines += [f"BRF:{len(branches)}", f"BRH:{sum(hits > 0 for *_, hits in branches)}"]
        hits_of_lines = [(number, max(map(max, map(_hits, found)))) for number, found in by_line]
        lines += [f"DA:{number},{hits}" for number, hits in hits_of_lines]
        lines += [
            f"LF:{len(hits_of_lines)}",
            f"LH:{sum(hits > 0 for _, hits in hits_of_lines)}",
            "end_of_record",
        ]
    return "".join(f"{line}\n" for line in lines)


def as_cobertura(coverage: ModuleCoverage) -> str:
    """The coverage in Cobertura's format.

    https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd
    """
    told = [
        hits
        for file in coverage.files
        for _, found in _by_line(file)
        for one in found
        for hits in _hits(one)
    ]
    every = [
        max(map(max, map(_hits, found))) for file in coverage.files for _, found in _by_line(file)
    ]
    root = ElementTree.Element("coverage", {
        "version": "1", "timestamp": str(int(time.time() * 1000)), "complexity": "0",
        **_rates("lines", every), **_rates("branches", told),
    })  # fmt: skip
    sources = ElementTree.SubElement(root, "sources")
    ElementTree.SubElement(sources, "source").text = "."
    packages = ElementTree.SubElement(root, "packages")
    for folder in sorted({str(Path(file.path).parent) for file in coverage.files}):
        files = [file for file in coverage.files if str(Path(file.path).parent) == folder]
        package = ElementTree.SubElement(
            packages, "package", {"name": folder, "complexity": "0", **_rates_of(files)}
        )
        classes = ElementTree.SubElement(package, "classes")
        for file in files:
            _class(classes, file)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE coverage SYSTEM '
        '"http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n' + body + "\n"
    )


def _class(classes: ElementTree.Element, file: FileCoverage) -> None:
    about = {"name": Path(file.path).name, "filename": file.path, "complexity": "0"}
    one = ElementTree.SubElement(classes, "class", {**about, **_rates_of([file])})
    ElementTree.SubElement(one, "methods")
    lines = ElementTree.SubElement(one, "lines")
    for number, found in _by_line(file):
        branches = [hits for judged in found for hits in _hits(judged)]
        covered = sum(hits > 0 for hits in branches)
        ElementTree.SubElement(lines, "line", {
            "number": str(number), "hits": str(max(branches)), "branch": "true",
            "condition-coverage": f"{100 * covered // len(branches)}% ({covered}/{len(branches)})",
        })  # fmt: skip


def _rates_of(files: list[FileCoverage]) -> dict[str, str]:
    found = [lines for file in files for _, lines in _by_line(file)]
    lines = [max(map(max, map(_hits, one))) for one in found]
    branches = [hits for one in found for judged in one for hits in _hits(judged)]
    return {"line-rate": _rate(lines), "branch-rate": _rate(branches)}


def _rates(kind: str, hits: list[int]) -> dict[str, str]:
    short = {"lines": "line", "branches": "branch"}[kind]
    return {
        f"{short}-rate": _rate(hits),
        f"{kind}-covered": str(sum(one > 0 for one in hits)),
        f"{kind}-valid": str(len(hits)),
    }


def _rate(hits: list[int]) -> str:
    return f"{sum(one > 0 for one in hits) / len(hits) if hits else 1:.4f}"


def _by_line(file: FileCoverage) -> Iterator[tuple[int, list[Judged]]]:
    """The constructs that begin on each line, without those of which nothing can be told."""
    found: dict[int, list[Judged]] = {}
    for one in file.judged:
        if one.covered or one.missing:
            found.setdefault(one.construct.line, []).append(one)
    yield from sorted(found.items())


def _hits(one: Judged) -> list[int]:
    """How many tests have seen each outcome."""
    return [
        len(one.covered.get(outcome, ()))
        for outcome in one.construct.outcomes
        if outcome not in one.unknown
    ]
