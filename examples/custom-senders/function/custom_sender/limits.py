"""Limits of what is sent, and a note of what was sent, in a DynamoDB table.

Everybody can make a user pool send messages, and each SMS costs money, part of which some networks
pay to whoever causes it (SMS pumping). So each user, each destination and each channel has a limit
by hour and by day, in UTC. A count and its check are one conditional update, which is atomic.
"""

from __future__ import annotations

import enum
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from .clients import REPEATS, client
from .errors import code_of
from .settings import Limit

_DAY = 24 * 60 * 60
_CONDITION_FAILED = "ConditionalCheckFailedException"


class Claim(enum.Enum):
    """What a request to send is: new, one that failed before, or one that needs nothing more."""

    NEW = "new"
    AGAIN = "again"
    TAKEN = "taken"


class Table:
    """The table of the limits.

    Args:
        name: its name.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._secret = b""

    def claim(self, request_id: str) -> Claim:
        """Claim a request, so that no other call of the function sends its message."""
        try:
            found = self._update(
                f"request#{request_id}",
                "SET progress = :sending, expires = :expires",
                "attribute_not_exists(id) OR progress = :failed",
                {
                    ":sending": {"S": "sending"},
                    ":failed": {"S": "failed"},
                    ":expires": _expires(),
                },
            )
        except ClientError as error:
            if code_of(error) != _CONDITION_FAILED:
                raise
            return Claim.TAKEN
        return Claim.AGAIN if found.get("Attributes") else Claim.NEW

    def release(self, request_id: str, *, counted: bool) -> None:
        """Let another call of the function try again, as its message was certainly not sent."""
        key = {"id": {"S": f"request#{request_id}"}}
        if not counted:
            self._client.delete_item(TableName=self._name, Key=key)
            return
        self._client.update_item(
            TableName=self._name,
            Key=key,
            UpdateExpression="SET progress = :failed",
            ExpressionAttributeValues={":failed": {"S": "failed"}},
        )

    def count(self, what: str, limit: Limit) -> bool:
        """Count a message; False if one more is over the limit, and is not counted."""
        now = time.gmtime()
        hour = f"hour{now.tm_hour:02}"
        try:
            self._update(
                f"{what}#{time.strftime('%Y-%m-%d', now)}",
                f"ADD messages :one, {hour} :one SET expires = :expires",
                "(attribute_not_exists(messages) OR messages < :day)"
                f" AND (attribute_not_exists({hour}) OR {hour} < :hour)",
                {
                    ":one": {"N": "1"},
                    ":day": {"N": str(limit.day)},
                    ":hour": {"N": str(limit.hour)},
                    ":expires": _expires(),
                },
                none_allowed=min(limit.day, limit.hour) < 1,
            )
        except ClientError as error:
            if code_of(error) != _CONDITION_FAILED:
                raise
            return False
        return True

    def hash(self, value: str) -> str:
        """A name for a user, an address or a number that does not tell which one it is.

        Upper and lower case are the same, as they are in the addresses of most providers.

        There are so few phone numbers that a plain hash of each can be computed. So the hash has a
        secret, which is made once and never leaves the table and this function.
        """
        if not self._secret:
            self._secret = self._read_secret() or self._make_secret()
        return hmac.new(self._secret, value.lower().encode(), hashlib.sha256).hexdigest()[:32]

    @property
    def _client(self) -> Any:
        return client("dynamodb", None, REPEATS)

    def _update(
        self,
        key: str,
        update: str,
        condition: str,
        values: Mapping[str, Mapping[str, str]],
        *,
        none_allowed: bool = False,
    ) -> Mapping[str, Any]:
        # A limit of 0 allows none, not even the first one, whose counter does not exist.
        if none_allowed:
            condition = f"attribute_exists(id) AND {condition}"
        answer: Mapping[str, Any] = self._client.update_item(
            TableName=self._name,
            Key={"id": {"S": key}},
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_OLD",
        )
        return answer

    def _read_secret(self) -> bytes:
        found = self._client.get_item(
            TableName=self._name, Key={"id": {"S": "secret"}}, ConsistentRead=True
        )
        return bytes(found["Item"]["secret"]["B"]) if "Item" in found else b""

    def _make_secret(self) -> bytes:
        made = secrets.token_bytes(32)
        try:
            self._client.put_item(
                TableName=self._name,
                Item={"id": {"S": "secret"}, "secret": {"B": made}},
                ConditionExpression="attribute_not_exists(id)",
            )
        except ClientError as error:
            if code_of(error) != _CONDITION_FAILED:
                raise
            return self._read_secret()
        return made


def _expires() -> Mapping[str, str]:
    """When DynamoDB may delete an item: the day of a counter is over by then."""
    return {"N": str(int(time.time()) + 2 * _DAY)}
