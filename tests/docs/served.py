"""A folder served to a browser: without a server, the search of the site shows no excerpts."""

from __future__ import annotations

import functools
import http.server
from contextlib import AbstractContextManager
from pathlib import Path

from ..command.loopback import running


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""


def served(folder: Path) -> AbstractContextManager[str]:
    """Serve a folder on loopback, at the address that the context yields."""
    return running(functools.partial(_Files, directory=folder))
