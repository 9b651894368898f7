"""Whether a resource belongs to a root, and whether it is the older of two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def holds(found: Mapping[str, Any], values: set[str]) -> bool:
    """Whether a description has one of some values."""
    described = json.dumps(found, default=str)
    return any(value in described for value in values)


def is_older(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the first was created before the second; False if a date is missing."""
    first, second = one.get("CreationDate"), other.get("CreationDate")
    return isinstance(first, datetime) and isinstance(second, datetime) and first <= second


def verdict(doubts: list[str], proof: str) -> str:
    """The end of a sentence: the doubts if there are any, else the proof."""
    return f"but {' and '.join(doubts)}." if doubts else f"{proof}."


def why_ours(ours: bool) -> str:
    """Why an import is safe, or that it may not be."""
    if ours:
        return "It holds a value that Terraform generated for this root."
    return "Nothing in it belongs to this root only: look at it before you import it."
