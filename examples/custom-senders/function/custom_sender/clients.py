"""Clients of AWS services that give up in time and never send twice."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

# A route that does not answer must leave time for the next one: see `timeout` of the function.
_WAITS = Config(connect_timeout=1, read_timeout=3)
# No retries: after a timeout the message may be on its way. The next route is the retry.
SENDS = _WAITS.merge(Config(retries={"total_max_attempts": 1}))
# Reading and counting may be repeated.
REPEATS = _WAITS.merge(Config(retries={"mode": "standard", "total_max_attempts": 2}))


@cache
def session() -> Any:
    """The session of all clients: a second one would read the models of AWS again."""
    return boto3.session.Session()


@cache
def client(service: str, region: str | None, config: Config) -> Any:
    """A client, which is kept for later calls of the function."""
    return session().client(service, region_name=region, config=config)
