"""One AWS API call, as rules and supplements see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_READING = re.compile(
    "(Admin|Batch)?(Get|List|Describe|Head|Search|Simulate|Check|Lookup|Query|Scan|Select|Count)"
)


def reads_only(operation: str) -> bool:
    """Whether an operation, by its name, changes nothing."""
    return _READING.match(operation) is not None


@dataclass(frozen=True)
class ApiCall:
    """One AWS API call: service and operation, account and region, parameters."""

    service: str
    operation: str
    account: str
    region: str
    parameters: Mapping[str, Any]
    """As boto3 takes them."""

    @property
    def name(self) -> str:
        """Service and operation: `cognito-idp.CreateUserPool`."""
        return f"{self.service}.{self.operation}"
