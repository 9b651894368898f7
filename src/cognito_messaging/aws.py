"""What AWS answers: each call once, many at a time, a refusal told apart from an answer."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, cast

import boto3
import botocore.exceptions
from botocore import xform_name
from botocore.config import Config

from .calls import ApiOperation

Answer = Mapping[str, Any]

_NOT_FOUND = frozenset(
    {
        "NoSuchEntity",
        "NoSuchEntityException",
        "NotFoundException",
        "ResourceNotFoundException",
        "WAFNonexistentItemException",
    }
)
_REFUSED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "NotAuthorizedException",
        "UnauthorizedOperation",
    }
)

# Calls a second in one account and region that AWS allows by default. A fleet of pools asks these
# once a pool; everything else is asked once a region. Cognito: quota category UserPoolRead (DG,
# "Quotas in Amazon Cognito"); WAF: any Get action without a quota of its own (AWS WAF quotas).
_CALLS_A_SECOND = {"cognito-idp": 15, "wafv2": 5}


class CallFailed(Exception):
    """AWS did not answer a call, or answered with an error.

    Attributes:
        code: AWS's error code, or the name of the client-side error.
        operation: what was called.
    """

    def __init__(self, operation: ApiOperation, region: str, code: str, message: str) -> None:
        self.operation = operation
        self.region = region
        self.code = code
        self.message = message
        super().__init__(f"{operation.full_name} in {region}: {code}: {message}")

    @property
    def not_found(self) -> bool:
        """AWS answered, and what was asked for is not there."""
        return self.code in _NOT_FOUND

    @property
    def reason(self) -> str:
        """One line for people."""
        if self.code in _REFUSED:
            return (
                f"AWS refused {self.operation.full_name} in {self.region} ({self.code}): "
                f"allow {' and '.join(self.operation.actions)} to whoever runs this"
            )
        return f"{self.operation.full_name} in {self.region} failed ({self.code}): {self.message}"


class Transport(Protocol):
    """Makes one call, blocking; raises what botocore raises."""

    def __call__(self, operation: ApiOperation, region: str, params: Answer) -> Answer:
        """Answer ``call`` with every page of it."""


class BotoTransport:
    """Calls AWS with boto3, one client a service and region.

    Args:
        session: where the credentials come from.
        endpoint_url: one endpoint for every service (an emulator), or None for AWS's own.
        attempts: how often a call is tried that was throttled or got no answer. Five take up to
            fifteen seconds, pauses included.
    """

    def __init__(
        self, session: boto3.Session, endpoint_url: str | None = None, *, attempts: int = 5
    ) -> None:
        self._session = session
        self._endpoint_url = endpoint_url
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self._config = Config(
            # Adaptive: after a throttling error the client slows itself down before it tries again.
            retries={"mode": "adaptive", "total_max_attempts": attempts},
            connect_timeout=5,
            read_timeout=20,
            max_pool_connections=32,
        )

    def __call__(self, operation: ApiOperation, region: str, params: Answer) -> Answer:
        """Answer ``call`` with every page of it."""
        client = self._client(operation.service, region)
        method = xform_name(operation.name)
        if client.can_paginate(method):
            return cast(Answer, client.get_paginator(method).paginate(**params).build_full_result())
        return cast(Answer, getattr(client, method)(**params))

    def _client(self, service: str, region: str) -> Any:
        with self._lock:  # a boto3 session is not safe to share between threads; its clients are
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._session.client(
                    service,  # type: ignore[call-overload]
                    region_name=region,
                    endpoint_url=self._endpoint_url,
                    config=self._config,
                )
            return self._clients[key]


@dataclass
class _Lane:
    """When the next call of one service in one region may start, in loop time."""

    next_start: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Aws:
    """A memory of AWS's answers for one account.

    Two checks that ask the same get the same answer from one call. Usable on one event loop; close
    it, or use it as a context manager, to end its threads.
    """

    def __init__(self, transport: Transport, *, threads: int = 48) -> None:
        self._transport = transport
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aws")
        self._answers: dict[tuple[str, str, str], asyncio.Task[Answer]] = {}
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self.now = datetime.now(UTC)

    def __enter__(self) -> Aws:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Whoever presses Ctrl-C does not wait for an AWS that does not answer.
        self.close(wait=kind is not KeyboardInterrupt)

    def close(self, *, wait: bool = True) -> None:
        """End the threads; calls under way are waited for, unless told otherwise."""
        self._threads.shutdown(wait=wait, cancel_futures=True)

    async def ask(self, operation: ApiOperation, region: str, **params: object) -> Answer:
        """Answer a call, from memory if it was made before.

        Raises:
            CallFailed: AWS refused, or could not be reached, or answered with an error.
        """
        key = (operation.full_name, region, json.dumps(params, sort_keys=True, default=str))
        if key not in self._answers:
            self._answers[key] = asyncio.ensure_future(self._make(operation, region, params))
        return await asyncio.shield(self._answers[key])

    async def _make(self, operation: ApiOperation, region: str, params: Answer) -> Answer:
        await self._keep_pace(operation.service, region)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(
                self._threads, self._transport, operation, region, params
            )
        except botocore.exceptions.ClientError as error:
            details = error.response.get("Error", {})
            raise CallFailed(
                operation,
                region,
                details.get("Code") or "Unknown",
                details.get("Message") or str(error),
            ) from error
        except Exception as error:
            # Whatever a proxy, an emulator or a network does to an answer: it is not an answer.
            raise CallFailed(
                operation, region, type(error).__name__, one_line(str(error))
            ) from error

    async def _keep_pace(self, service: str, region: str) -> None:
        quota = _CALLS_A_SECOND.get(service)
        if quota is None:
            return
        # A few may start at once, so that one pool does not wait; the rest keep a distance. In no
        # second do more than the quota start, with room for one that was held up on its way.
        burst = max(quota // 6, 1)
        distance = 1 / (quota - burst - 1)
        lane = self._lanes.setdefault((service, region), _Lane())
        clock = asyncio.get_running_loop().time
        async with lane.turn:
            await asyncio.sleep(max(lane.next_start - clock(), 0))
            # From when it does start: a late wake-up must not let the next ones catch up.
            lane.next_start = max(lane.next_start, clock() - (burst - 1) * distance) + distance


def one_line(text: str, limit: int = 300) -> str:
    """Fold whitespace and cut what is too long to read in a table."""
    folded = " ".join(text.split())
    return folded if len(folded) <= limit else folded[: limit - 1] + "…"
