"""Runs a provider, and ends it when the process that started this one ends.

Started as `python -P _keep.py PROGRAM ARGUMENT...`. Standard input is a pipe whose other end the
parent holds: when the parent ends, however it ends, reading returns. TMPDIR is then removed.

What the provider prints until it can be reached is passed on. After that it prints what it does,
also with secrets: this is read, and only the end is written, to the file `crash` in TMPDIR, if the
provider ends by itself.
"""

from __future__ import annotations

import collections
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

_READY = b"TF_REATTACH_PROVIDERS='"
_MOST_LINES = 2000


def main(argv: list[str]) -> None:
    """Run `argv`, and end with its exit code, or with the parent."""
    child = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    folder = Path(os.environ["TMPDIR"])

    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        child.kill()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    tail: collections.deque[bytes] = collections.deque(maxlen=_MOST_LINES)
    threads = [
        threading.Thread(target=_pass_on, args=(child.stdout,), daemon=True),
        threading.Thread(target=_keep, args=(child.stderr, tail), daemon=True),
    ]
    for thread in threads:
        thread.start()
    code = child.wait()
    for thread in threads:
        thread.join(5)
    (folder / "crash").write_bytes(b"".join(tail))
    os._exit(code if code >= 0 else 128 - code)  # as a shell reports a signal


def _pass_on(output: IO[bytes]) -> None:
    """Pass on lines until the provider can be reached, and read the others."""
    passing = True
    for line in output:
        if passing:
            os.write(1, line)
        if line.strip().startswith(_READY):
            passing = False
            os.close(1)


def _keep(errors: IO[bytes], tail: collections.deque[bytes]) -> None:
    tail.extend(errors)


if __name__ == "__main__":
    main(sys.argv[1:])
