"""One AWS API call, as rules and supplements see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
