"""Runs an emulator, and ends it when the process that started it is gone.

Started as `python -m terraform_scenarios.targets._serve ministack|moto PORT [kept]`. Standard
input is a pipe whose other end the parent holds: when the parent ends, however it ends, reading
returns.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    # A parent that was killed cannot remove the folder that it made for us.
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os._exit(0)


def main(package: str, port: str, kept: str = "") -> None:
    """Serve `package` on a loopback port until stopped; `kept` to outlive the parent."""
    if not kept:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    if package == "ministack":
        from ministack.app import main as serve

        sys.argv = ["ministack"]
        serve()
    else:
        from moto.server import main as serve_moto

        serve_moto(["-H", "127.0.0.1", "-p", port])


if __name__ == "__main__":
    main(*sys.argv[1:])
