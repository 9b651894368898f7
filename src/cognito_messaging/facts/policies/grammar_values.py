"""The values of conditions, which their operators can only compare if they have the right format.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators". That IAM refuses other
values was measured on AWS by badmintoncryer/cdk-preflight, pf-iam-policy-condition-*, and for dates
by moto.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any

from .conditions import Operator
from .document import as_list

_MOMENT = re.compile(
    r"-?\d+(?:-(?:0?[1-9]|1[0-2])(?:-(?:0?[1-9]|[12]\d|3[01]))?)?"
    r"(?:[tT](?:\d{1,2}(?::\d{1,2}(?::\d{1,2}(?:\.\d{1,9})?)?)?(?:[zZ]|[+-]\d{2}(?::?\d{2})?)?)?)?"
)
_LAST_SECOND = 9223372036854775807


def wrong_value(conditions: Mapping[str, Any]) -> bool:
    """Whether an operator of a statement has a value that it cannot compare.

    What contains a policy variable is not judged, and of ARNs only what has no wildcard.
    """
    return any(
        "${" not in str(value) and not check(str(value))
        for name, keys in conditions.items()
        if (operator := Operator.parse(name)) and (check := _check(operator))
        for values in keys.values()
        for value in as_list(values)
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    )


def is_base64(values: object) -> bool:
    """Whether values are text in base64, as BinaryEquals compares it."""
    return all("${" in str(value) or _decodes(str(value)) for value in as_list(values))


def _check(operator: Operator) -> Callable[[str], bool] | None:
    kinds = {"date": _is_moment, "numeric": _is_number, "ipaddress": _is_range, "arn": _is_arn}
    return next((check for kind, check in kinds.items() if operator.name.startswith(kind)), None)


def _is_moment(text: str) -> bool:
    if text.isdigit():
        return int(text) <= _LAST_SECOND
    return _MOMENT.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    return _parses(float, text)


def _is_range(text: str) -> bool:
    return _parses(lambda one: ipaddress.ip_network(one, strict=False), text)


def _is_arn(text: str) -> bool:
    return text.startswith("arn:") or bool({"*", "?"} & set(text))


def _parses(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _decodes(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return True
