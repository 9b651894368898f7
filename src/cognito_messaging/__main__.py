"""The entry point of the installed command, and of `python -m cognito_messaging`."""

from __future__ import annotations

import os
import sys

_STOPPED = 130  # the exit code of a shell after SIGINT


def run() -> None:
    """Run the command and exit with its exit code."""
    try:
        # Imported here, so that a Ctrl-C during the import is reported in one line too.
        from .cli.app import main

        code = int(main())
    except KeyboardInterrupt:
        sys.stderr.write("error: stopped; nothing more was done\n")
        code = _STOPPED
    if code == _STOPPED:
        # Otherwise Python waits for threads whose calls have no answer yet; they only read.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
