"""The coverage as a table in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from .figures import FileCoverage, ModuleCoverage, percent_of, shown

_HEAD = ("File", "Outcomes", "Missing", "Unknown", "Cover")


def lines(coverage: ModuleCoverage, *, missing: bool) -> Iterator[str]:
    """The lines of the table.

    Args:
        coverage: the coverage.
        missing: whether to list what is missing below each file.
    """
    rows = [_row(one.path, [one]) for one in coverage.files]
    rows.append(_row("TOTAL", list(coverage.files)))
    widths = [max(len(row[n]) for row in [_HEAD, *rows]) for n in range(len(_HEAD))]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    yield _line(_HEAD, widths)
    yield rule
    for row, file in zip(rows, coverage.files, strict=False):
        yield _line(row, widths)
        if missing:
            yield from _missing(file)
    yield rule
    yield _line(rows[-1], widths)


def _row(name: str, files: list[FileCoverage]) -> tuple[str, ...]:
    covered, missing, unknown = (
        sum(getattr(one, part) for one in files) for part in ("covered", "missing", "unknown")
    )
    share = f"{shown(percent_of(files))} %" if covered + missing else "-"
    return name, str(covered + missing), str(missing), str(unknown), share


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    first, *others = (
        cell.ljust(width) if n == 0 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others])


def _missing(file: FileCoverage) -> Iterator[str]:
    for one in file.judged:
        if one.missing:
            place = f"{file.path}:{one.construct.line}"
            yield f"  {place}: {one.construct.title}: never {', '.join(one.missing)}"
