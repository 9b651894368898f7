"""A server on loopback that answers every request in one way, as a proxy or a sign-in page does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON = "application/x-amz-json-1.1"


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP.

    Attributes:
        length: what the header Content-Length says. Default: the length of the body.
    """

    body: bytes = b""
    content_type: str | None = JSON
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None


@contextmanager
def running(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server with this handler."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as started:
        thread = threading.Thread(target=started.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{started.server_port}"
        finally:
            started.shutdown()
            thread.join()


@contextmanager
def server(answer: Callable[[str], Reply]) -> Iterator[str]:
    """The address of a server; `answer` gets the operation, or the body if no header names it."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            reply = answer(self.headers.get("X-Amz-Target", "").rpartition(".")[2] or body)
            self.send_response(reply.status)
            if reply.content_type is not None:
                self.send_header("Content-Type", reply.content_type)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.body) if reply.length is None else reply.length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = True

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 (the names in the base class)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with running(Handler) as address:
        yield address
