"""The entry point of the installed command, and of `python -m cognito_messaging`."""

from __future__ import annotations

import os
import sys

_STOPPED = 130  # as a shell says it of SIGINT


def run() -> None:
    """Run the command, and end with its exit code."""
    try:
        # Here, so that a Ctrl-C while this loads, and what it needs not being there, end in a line.
        from cognito_messaging.cli.app import main

        code = int(main())
    except KeyboardInterrupt:
        _say("stopped; nothing further was done")
        code = _STOPPED
    except ModuleNotFoundError as error:
        if error.name not in ("dns", "jinja2", "typer"):
            raise
        _say(
            f"{error.name} is not installed: the harness alone does not need it. "
            "Install with the extra: pip install 'terraform-scenarios[cognito]'"
        )
        code = 2
    if code == _STOPPED:
        # Python would wait for threads whose call has no answer yet; they only read.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _say(text: str) -> None:
    sys.stderr.write(f"error: {text}\n")


if __name__ == "__main__":
    run()
