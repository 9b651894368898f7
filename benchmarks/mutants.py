"""Breaks the module in one place after the other, and counts how often a test notices.

`python -m benchmarks.mutants --report terraform-coverage.json` takes the lines that a report of
`--terraform-coverage-report json` for this commit calls covered, makes mutants of a sample of them,
runs the tests that the report names for each, and writes docs/coverage.md and docs/coverage.json.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from terraform_scenarios.coverage import syntax
from terraform_scenarios.coverage.syntax import Node
from tools.hcl_blocks import REPOSITORY

_MOST_TESTS = 10  # that run for one mutant
_RULES = ("validation", "precondition", "postcondition")
PAGE = """\
# What coverage is worth

Written by `python -m benchmarks.mutants`. The tests of the module exercise {percent} % of its
outcomes ([how that is measured](terraform-scenarios.md#coverage)). That says which lines a test
reaches, not that a test would notice an error in them. So a sample of the lines that are called
covered was broken, one at a time, and the tests that the report names for the line were run, at
most {most} of them.

**Of {tried} mutants, the tests noticed {killed}.** {date}, seed {seed}.

| mutant | tried | noticed |
|---|--:|--:|
{rows}
{survived}"""


@dataclass(frozen=True)
class Mutant:
    """A change of one place.

    Attributes:
        kind: what is changed.
        file: relative to the repository.
        line: where.
        start: the first character that is replaced.
        end: the one after the last.
        text: what replaces them.
        tests: node IDs of the tests to run.
    """

    kind: str
    file: str
    line: int
    start: int
    end: int
    text: str
    tests: tuple[str, ...]


def mutants(report: Mapping[str, Any], root: Path) -> Iterator[Mutant]:
    """Every mutant of the lines that a report calls covered."""
    givers = {
        one["name"].removeprefix("var."): one["covered"].get("given", [])
        for found in report["files"].values()
        for one in found["constructs"] if one["kind"] == "input"
    }  # fmt: skip
    for file, found in report["files"].items():
        body, text = syntax.parse(root / file)
        covered = {
            (one["kind"], one["line"]): one
            for one in found["constructs"] if one["covered"] and not one["missing"]
        }  # fmt: skip
        for kind, _, block, inner in syntax.blocks(body):
            yield from _of_block(kind, block, inner, file, text, covered, givers)


def _of_block(
    kind: str, block: Node, inner: Node, file: str, text: str,
    covered: Mapping[tuple[str, int], Mapping[str, Any]],
    givers: Mapping[str, list[str]],
) -> Iterator[Mutant]:  # fmt: skip
    def mutant(what: str, node: Node, replacement: str, tests: list[str]) -> Mutant:
        meta = node.meta
        return Mutant(
            what, file, meta.line, meta.start_pos, meta.end_pos, replacement, tuple(tests)
        )

    for rule, nested in _rules(inner):
        condition = syntax.attribute(nested, "condition")
        construct = covered.get((rule.data_kind, rule.node.meta.line))
        if condition is not None and construct:
            written = text[condition.meta.start_pos : condition.meta.end_pos].rstrip()
            held, refused = (construct["covered"].get(one, []) for one in ("held", "refused"))
            if not refused:
                continue  # excluded
            yield mutant("condition dropped", condition, f"({written}) || true", refused)
            yield mutant("condition inverted", condition, f"!({written})", [*refused, *held])
    if kind == "variable":
        for call, outcomes in _defaults(inner, covered):
            default = syntax.call(call)[1][1]
            if (changed := _changed(default)) is not None:
                yield mutant("default changed", default, changed, outcomes["left out"])
    made = covered.get((kind, block.meta.line))
    if kind == "resource" and made:
        for attribute in syntax.children(inner):
            if attribute.data == "attribute" and not _is_meta(attribute):
                written = text[attribute.meta.start_pos : attribute.meta.end_pos]
                # Tests that give an input of the argument, of those that make the resource.
                inputs = re.findall(r"\bvar\.(\w+)", written)
                giving = {test for name in inputs for test in givers.get(name, ())}
                tests = made["covered"]["made"]
                chosen = [test for test in tests if test in giving] or tests
                yield mutant("argument removed", attribute, "", chosen)


@dataclass(frozen=True)
class _Rule:
    data_kind: str
    node: Node


def _rules(body: Node) -> Iterator[tuple[_Rule, Node]]:
    for kind, _, block, inner in syntax.blocks(body):
        if kind in _RULES:
            yield _Rule(kind, block), inner
        elif kind == "lifecycle":
            yield from _rules(inner)


def _defaults(
    body: Node, covered: Mapping[tuple[str, int], Mapping[str, Any]]
) -> Iterator[tuple[Node, Mapping[str, list[str]]]]:
    """Each `optional` with a default in the type of a variable, and who has left it out."""
    kind = syntax.attribute(body, "type")
    left = [kind] if kind is not None else []
    while left:
        node = left.pop()
        for key, value in syntax.elements(node):
            construct = covered.get(("attribute", key.meta.line))
            name, arguments = syntax.call(value)
            only = construct and construct["name"].endswith(f".{syntax.text(key)}")
            if construct and only and name == "optional" and len(arguments) == 2:
                yield value, construct["covered"]
        left += syntax.children(node)


def _changed(default: Node) -> str | None:
    """Another literal of the same type."""
    known, value = syntax.literal(default)
    match known, value:
        case True, bool():
            return json.dumps(not value)
        case True, int() | float():
            return json.dumps(value + 1)
        case True, str():
            return json.dumps(f"{value}x")
    return None


def _is_meta(attribute: Node) -> bool:
    name = syntax.text(syntax.children(attribute)[0])
    return name in ("count", "for_each", "depends_on", "provider")


def run(mutant: Mutant, copy: Path, choose: random.Random) -> bool:
    """Whether one of the tests notices a mutant."""
    file = copy / mutant.file
    original = file.read_text(encoding="utf-8")
    tests = list(mutant.tests)
    if len(tests) > _MOST_TESTS:
        tests = choose.sample(tests, _MOST_TESTS)
    file.write_text(original[: mutant.start] + mutant.text + original[mutant.end :])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
            cwd=copy, env=_environment(copy), capture_output=True, text=True,
        )  # fmt: skip
    finally:
        file.write_text(original)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{mutant}: pytest ended with {done.returncode}\n{done.stdout[-2000:]}")
    return done.returncode == 1


def _environment(copy: Path) -> dict[str, str]:
    sources = ("packages/terraform-scenarios/src", "src", ".")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(copy / one) for one in sources)}


def main() -> None:
    """Try a sample of the mutants, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--count", type=int, default=64, help="how many mutants (default: 64)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default: 1)")
    options = parser.parse_args()
    report = json.loads(options.report.read_text(encoding="utf-8"))
    choose = random.Random(options.seed)  # noqa: S311
    by_kind: dict[str, list[Mutant]] = {}
    for one in mutants(report, REPOSITORY):
        by_kind.setdefault(one.kind, []).append(one)
    sample = [
        one
        for found in by_kind.values()
        for one in choose.sample(found, min(len(found), options.count // len(by_kind)))
    ]
    results: list[tuple[Mutant, bool]] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "repository"
        # A clone, because some tests read the history.
        subprocess.run(["git", "clone", "--quiet", REPOSITORY, copy], check=True)
        for number, one in enumerate(sample, 1):
            killed = run(one, copy, choose)
            results.append((one, killed))
            verdict = "noticed" if killed else "SURVIVED"
            print(f"{number}/{len(sample)} {one.kind} {one.file}:{one.line}: {verdict}", flush=True)
    _write(results, report["percent"], options.seed)


def _write(results: list[tuple[Mutant, bool]], percent: float, seed: int) -> None:
    kinds = sorted({one.kind for one, _ in results})
    rows = "".join(
        f"| {kind} | {sum(one.kind == kind for one, _ in results)} "
        f"| {sum(killed for one, killed in results if one.kind == kind)} |\n"
        for kind in kinds
    )
    left = [one for one, killed in results if not killed]
    survived = "".join(
        f"- {one.kind}: [{one.file}:{one.line}](../{one.file}#L{one.line})\n" for one in left
    )
    page = PAGE.format(
        percent=percent, most=_MOST_TESTS, tried=len(results), seed=seed, rows=rows,
        killed=sum(killed for _, killed in results), date=datetime.date.today(),
        survived=f"These were not noticed:\n\n{survived}" if left else "All were noticed.\n",
    )  # fmt: skip
    (REPOSITORY / "docs" / "coverage.md").write_text(page, encoding="utf-8")
    found = [{**asdict(one), "tests": len(one.tests), "noticed": killed} for one, killed in results]
    (REPOSITORY / "docs" / "coverage.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
