"""Reads a user pool from AWS."""

from __future__ import annotations

from .answers import mapping
from .aws import Aws, CallFailed
from .calls import DESCRIBE_USER_POOL
from .pool import UserPool


class PoolNotFound(LookupError):
    """The account has no such pool in that region."""


async def describe_pool(aws: Aws, pool_id: str, region: str) -> UserPool:
    """The pool in its current state.

    Raises:
        PoolNotFound: the pool does not exist.
        CallFailed: AWS refused the call, or did not answer.
    """
    try:
        answer = await aws.ask(DESCRIBE_USER_POOL, region, UserPoolId=pool_id)
    except CallFailed as error:
        if error.not_found:
            raise PoolNotFound(
                f"there is no user pool {pool_id} in {region} of this account"
            ) from error
        raise
    return UserPool(pool_id, region, mapping(answer.get("UserPool")))
