"""AWS as a target."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from ..errors import TargetUnavailable
from .base import DEFAULT_REGION, Target


@contextlib.contextmanager
def aws() -> Iterator[Target]:
    """AWS, with the caller's credentials. Resources and SMS are billed."""
    import boto3  # here, since no other target needs it before a call

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
