"""Risk configurations and log destinations of pools, which the embedded target lacks.

Sources: Cognito API Reference, SetRiskConfiguration and SetLogDeliveryConfiguration.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from terraform_scenarios.gateway import Supplement, SupplementCall


class Protection(Supplement):
    """Settings that are kept as they were set; those of a deleted pool cannot be asked for."""

    service = "cognito-idp"

    def __init__(self) -> None:
        self._risks: dict[tuple[str, str], dict[str, Any]] = {}
        self._logs: dict[str, list[Any]] = {}

    async def set_risk_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        """Keep the risk configuration of a pool, or of one of its clients."""
        pool, client = call.parameters["UserPoolId"], call.parameters.get("ClientId", "")
        await call.context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        kept = {**call.parameters, "LastModifiedDate": datetime.now(UTC)}
        parts = set(kept) - {"UserPoolId", "ClientId", "LastModifiedDate"}
        if parts:
            self._risks[pool, client] = kept
        else:
            # A call without any settings deletes it, as the provider does (TF).
            self._risks.pop((pool, client), None)
        return {"RiskConfiguration": kept}

    async def describe_risk_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show the risk configuration of a client, or else of its pool, or else an empty one."""
        pool, client = call.parameters["UserPoolId"], call.parameters.get("ClientId", "")
        await call.context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        kept = (
            self._risks.get((pool, client)) or self._risks.get((pool, "")) or {"UserPoolId": pool}
        )
        return {"RiskConfiguration": kept}

    async def set_log_delivery_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        """Keep the log destinations of a pool."""
        pool = call.parameters["UserPoolId"]
        await call.context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        self._logs[pool] = call.parameters["LogConfigurations"]
        return self._log_delivery(pool)

    async def get_log_delivery_configuration(self, call: SupplementCall) -> Mapping[str, Any]:
        """Show the log destinations of a pool."""
        pool = call.parameters["UserPoolId"]
        await call.context.ask("cognito-idp", "DescribeUserPool", UserPoolId=pool)
        return self._log_delivery(pool)

    def _log_delivery(self, pool: str) -> Mapping[str, Any]:
        return {
            "LogDeliveryConfiguration": {
                "UserPoolId": pool,
                "LogConfigurations": self._logs.get(pool, []),
            }
        }
