"""Runs a program, and ends it when the process that started this one ends.

Started as `python -P _keep.py PROGRAM ARGUMENT...`. Standard input is a pipe whose other end the
parent holds: when the parent ends, however it ends, reading returns. TMPDIR is then removed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading


def main(argv: list[str]) -> None:
    """Run `argv`, and end with its exit code, or with the parent."""
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL)

    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        child.kill()
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
        os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    code = child.wait()
    os._exit(code if code >= 0 else 128 - code)  # as a shell reports a signal


if __name__ == "__main__":
    main(sys.argv[1:])
