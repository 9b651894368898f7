"""Targets that already run: LocalStack, and AWS."""

from __future__ import annotations

import contextlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator

import boto3
import localstack_client.config
from botocore.exceptions import BotoCoreError, ClientError

from ..errors import TargetUnavailable
from .base import DEFAULT_REGION, Target


@contextlib.contextmanager
def localstack() -> Iterator[Target]:
    """The LocalStack at the endpoint that localstack-client returns.

    That is `AWS_ENDPOINT_URL`, else `LOCALSTACK_HOST`, else localhost:4566.
    """
    endpoint = localstack_client.config.get_service_endpoint("cognito-idp").rstrip("/")
    version = _version(endpoint)
    yield Target(
        "localstack", endpoint, accounts=True, version=version, check=lambda: check(endpoint)
    )


def check(endpoint: str) -> None:
    """Raise `TargetUnavailable` if no LocalStack answers."""
    _version(endpoint)


def _version(endpoint: str) -> str:
    """The version of LocalStack, or an empty text if it does not report one."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{endpoint}/_localstack/health", timeout=5) as answer:
            health = json.load(answer)
            return str(health.get("version", "")) if isinstance(health, dict) else ""
    except urllib.error.HTTPError as error:
        raise TargetUnavailable(
            f"The server at {endpoint} is not LocalStack: /_localstack/health returned "
            f"{error.code}. Set LOCALSTACK_HOST or AWS_ENDPOINT_URL to the address of LocalStack."
        ) from error
    except (OSError, ValueError) as error:
        raise TargetUnavailable(
            f"No LocalStack answers at {endpoint}. Start one with `localstack start -d` "
            "(user pools need a LOCALSTACK_AUTH_TOKEN), set LOCALSTACK_HOST to its address, or use "
            "--target embedded, which needs neither."
        ) from error


@contextlib.contextmanager
def aws() -> Iterator[Target]:
    """AWS, with the caller's credentials. Resources and SMS are billed."""
    session = boto3.Session()
    try:
        session.client(
            "sts", region_name=session.region_name or DEFAULT_REGION
        ).get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise TargetUnavailable(
            f"The aws target needs valid credentials: {error}. Sign in (aws sso login), set "
            "AWS_PROFILE, or use --target embedded, which needs no credentials."
        ) from error
    region = session.region_name or os.environ.get("AWS_REGION") or DEFAULT_REGION
    yield Target("aws", None, region=region)
