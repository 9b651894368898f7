"""SES v1: event destinations as the two versions of the API describe them.

Source: SES API Reference and SES API v2 Reference, EventDestination.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def destination_of_v1(given: Mapping[str, Any]) -> dict[str, Any]:
    """An event destination of version 1 as version 2 describes it."""
    described: dict[str, Any] = {
        "Enabled": given.get("Enabled", False),
        "MatchingEventTypes": [_upper(one) for one in given["MatchingEventTypes"]],
    }
    if firehose := given.get("KinesisFirehoseDestination"):
        described["KinesisFirehoseDestination"] = {
            "IamRoleArn": firehose["IAMRoleARN"],
            "DeliveryStreamArn": firehose["DeliveryStreamARN"],
        }
    if metrics := given.get("CloudWatchDestination"):
        described["CloudWatchDestination"] = {
            "DimensionConfigurations": [
                {**one, "DimensionValueSource": _upper(one["DimensionValueSource"])}
                for one in metrics["DimensionConfigurations"]
            ]
        }
    if sns := given.get("SNSDestination"):
        described["SnsDestination"] = {"TopicArn": sns["TopicARN"]}
    return described


def destination_of_v2(described: Mapping[str, Any]) -> dict[str, Any]:
    """An event destination of version 2 as version 1 shows it."""
    shown: dict[str, Any] = {
        "Name": described["Name"],
        "Enabled": described["Enabled"],
        "MatchingEventTypes": [_lower(one) for one in described["MatchingEventTypes"]],
    }
    if firehose := described.get("KinesisFirehoseDestination"):
        shown["KinesisFirehoseDestination"] = {
            "IAMRoleARN": firehose["IamRoleArn"],
            "DeliveryStreamARN": firehose["DeliveryStreamArn"],
        }
    if metrics := described.get("CloudWatchDestination"):
        shown["CloudWatchDestination"] = {
            "DimensionConfigurations": [
                {**one, "DimensionValueSource": _lower(one["DimensionValueSource"])}
                for one in metrics["DimensionConfigurations"]
            ]
        }
    if sns := described.get("SnsDestination"):
        shown["SNSDestination"] = {"TopicARN": sns["TopicArn"]}
    return shown


def _upper(word: str) -> str:
    """`renderingFailure` as `RENDERING_FAILURE`."""
    return re.sub(r"(?=[A-Z])", "_", word).upper()


def _lower(word: str) -> str:
    """`RENDERING_FAILURE` as `renderingFailure`."""
    first, *rest = word.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)
