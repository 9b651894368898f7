"""AWS End User Messaging SMS (sms-voice v2): pools of numbers, and verified destination numbers.

A pool has the number that it was created with. There are no verified destination numbers, because
only the owner of a phone can verify one.

Source: AWS End User Messaging SMS API v2 Reference.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..plugins import Supplement, SupplementCall
from .per_account import PerAccountStore
from .sms_voice_resources import Resource, arn, select


@dataclass
class _Account:
    pools: dict[str, Resource] = field(default_factory=dict)
    members: dict[str, list[Resource]] = field(default_factory=dict)


class SmsVoicePools(Supplement):
    """Pools of numbers, and the numbers that the sandbox lets SMS through to."""

    service = "pinpoint-sms-voice-v2"

    def __init__(self) -> None:
        self._accounts: PerAccountStore[_Account] = PerAccountStore(_Account)

    async def create_pool(self, call: SupplementCall) -> Mapping[str, Any]:
        given, kept = call.parameters, self._accounts.of(call)
        found = await call.context.ask(
            self.service, "DescribePhoneNumbers", PhoneNumberIds=[given["OriginationIdentity"]]
        )
        number = found["PhoneNumbers"][0]
        identifier = f"pool-{uuid.uuid4().hex}"
        pool = {
            "PoolArn": arn(call, "pool", identifier),
            "PoolId": identifier,
            "Status": "ACTIVE",
            "MessageType": given["MessageType"],
            "TwoWayEnabled": False,
            "SelfManagedOptOutsEnabled": False,
            "OptOutListName": number["OptOutListName"],
            "SharedRoutesEnabled": False,
            "DeletionProtectionEnabled": given.get("DeletionProtectionEnabled", False),
            "CreatedTimestamp": datetime.now(UTC),
        }
        kept.pools[identifier] = pool
        kept.members[identifier] = [
            {
                "OriginationIdentityArn": number["PhoneNumberArn"],
                "OriginationIdentity": number["PhoneNumberId"],
                "IsoCountryCode": number["IsoCountryCode"],
                "NumberCapabilities": number["NumberCapabilities"],
                "PhoneNumber": number["PhoneNumber"],
            }
        ]
        return {**pool, "Tags": given.get("Tags", [])}

    async def list_pool_origination_identities(self, call: SupplementCall) -> Mapping[str, Any]:
        kept = self._accounts.of(call)
        (pool,) = select(kept.pools, [call.parameters["PoolId"]], "pool")
        return {
            "PoolArn": pool["PoolArn"],
            "PoolId": pool["PoolId"],
            "OriginationIdentities": kept.members[pool["PoolId"]],
        }

    async def describe_verified_destination_numbers(
        self, call: SupplementCall
    ) -> Mapping[str, Any]:
        names = call.parameters.get("VerifiedDestinationNumberIds")
        return {"VerifiedDestinationNumbers": select({}, names, "verified-destination-number")}
