"""Keeps a root's state in memory, for Terraform's `http` backend.

Terraform writes a complete state file after each resource, and compares it with the last one: with
a hundred scenarios, an apply spends two thirds of its time on that. It sends the state to a backend
only every twenty seconds and at the end.
https://developer.hashicorp.com/terraform/language/backend/http
"""

from __future__ import annotations

import re
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

from .gateway.origins import refusal

_POLL_SECONDS = 0.05


class StateServer:
    """A state at a URL on a loopback port, while the context lasts.

    Args:
        url: that of an earlier run; if its port is free, this one has it too.

    Attributes:
        url: of the state; the path is random, since a state may hold secrets.
        content: the last state that was sent; empty if there is none.
    """

    def __init__(self, url: str = "") -> None:
        earlier = urlsplit(url)
        path = earlier.path or f"/{secrets.token_urlsafe(16)}"
        self.content = b""
        try:
            address = ("127.0.0.1", earlier.port or 0)
            self._server = ThreadingHTTPServer(address, _handler(self, path))
        except OSError:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, path))
        # `shutdown` waits until the server asks again whether it must stop.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(kept: StateServer, path: str) -> type[BaseHTTPRequestHandler]:
    """The handler class of a server, which makes one handler for each connection."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_GET(self) -> None:
            if self._is_allowed():
                self._answer(kept.content)

        def do_POST(self) -> None:
            if self._is_allowed():
                kept.content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self._answer()

        def do_DELETE(self) -> None:
            if self._is_allowed():
                kept.content = b""
                self._answer()

        def _is_allowed(self) -> bool:
            """Whether Terraform asks, and not a page in a browser; the rest is not read."""
            refused = refusal(lambda name: self.headers.get_all(name, []))
            sized = re.fullmatch("[0-9]{1,12}", self.headers.get("Content-Length", "0"))
            if refused is None and sized and self.path == path:
                return True
            self.close_connection = True
            self.send_response(refused.status if refused else 404 if sized else 400)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False

        def _answer(self, body: bytes = b"") -> None:
            # 204 tells the backend that there is no state yet.
            self.send_response(200 if body else 204)
            if body:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
