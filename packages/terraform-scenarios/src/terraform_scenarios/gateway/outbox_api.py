"""`GET /_gateway/messages`: the outbox for web pages and scripts, as JSON.

`?account=`, `?destination=`, `?channel=` and `?sender=` select messages.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from .errors import AwsError
from .outbox import Message
from .wire import HttpAnswer, HttpRequest

_PATH = "/_gateway/messages"
_FILTERS = ("account", "destination", "channel", "sender")


async def answer(
    request: HttpRequest, collect: Callable[[], Awaitable[list[Message]]]
) -> HttpAnswer:
    """Answer a request below `/_gateway/`; `collect` returns the messages so far."""
    if (request.method, request.path) != ("GET", _PATH):
        route = f"{request.method} {request.path}"
        return _json(404, {"message": f"{route} does not exist: the only route is GET {_PATH}"})
    try:
        messages = await collect()
    except AwsError as error:
        return _json(503, {"message": error.message})
    filters = dict(request.parameters)
    found = [one.as_json() for one in messages if _matches(one, filters)]
    return _json(200, found)


def _matches(message: Message, filters: Mapping[str, str]) -> bool:
    return all(getattr(message, name) == filters[name] for name in _FILTERS if name in filters)


def _json(status: int, value: object) -> HttpAnswer:
    # A code must not stay in the browser's cache.
    headers = [("content-type", "application/json"), ("cache-control", "no-store")]
    return HttpAnswer(status, headers, json.dumps(value).encode())
