"""Lays out text so that what a reader copies stays whole: no line is cut, and no word is broken.

Print the result with `soft_wrap=True`: a terminal folds a long line itself, and copies it whole.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.text import Text


def prose(text: str, width: int | None, begun: int, indent: int) -> str:
    """A sentence, folded between words to the width of a terminal.

    Args:
        text: one paragraph.
        width: of the terminal; None for a file or a pipe, where it stays one line.
        begun: the columns before it in its first line.
        indent: the columns before it in the other lines.
    """
    if width is None:
        return text
    folded = textwrap.fill(
        text,
        max(width, begun + 8),
        initial_indent=" " * begun,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return folded[begun:]


def aligned(rows: Sequence[Sequence[Text]]) -> Text:
    """Rows of cells, one line each, in columns as wide as their widest cell."""
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        line = Text()
        for cell, width in zip(row, widths, strict=True):
            line.append_text(cell).append(" " * (width - cell.cell_len + 2))
        line.rstrip()
        lines.append(line)
    return Text("\n").join(lines)
