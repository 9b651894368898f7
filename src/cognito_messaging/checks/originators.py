"""The numbers and sender IDs that a pool's SMS can be sent from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answers import mapping, text, texts
from ..aws import CallFailed
from ..calls import DESCRIBE_PHONE_NUMBERS, DESCRIBE_SENDER_IDS, LIST_POOL_ORIGINATION
from ..facts.arns import Arn, InvalidArn
from ..facts.origination import sender_id_covers
from .fields import required
from .outcome import Unknowable
from .subject import Subject

CALLS = (DESCRIBE_PHONE_NUMBERS, DESCRIBE_SENDER_IDS, LIST_POOL_ORIGINATION)

Item = Mapping[str, Any]
_NAMES = ("PhoneNumberArn", "PhoneNumberId", "PhoneNumber", "SenderIdArn", "SenderId")


@dataclass(frozen=True)
class Originators:
    """What SMS can be sent from: the numbers, and the sender IDs."""

    numbers: Sequence[Item]
    sender_ids: Sequence[Item]

    def countries(self) -> frozenset[str]:
        """The countries that SMS can be sent to."""
        return frozenset(self._countries())

    def _countries(self) -> Iterator[str]:
        for number in self.numbers:
            is_usable = (
                number.get("Status") == "ACTIVE"
                and number.get("NumberType") != "SIMULATOR"
                and "SMS" in texts(number.get("NumberCapabilities"))
            )
            if is_usable and (country := text(number.get("IsoCountryCode"))):
                yield country
        for sender in self.sender_ids:
            country = text(sender.get("IsoCountryCode"))
            if country and sender_id_covers(country, registered=sender.get("Registered") is True):
                yield country

    def waiting(self, country: str) -> list[str]:
        """The numbers and sender IDs for a country that nobody has approved yet."""
        pending = [
            str(number.get("PhoneNumber"))
            for number in self.numbers
            if number.get("IsoCountryCode") == country and number.get("Status") == "PENDING"
        ]
        unregistered = [
            str(sender.get("SenderId"))
            for sender in self.sender_ids
            if sender.get("IsoCountryCode") == country
            and sender.get("Registered") is not True
            and sender_id_covers(country, registered=True)
        ]
        return pending + unregistered

    def only(self, names: Sequence[str]) -> Originators:
        """Those with one of some names: ARNs, IDs, numbers or sender IDs."""
        wanted = set(names)

        def chosen(items: Sequence[Item]) -> list[Item]:
            return [item for item in items if wanted.intersection(map(str, map(item.get, _NAMES)))]

        return Originators(chosen(self.numbers), chosen(self.sender_ids))


async def usable_originators(subject: Subject, region: str) -> Originators:
    """What the pool's SMS can be sent from.

    SNS chooses among all of the account (SNS Developer Guide, "Origination identities"), and End
    User Messaging sends from the pool's OriginationIdentity only, if there is one.

    Raises:
        CallFailed: AWS refused a call, or did not answer.
        Unknowable: the identity belongs to another account.
    """
    numbers, sender_ids = await asyncio.gather(
        subject.ask(DESCRIBE_PHONE_NUMBERS, region), subject.ask(DESCRIBE_SENDER_IDS, region)
    )
    every = Originators(
        [mapping(one) for one in required(numbers, "PhoneNumbers")],
        [mapping(one) for one in required(sender_ids, "SenderIds")],
    )
    identity = subject.sms().origination_identity
    if identity is None:
        return every
    try:
        arn = Arn.parse(identity)
    except InvalidArn:
        arn = None
    if arn is not None and arn.account != subject.pool_arn().account:
        raise Unknowable(f"the origination identity {identity} belongs to another account")
    if not (identity.startswith("pool-") or (arn and arn.resource_type == "pool")):
        return every.only([identity])
    try:
        pool = await subject.ask(LIST_POOL_ORIGINATION, region, PoolId=identity)
    except CallFailed as error:
        if error.not_found:
            return Originators((), ())
        raise
    members = [mapping(one) for one in required(pool, "OriginationIdentities")]
    arns = [text(member.get("OriginationIdentityArn")) for member in members]
    return every.only([found for found in arns if found])
