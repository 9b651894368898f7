"""A process that another run has started."""

from __future__ import annotations

import os


class Adopted:
    """A process that another run has started; what this package uses of `subprocess.Popen`.

    It ends when a descriptor is closed that its own program waits for. No signal is sent to it:
    once it has ended, its number can be that of another process.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Zero if it has ended, since nobody else learns its exit code; otherwise None."""
        if self.returncode is None:
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                self.returncode = 0
        return self.returncode
