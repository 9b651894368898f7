"""Makes calls with boto3."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Protocol, cast

import boto3
from botocore import xform_name
from botocore.config import Config

from .calls import ApiOperation
from .genuine import guard

Answer = Mapping[str, Any]


class Transport(Protocol):
    """Makes one call and waits for the answer; raises the errors of botocore."""

    def __call__(self, operation: ApiOperation, region: str, params: Answer) -> Answer:
        """Call an operation and return all pages of its answer."""


class BotoTransport:
    """Calls AWS with boto3, with one client for each service and region.

    Args:
        session: supplies the credentials.
        endpoint_url: one endpoint for all services, for an emulator. None: AWS's endpoints.
        attempts: how often to try a call that is throttled or not answered. Five attempts take up
            to fifteen seconds, pauses included. A call that changes something is made once.
    """

    def __init__(
        self, session: boto3.Session, endpoint_url: str | None = None, *, attempts: int = 5
    ) -> None:
        self._session = session
        self._endpoint_url = endpoint_url
        self._attempts = attempts
        self._clients: dict[tuple[str, str, bool], Any] = {}
        self._lock = threading.Lock()

    def __call__(self, operation: ApiOperation, region: str, params: Answer) -> Answer:
        """Call an operation and return all pages of its answer."""
        client = self.client(operation.service, region, changes=operation.changes)
        method = xform_name(operation.name)
        if client.can_paginate(method):
            return cast(Answer, client.get_paginator(method).paginate(**params).build_full_result())
        return cast(Answer, getattr(client, method)(**params))

    def client(self, service: str, region: str, *, changes: bool = False) -> Any:
        """A client that refuses answers that are not AWS's; the same one each time."""
        with self._lock:  # a boto3 session is not safe to share between threads; its clients are
            key = (service, region, changes)
            if key not in self._clients:
                made: Any = self._session.client(
                    service,  # type: ignore[call-overload]
                    region_name=region,
                    endpoint_url=self._endpoint_url,
                    config=_config(1 if changes else self._attempts),
                )
                guard(made.meta.events)
                self._clients[key] = made
            return self._clients[key]


def _config(attempts: int) -> Config:
    return Config(
        # Adaptive: after a throttling error the client slows down before it tries again.
        retries={"mode": "adaptive", "total_max_attempts": attempts},
        connect_timeout=5,
        read_timeout=20,
        max_pool_connections=32,
    )
