"""Runs an emulator, and ends it when the process that started it ends.

Started as `python -P _serve.py ministack|moto|localstack PORT [kept]`, by a Python that has the
emulator, but perhaps not this package. Standard input is a pipe whose other end the parent holds:
when the parent ends, however it ends, reading returns.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import threading
from weakref import WeakKeyDictionary


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    # A parent that was killed cannot remove the folder that it made.
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os._exit(0)


def _send_in_one_piece() -> None:
    """Let hypercorn, MiniStack's server, send head and body of a response in one piece.

    By default it writes them separately. On a busy machine, the provider's HTTP client sometimes
    finds the connection closed between the two and retries; a retried create then fails, because
    the resource exists.
    """
    from hypercorn.events import Event, RawData
    from hypercorn.protocol.events import Body, EndBody, Response
    from hypercorn.protocol.events import Event as StreamEvent
    from hypercorn.protocol.h11 import H11Protocol

    send_event = H11Protocol.stream_send
    heads: WeakKeyDictionary[H11Protocol, bytes] = WeakKeyDictionary()

    async def stream_send(self: H11Protocol, event: StreamEvent) -> None:
        if not isinstance(event, Response | Body | EndBody):
            heads.pop(self, None)
            return await send_event(self, event)
        send, pieces = self.send, [heads.pop(self, b"")]

        async def hold(piece: Event) -> None:
            if isinstance(piece, RawData):
                pieces.append(piece.data)

        self.send = hold
        try:
            await send_event(self, event)
        finally:
            self.send = send
        complete = b"".join(pieces)
        if isinstance(event, Response):
            heads[self] = complete
        elif complete:
            await send(RawData(data=complete))
        return None

    H11Protocol.stream_send = stream_send  # type: ignore[method-assign]


def main(package: str, port: str, kept: str = "") -> None:
    """Serve `package` on a loopback port until stopped; with `kept`, outlive the parent."""
    if not kept:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    if package == "ministack":
        from ministack.app import main as serve

        _send_in_one_piece()
        sys.argv = ["ministack"]
        serve()
    elif package in ("localstack", "localemu"):
        folder = os.environ["TMPDIR"]
        os.environ |= {
            "GATEWAY_LISTEN": f"127.0.0.1:{port}",
            "FILESYSTEM_ROOT": folder,
            "XDG_CACHE_HOME": folder,
        }
        _send_in_one_piece()
        importlib.import_module(f"{package}.runtime.main").main()
    else:
        from moto.server import main as serve_moto

        serve_moto(["-H", "127.0.0.1", "-p", port])


if __name__ == "__main__":
    main(*sys.argv[1:])
