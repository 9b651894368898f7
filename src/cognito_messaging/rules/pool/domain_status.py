"""Custom domains of user pools, which on AWS take up to an hour to become active.

Source: DG, "Using your own domain": the distribution can take an hour; API, DomainStatusType. Only
AWS takes this time, so a domain is active at once unless a test delays it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import Supplement, SupplementCall


class DomainStatus(Supplement):
    """The status of custom domains; a prefix domain is always active."""

    service = "cognito-idp"

    async def describe_user_pool_domain(self, call: SupplementCall) -> Mapping[str, Any] | None:
        """Show a domain with the status that a test has set."""
        domain = call.parameters["Domain"]
        status = call.context.manual.domain_status(domain, call.account, call.region)
        if status is None or "." not in domain:
            return None
        answer = await call.forward()
        if not answer["DomainDescription"]:
            return answer
        return {"DomainDescription": {**answer["DomainDescription"], "Status": status}}
