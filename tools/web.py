"""Serves an example's page on an embedded AWS emulator: `make web`."""

from __future__ import annotations

import contextlib
import functools
import http.server
import io
import json
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console

from terraform_scenarios import Progress
from terraform_scenarios.gateway.origins import refusal

from . import npm
from .local_aws import LocalAws, local_aws, run_in_terminal

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Site:
    """A page that is served, and its backend.

    Attributes:
        address: the URL of the page.
        outbox: the URL of the messages sent so far, as JSON.
        local: the emulator that the page uses.
        outputs: the outputs of the example's Terraform.
    """

    address: str
    outbox: str
    local: LocalAws
    outputs: Mapping[str, Any]


@contextlib.contextmanager
def serve(example: Path, progress: Progress) -> Iterator[Site]:
    """Apply an example to an emulator, build its page, and serve it until the block ends.

    The sender is verified from the start. The page reads the example's output `config`, with the
    addresses of the emulator and the outbox added.

    Raises:
        HarnessError: a step failed; the message says what to do.
    """
    with progress.phase("npm", "the page's packages, if they are not installed yet"):
        npm.install(example)
    with local_aws(example) as local, tempfile.TemporaryDirectory(prefix="page-") as name:
        folder = Path(name) / "page"
        with progress.phase("build", "the page"):
            npm.build(example, folder)
        local.gateway.manual.verify_sender("*")
        terraform = local.terraform
        with progress.phase("init", "modules and provider"):
            terraform.init()
        with progress.phase("apply", "the pools") as terraform.on_event:
            terraform.apply()
        outputs = local.outputs()
        endpoint = local.gateway.endpoint
        outbox = f"{endpoint}/_gateway/messages"
        config = {**outputs["config"], "endpoint": f"{endpoint}/", "outbox": outbox}
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        with _served(folder, endpoint) as address:
            local.gateway.allow_origin(address)
            yield Site(address, outbox, local, outputs)


@contextlib.contextmanager
def _served(folder: Path, endpoint: str) -> Iterator[str]:
    handler = functools.partial(_Files, directory=str(folder), endpoint=endpoint)
    with http.server.ThreadingHTTPServer((_LOOPBACK, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="page", daemon=True)
        thread.start()
        try:
            yield f"http://{_LOOPBACK}:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


class _Files(http.server.SimpleHTTPRequestHandler):
    """The page's files, for the page alone, which may connect to the gateway only."""

    timeout = 30  # seconds, for a connection that sends nothing

    def __init__(self, *arguments: Any, endpoint: str, directory: str) -> None:
        self._policy = (
            f"default-src 'self'; connect-src 'self' {endpoint}; img-src 'self' data:; "
            "style-src 'self' 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
        )
        super().__init__(*arguments, directory=directory)

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Answer the headers and return the file, but only under a name of loopback."""
        # A page of another origin can show no more than a link: no answer lets it read a file.
        refused = refusal(lambda name: self.headers.get_all(name, []) if name == "host" else [])
        if refused is not None:
            self.send_error(refused.status, refused.message)
            return None
        return super().send_head()

    def end_headers(self) -> None:
        """End the headers, after adding those of every file."""
        self.send_header("Content-Security-Policy", self._policy)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        # The next `make web` may have the same address, with other pools.
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name in the base class)
        """Log nothing: the terminal is for the addresses."""


def main(example: Path) -> int:
    """Serve until Ctrl-C; returns the exit code."""
    console = Console(highlight=False)

    def show() -> None:
        with serve(example, Progress(console)) as site:
            console.print(f"\nThe page:    {site.address}", soft_wrap=True)
            console.print(f"Its outbox:  {site.outbox}", soft_wrap=True)
            console.print("Press Ctrl-C to stop it and everything it started.")
            threading.Event().wait()

    # Ctrl-C is the intended way to stop.
    return run_in_terminal(console, show, interrupted=0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
