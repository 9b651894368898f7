"""Filter policies of subscriptions (SNS Developer Guide, "Amazon SNS message filtering").

LocalStack's tests, which run on AWS, have the words:
tests/aws/services/sns/test_sns_filter_policy.snapshot.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_OPERATORS = frozenset(
    {
        "anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix",
        "wildcard",
    }
)  # fmt: skip
_KEYS = 5
_OR = "$or"


def filter_problem(text: str, scope: str) -> str | None:
    """What SNS does not take in a filter policy; an empty one removes the filter."""
    if not text:
        return None
    try:
        policy = json.loads(text)
    except ValueError:
        return "FilterPolicy: failed to parse JSON. "
    if not isinstance(policy, dict):
        return "FilterPolicy: Filter is not an object"
    problem = _problem(policy)
    if problem:
        return f"FilterPolicy: {problem}"
    if _OR in policy:
        return None
    if scope != "MessageBody" and any(isinstance(one, dict) for one in policy.values()):
        return "Filter policy scope MessageAttributes does not support nested filter policy"
    if len(list(_leaves(policy))) > _KEYS:
        return f"FilterPolicy: Filter policy can not have more than {_KEYS} keys"
    return None


def _leaves(policy: dict[str, Any]) -> Iterator[str]:
    for name, value in policy.items():
        if isinstance(value, dict):
            yield from _leaves(value)
        else:
            yield name


def _problem(policy: dict[str, Any]) -> str | None:
    for name, value in policy.items():
        if name == _OR:
            continue
        if isinstance(value, dict):
            problem = _problem(value)
        elif isinstance(value, list):
            problem = _list_problem(value)
        else:
            problem = f'"{name}" must be an object or an array'
        if problem:
            return problem
    return None


def _list_problem(conditions: list[Any]) -> str | None:
    if not conditions:
        return "Empty arrays are not allowed"
    for one in conditions:
        if isinstance(one, list):
            return "Match value must be String, number, true, false, or null"
        if not isinstance(one, dict):
            continue
        if len(one) > 1:
            return "Only one key allowed in match expression"
        for operator, operand in one.items():
            if operator not in _OPERATORS:
                return f"Unrecognized match type {operator}"
            if operator in ("prefix", "suffix") and not isinstance(operand, str):
                return f"{operator} match pattern must be a string"
            if operator == "exists" and not isinstance(operand, bool):
                return "exists match pattern must be either true or false."
    return None
