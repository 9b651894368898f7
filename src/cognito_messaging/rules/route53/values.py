"""The values of records, in the format of their type."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .records import written

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_QUOTED = re.compile(r'\s*(?:"(?:[^"\\]|\\.)*"\s*)+')
_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"')


class RecordData(Rule):
    """Route 53 reads the values of the most used types."""

    id = "route53-record-data"
    text = (
        "Values must fit their type: addresses of A and AAAA, quotes around TXT in parts of up to "
        "255 characters, a priority and a host of MX, four fields of SRV; a CNAME has one value, "
        "and no value occurs twice."
    )
    source = "Route 53 Developer Guide, supported DNS record types"
    operations = frozenset({"route53.ChangeResourceRecordSets"})
    code = "InvalidChangeBatch"
    message = "[{what}]"
    wording = f"boto/boto3#1462, aws/aws-sdk-js-v3#5626; {_PREFLIGHT}, pf-route53-*"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for record in written(call):
            values = [one["Value"] for one in record.get("ResourceRecords") or []]
            what = _fault(record["Type"], values)
            if what:
                return self.refusal(what=what)
        return None


def _fault(kind: str, values: list[str]) -> str | None:
    twice = next((one for number, one in enumerate(values) if one in values[:number]), None)
    if twice is not None:
        return f"Duplicate Resource Record: '{twice}'"
    if kind == "CNAME" and len(values) > 1:
        return "Only one resource record is allowed for CNAME record sets"
    problem = _PROBLEMS.get(kind)
    for value in values:
        if problem and (found := problem(value)):
            return f"Invalid Resource Record: 'FATAL problem: {found} encountered with '{value}''"
    return None


def _text(value: str) -> str | None:
    if _QUOTED.fullmatch(value) is None:
        return "InvalidCharacterString (Value should be enclosed in quotation marks)"
    # An escape such as \\052 is one character.
    parts = (re.sub(r"\\(?:\d{3}|.)", "x", one) for one in _STRINGS.findall(value))
    if any(len(one) > 255 for one in parts):
        return "CharacterStringTooLong (Value is too long)"
    return None


def _address(value: str) -> str | None:
    try:
        ipaddress.IPv4Address(value.strip())
    except ValueError:
        return "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"
    return None


def _address6(value: str) -> str | None:
    try:
        ipaddress.IPv6Address(value.strip())
    except ValueError:
        return "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)"
    return None


def _fields(kind: str, count: int, words: str) -> Callable[[str], str | None]:
    def check(value: str) -> str | None:
        return None if len(value.split()) == count else f"{kind} ({words})"

    return check


_PROBLEMS: dict[str, Callable[[str], str | None]] = {
    "TXT": _text,
    "SPF": _text,
    "A": _address,
    "AAAA": _address6,
    "MX": _fields("MXRRDATANotTwoFields", 2, "MX record doesn't have 2 fields"),
    "SRV": _fields("SRVRRDATANotFourFields", 4, "SRV record doesn't have 4 fields"),
}
