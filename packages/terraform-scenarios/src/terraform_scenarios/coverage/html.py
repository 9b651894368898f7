"""The coverage as one HTML file: the source of the modules, with marks in the margin."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from .figures import FileCoverage, Judged, ModuleCoverage, percent_of, shown

_MOST_TESTS = 10  # that are named for one outcome
_MARKS = {
    "covered": ("✓", "every outcome was seen"),
    "partial": ("◐", "some outcomes were not seen"),
    "missing": ("✗", "no outcome was seen"),
    "unknown": ("?", "this run cannot tell"),
    "excluded": ("-", "excluded"),
}
_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


def as_html(coverage: ModuleCoverage, what: str) -> str:
    """A page without any other file.

    Args:
        coverage: the coverage.
        what: what was run, for the head of the page.
    """
    return "".join(_page(coverage, what))


def _page(coverage: ModuleCoverage, what: str) -> Iterator[str]:
    total = shown(coverage.percent)
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Terraform coverage: {total} %</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<h1>Terraform coverage: {total} %</h1>\n<p>{escape(what)}</p>\n"
        '<p class="key">'
        + ", ".join(f"{mark} {meaning}" for mark, meaning in _MARKS.values())
        + ". Select a marked line to see which tests have shown what.</p>\n"
        "<table>\n<thead><tr><th>File<th>Outcomes<th>Missing<th>Unknown<th>Cover</tr></thead>\n<tbody>\n"
    )
    for number, file in enumerate(coverage.files):
        yield (
            f'<tr><td><a href="#f{number}">{escape(file.path)}</a>'
            f"<td>{file.covered + file.missing}<td>{file.missing}<td>{file.unknown}"
            f"<td>{shown(percent_of([file]))} %</tr>\n"
        )
    yield "</tbody>\n</table>\n"
    for number, file in enumerate(coverage.files):
        name = escape(file.path)
        yield f'<h2 id="f{number}">{name}</h2>\n'
        yield f'<div class="source" tabindex="0" role="region" aria-label="{name}">\n'
        yield from _lines(file)
        yield "</div>\n"
    yield "</main>\n</body>\n</html>\n"


def _lines(file: FileCoverage) -> Iterator[str]:
    found: dict[int, list[Judged]] = {}
    for one in file.judged:
        found.setdefault(one.construct.line, []).append(one)
    excluded = {one.line: one for one in file.excluded}
    for number, text in enumerate(file.text, 1):
        here = found.get(number, [])
        exclusion = excluded.get(number)
        state = "excluded" if exclusion and not exclusion.outcomes else _state(here)
        mark = _MARKS[state][0] if state else ""
        meaning = f' title="{_MARKS[state][1]}"' if state else ""
        cells = f"<span>{number}</span><b{meaning}>{mark}</b><code>{escape(text)}</code>"
        notes = [*_notes(here)]
        if exclusion:
            what = f" ({', '.join(exclusion.outcomes)})" if exclusion.outcomes else ""
            notes.append(f"excluded{what}: {escape(exclusion.reason)}")
        if notes:
            listed = "".join(f"<li>{note}</li>" for note in notes)
            yield (
                f'<details><summary class="row {state}">{cells}</summary>'
                f"<ul>{listed}</ul></details>\n"
            )
        else:
            yield f'<div class="row">{cells}</div>\n'


def _state(here: list[Judged]) -> str:
    covered = any(one.covered for one in here)
    missing = any(one.missing for one in here)
    if covered or missing:
        return "partial" if covered and missing else "covered" if covered else "missing"
    return "unknown" if here else ""


def _notes(here: list[Judged]) -> Iterator[str]:
    for one in here:
        title = escape(one.construct.title)
        for outcome, tests in (*one.covered.items(), *one.noted.items()):
            yield f"{title}: {outcome}, in {_named(sorted(tests))}"
        for outcome in one.missing:
            yield f"{title}: never {outcome}"
        for outcome in one.unknown:
            yield f"{title}: this run cannot tell whether {outcome}"


def _named(tests: list[str]) -> str:
    more = len(tests) - _MOST_TESTS
    names = ", ".join(escape(one) for one in tests[:_MOST_TESTS])
    return f"{names} and {more} more" if more > 0 else names or "no test by name"
