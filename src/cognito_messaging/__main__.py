"""The entry point of the installed command, and of `python -m cognito_messaging`."""

from __future__ import annotations

import os
import sys
import threading

_STOPPED = 130  # the exit code of a shell after SIGINT
_BROKEN_PIPE = 141  # and after SIGPIPE
_NOT_WRITTEN = 4


def run() -> None:
    """Run the command and exit with its exit code."""
    try:
        # Imported here, so that a Ctrl-C during the import is reported in one line too.
        from .cli.app import main
        from .cli.terminal import prepare

        prepare()
        code = int(main())
    except KeyboardInterrupt:
        _complain("stopped; nothing more was done")
        code = _STOPPED
    try:
        sys.stdout.flush()
        written = code != _BROKEN_PIPE
    except (OSError, ValueError) as error:
        written = False
        if code in (0, 1, 3):  # the others have said what is wrong
            _complain(f"standard output cannot be written: {error}")
            code = _NOT_WRITTEN
    if not written:
        # What is left in the buffer would fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if code == _STOPPED or threading.active_count() > 1:
        # Otherwise Python waits for threads whose calls have no answer, and ends by a signal if the
        # Ctrl-C came while it was importing a module.
        os._exit(code)
    sys.exit(code)


def _complain(message: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"error: {message}\n")
        sys.stderr.flush()


if __name__ == "__main__":
    run()
