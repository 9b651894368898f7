"""`GET /_gateway/messages`: the outbox for web pages and scripts, as JSON.

`?account=`, `?destination=`, `?channel=` and `?sender=` select messages.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from .errors import AwsError
from .outbox import Message
from .wire import HttpAnswer, HttpRequest

_PATH = "/_gateway/messages"
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_FILTERS = ("account", "destination", "channel", "sender")


async def answer(
    request: HttpRequest, collect: Callable[[], Awaitable[list[Message]]]
) -> HttpAnswer:
    """Answer a request below `/_gateway/`; `collect` returns the messages so far."""
    # A page elsewhere must not read the outbox through a host name that it points at loopback.
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    if host not in _LOOPBACK_NAMES:
        return _json(403, {"message": f"{host} is not a name of this machine's loopback"})
    if (request.method, request.path) != ("GET", _PATH):
        route = f"{request.method} {request.path}"
        return _json(404, {"message": f"{route} does not exist: the only route is GET {_PATH}"})
    try:
        messages = await collect()
    except AwsError as error:
        return _json(503, {"message": error.message})
    filters = dict(request.parameters)
    found = [one.as_json() for one in messages if _matches(one, filters)]
    # Pages on another port may read the outbox too.
    return _json(200, found, ("access-control-allow-origin", "*"))


def _matches(message: Message, filters: Mapping[str, str]) -> bool:
    return all(getattr(message, name) == filters[name] for name in _FILTERS if name in filters)


def _json(status: int, value: object, *headers: tuple[str, str]) -> HttpAnswer:
    body = json.dumps(value).encode()
    return HttpAnswer(status, [("content-type", "application/json"), *headers], body)
