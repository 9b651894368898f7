"""Holds open descriptors between two runs, so that what ends with them runs on.

Started as `python -P _hold.py SOCKET SECONDS FOLDER DESCRIPTOR...`. It gives the descriptors to the
first process that connects, and ends; also after some seconds in which none does. Then nobody has
the descriptors open, and FOLDER is removed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sys


def main(path: str, seconds: str, folder: str, *descriptors: str) -> None:
    """Wait for the next run."""
    numbers = [int(one) for one in descriptors]
    with socket.socket(socket.AF_UNIX) as listening:
        os.umask(0o077)
        listening.bind(path)
        listening.listen(1)
        listening.settimeout(float(seconds))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            shutil.rmtree(folder, ignore_errors=True)
            return
        with connection, contextlib.suppress(OSError):
            socket.send_fds(connection, [b"."], numbers)
            connection.recv(1)  # until the run has them, or has ended


if __name__ == "__main__":
    main(*sys.argv[1:])
