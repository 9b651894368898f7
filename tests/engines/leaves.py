"""Compares JSON documents of two runs leaf by leaf.

Two runs generate different IDs, secrets and times, so a text may differ in these and in nothing
else. An ID of one run must always stand for the same ID of the other: so it is a difference if a
resource refers to another one.
"""

import json
import re
from itertools import zip_longest

ABSENT = "(absent)"
TIME = "time"
# What is generated, by its kind. Two runs on the cold engine differ in each kind, and in no other.
GENERATED = {
    # Before the others: a part of them may look like a client.
    "certificate": r"(?<![\w+/])[\w+/]{86}==",
    "client secret": r"(?<![\w+/])(?=[a-z0-9+/]*[A-Z])[A-Za-z0-9+/]{64}(?![\w+/=])",
    TIME: r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:?00)|\b1\d{12}\b",
    "uuid": r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    "suffix of a name": r"\b20\d{16}[0-9a-f]{8}\b",
    "user pool": r"\b[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]{9}\b",
    "client": r"\b[A-Za-z0-9]{26}\b",
    "phone number": r"\bphone-[0-9a-f]{32}\b",
    "toll-free number": r"\+1888555\d{4}\b",  # in the order in which they are requested
    "hosted zone": r"(?<![A-Za-z0-9])Z[A-Z0-9]{13}(?![A-Za-z0-9])",
    "role": r"\bAROA[0-9A-Z]{17}\b",
    "checksum": r"\A\d{6,10}\Z",  # of a policy with an ID in it
    "digest": r"\b[0-9a-f]{64}\b",  # of an ID
    "temporary folder": r"\btmp\w{8}/",
}
_KINDS = [*GENERATED]
_PART = re.compile("|".join(f"({pattern})" for pattern in GENERATED.values()))
# Terraform writes results of checks, relevant attributes and child modules in any order.
_IN_ANY_ORDER = ("config_addr", "object_addr", "resource", "address")
# Attributes that are sets, and so in the order of the IDs in them.
_SETS = ("cognito_identity_providers", "role_mapping")


class Comparison:
    """Compares documents of two runs.

    Attributes:
        leaves: how many were compared.
        generated: the kinds of generated parts that were not equal.
    """

    def __init__(self):
        self.leaves = 0
        self.generated = set()
        self._others, self._ones = {}, {}

    def differences(self, one, other, path=""):
        """Each leaf that differs, with its path and both values."""
        match one, other:
            case dict(), dict():
                for key in sorted(one.keys() | other.keys()):
                    pair = one.get(key, ABSENT), other.get(key, ABSENT)
                    yield from self.differences(*pair, f"{path}.{key}")
            case list(), list():
                if path.endswith(_SETS):
                    one, other = sorted(one, key=self._of_other), sorted(other, key=json.dumps)
                pairs = zip_longest(_ordered(one), _ordered(other), fillvalue=ABSENT)
                for number, pair in enumerate(pairs):
                    yield from self.differences(*pair, f"{path}[{number}]")
            case _:
                self.leaves += 1
                if not self._are_equal(one, other):
                    yield f"{path}: {one!r}, {other!r}"

    def _are_equal(self, one, other):
        if not (isinstance(one, str) and isinstance(other, str)):
            return type(one) is type(other) and one == other
        if _PART.sub(_kind, one) != _PART.sub(_kind, other):
            return False
        parts = zip(_PART.finditer(one), _PART.finditer(other), strict=True)
        return not [left for left, right in parts if not self._is_pair(left, right[0])]

    def _of_other(self, one):
        """The text of a value with the IDs of the other run, as far as they are known."""
        return _PART.sub(lambda part: self._others.get(part[0], part[0]), json.dumps(one))

    def _is_pair(self, left, other):
        """Whether neither part has stood for another one before; two times may be equal."""
        one, kind = left[0], _KINDS[left.lastindex - 1]
        if one != other:
            self.generated.add(kind)
        return kind == TIME or (
            self._others.setdefault(one, other) == other
            and self._ones.setdefault(other, one) == one
        )


def _kind(part):
    return f"<{_KINDS[part.lastindex - 1]}>"


def _ordered(found):
    for key in _IN_ANY_ORDER:
        if found and isinstance(found[0], dict) and key in found[0]:
            return sorted(found, key=lambda one: json.dumps([one[key], one], sort_keys=True))
    return found
