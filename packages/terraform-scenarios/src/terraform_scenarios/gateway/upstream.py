"""The connection to the emulator behind the gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import AwsError, GatewayError
from .wire import HOP_BY_HOP, HttpAnswer, HttpRequest

if TYPE_CHECKING:  # a run without a gateway imports this module, and aiohttp takes 0.2 s to load
    import aiohttp

# Shorter than the five seconds after which the embedded target closes an idle connection: a
# request must not be sent on a connection that is being closed.
_KEEP_ALIVE_SECONDS = 3.0


class Upstream:
    """The emulator behind the gateway.

    Args:
        url: where the emulator answers, such as `http://127.0.0.1:4566`.

    Raises:
        GatewayError: `url` is not an HTTP URL.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        """Where the emulator answers. It can be changed while the gateway runs."""
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise GatewayError(
                f"{url!r} is not the URL of an emulator: write it as http://127.0.0.1:4566"
            )
        self._url = f"{parts.scheme}://{parts.netloc}"

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Keep connections to the emulator open, on the running event loop."""
        import aiohttp

        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE_SECONDS)
        async with aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
            # A cookie, as of a hosted sign-in page, belongs to the client that gets it.
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as self._session:
            yield

    async def forward(self, request: HttpRequest) -> HttpAnswer:
        """Send a request to the emulator unchanged, and return its answer unchanged.

        Raises:
            AwsError: `ServiceUnavailable`: the emulator does not answer.
        """
        import aiohttp
        from yarl import URL

        if self._session is None:
            raise AwsError("ServiceUnavailable", "The gateway is stopping", 503)
        query = f"?{request.query}" if request.query else ""
        url = URL(f"{self.url}{request.path}{query}", encoded=True)
        headers = {key: value for key, value in request.headers.items() if key not in HOP_BY_HOP}
        try:
            async with self._session.request(
                request.method,
                url,
                headers=headers,
                data=request.body or None,
                allow_redirects=False,
            ) as response:
                body = await response.read()
                kept = [
                    (key, value)
                    for key, value in response.headers.items()
                    if key.lower() not in HOP_BY_HOP
                    or (key.lower() == "content-length" and request.method == "HEAD")
                ]
                return HttpAnswer(response.status, kept, body)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise AwsError(
                "ServiceUnavailable",
                f"The emulator at {self.url} does not answer: {type(error).__name__}",
                503,
            ) from error
