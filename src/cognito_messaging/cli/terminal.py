"""What the command reads from and writes to: the terminal, pipes and files."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from ..report.plain import plain
from .errors import CommandFailed, ExitCode

_ERRORS = "ascii-marks"
_ASCII = {
    "✓": "+", "✅": "+", "✗": "x", "✕": "x", "❌": "x", "❔": "?", "⚠": "!", "▫": "-", "→": "->",
    "█": "#", "░": ".", "·": "-", "…": "...", "\ufe0f": "",
}  # fmt: skip
# Another path is needed; other errors, such as a full disk, are not about the command line.
_WRONG_PATH = (
    FileNotFoundError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
    FileExistsError,
)


class NoOneToAsk(Exception):
    """A question cannot be answered, because standard input is closed."""


def prepare() -> None:
    """Make standard output and standard error take any text, and never be missing."""

    def in_ascii(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        lost = error.object[error.start : error.end]
        written = (_ASCII[one] if one in _ASCII else ascii(one)[1:-1] for one in lost)
        return "".join(written), error.end

    codecs.register_error(_ERRORS, in_ascii)
    if sys.stdout is None:  # closed by `>&-`; what is written fails, as on a full disk
        sys.stdout = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def show(text: Text) -> None:
    """Print text on standard output; lines stay whole, also if the terminal is narrower."""
    Console(highlight=False).print(text, soft_wrap=True)


def width() -> int | None:
    """The width of the terminal to fold sentences to; None if standard output is none."""
    console = Console()
    return console.width if console.is_terminal else None


def confirm(question: str) -> None:
    """Go on only after a yes.

    Raises:
        typer.Abort: the answer is no.
        NoOneToAsk: standard input is closed or at its end.
    """
    if sys.stdin is None or sys.stdin.closed:
        raise NoOneToAsk
    try:
        typer.confirm(question, abort=True)
    except (OSError, UnicodeDecodeError):  # standard input is a folder, or bytes that are no text
        raise NoOneToAsk from None
    except typer.Abort as abort:
        # An answer leaves no cause; a Ctrl-C and the end of the input do.
        if isinstance(abort.__context__, EOFError):
            typer.echo()
            raise NoOneToAsk from None
        raise


def write_file(path: Path, text: str) -> None:
    """Write the file of `--output`; a file that could not be written completely is removed.

    Raises:
        CommandFailed: the file cannot be written.
    """
    existed = path.exists()
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        if not existed:
            path.unlink(missing_ok=True)
        code = ExitCode.USAGE if isinstance(error, _WRONG_PATH) else ExitCode.AWS
        raise CommandFailed(
            f"--output: {path} cannot be written: {error.strerror}", code
        ) from error


class WaitDisplay:
    """Says on standard error, if it is a terminal, what the command waits for while it waits.

    Attributes:
        progress: what is done so far, such as `3 of 40 pools`.
    """

    def __init__(self) -> None:
        self.progress = ""
        self._display: Progress | None = None

    def __call__(self, names: Sequence[str]) -> None:
        """Show what is waited for now, by name; nothing ends the display."""
        if not names:
            if self._display:
                self._display.stop()
            self._display = None
            return
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        done = f", {self.progress}" if self.progress else ""
        text = plain(f"waiting for {names[0]}{more}{done}")
        if self._display:
            self._display.update(self._display.task_ids[0], description=text)
        elif (console := Console(stderr=True)).is_terminal:
            description = TextColumn("{task.description}", markup=False)
            columns = (SpinnerColumn("line"), description, TimeElapsedColumn())
            self._display = Progress(*columns, console=console, transient=True)
            self._display.add_task(text)
            self._display.start()
