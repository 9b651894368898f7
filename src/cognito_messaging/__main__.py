"""The entry point of the installed command, and of `python -m cognito_messaging`."""

from __future__ import annotations

import os
import sys

_STOPPED = 130  # as a shell says it of SIGINT


def run() -> None:
    """Run the command, and end with its exit code."""
    try:
        # Here, so that a Ctrl-C while this loads ends in a line.
        from .cli.app import main

        code = int(main())
    except KeyboardInterrupt:
        sys.stderr.write("error: stopped; nothing further was done\n")
        code = _STOPPED
    if code == _STOPPED:
        # Python would wait for threads whose call has no answer yet; they only read.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
