"""Looks for resources in the account, and remembers what AWS refused to show."""

from __future__ import annotations

from ..aws import Answer, Aws, CallFailed
from ..calls import ApiOperation
from .operations import OPERATIONS

# What AWS answers for something that does not exist, beside the codes of `CallFailed.not_found`.
_MISSING = frozenset({"UserPoolNotFoundException", "NoSuchHostedZone", "NoSuchConfigurationSet"})


class Lookup:
    """AWS as it is asked by one search.

    Attributes:
        aws: makes the calls.
        region: the region for what has no region of its own.
        unknown: a reason for each call that AWS did not answer.
    """

    def __init__(self, aws: Aws, region: str) -> None:
        self.aws = aws
        self.region = region
        self.unknown: list[str] = []

    async def ask(
        self, operation: ApiOperation, region: str | None = None, **parameters: object
    ) -> Answer | None:
        """The answer; None if the thing does not exist, or if AWS did not answer."""
        if operation not in OPERATIONS:
            raise AssertionError(f"{operation.full_name} is not declared by this verb")
        try:
            return await self.aws.ask(operation, region or self.region, **parameters)
        except CallFailed as error:
            if not error.not_found and error.code not in _MISSING:
                self.unknown.append(error.reason)
            return None
