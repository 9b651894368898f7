"""Record sets: the fields that belong together, and their names in a zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_PREFLIGHT = "badmintoncryer/cdk-preflight"
CHANGE = frozenset({"route53.ChangeResourceRecordSets"})
_POLICIES = (
    "Weight", "Region", "GeoLocation", "Failover", "MultiValueAnswer", "CidrRoutingConfig",
    "GeoProximityLocation",
)  # fmt: skip


def changes(call: ApiCall) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The actions and record sets of a call."""
    for one in call.parameters["ChangeBatch"]["Changes"]:
        yield one["Action"], one["ResourceRecordSet"]


def written(call: ApiCall) -> Iterator[Mapping[str, Any]]:
    """The record sets that a call creates or replaces."""
    return (record for action, record in changes(call) if action != "DELETE")


def absolute(name: str) -> str:
    """A name as Route 53 compares it: in small letters, with a dot at its end."""
    return f"{name.lower().rstrip('.')}."


def _shown(action: str, record: Mapping[str, Any]) -> str:
    identifier = record.get("SetIdentifier", "null")
    return (
        f"[Action={action}, Name={record['Name']}, Type={record['Type']}, "
        f"SetIdentifier={identifier}]"
    )


def _policies(record: Mapping[str, Any]) -> list[str]:
    # A weight of 0 is a policy too.
    return [
        name for name in _POLICIES if record.get(name) is not None and record[name] is not False
    ]


class RecordValue(Rule):
    """A record set has values or an alias."""

    id = "route53-record-value"
    text = "A record set must have either AliasTarget or both TTL and ResourceRecords."
    source = "API, route53.ChangeResourceRecordSets, ResourceRecordSet"
    operations = CHANGE
    code = "InvalidInput"
    message = (
        "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], "
        "or TrafficPolicyInstanceId], but found {found} in Change with {change}"
    )
    wording = "moto, tests/test_route53/test_route53.py"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for action, record in changes(call):
            alias = bool(record.get("AliasTarget"))
            values = bool(record.get("ResourceRecords"))
            timed = record.get("TTL") is not None
            other = record.get("TrafficPolicyInstanceId")
            if alias and (values or timed):
                return self.refusal(found="more than one", change=_shown(action, record))
            if not alias and not other and not (values and timed):
                return self.refusal(found="none", change=_shown(action, record))
        return None


class RoutingPolicy(Rule):
    """A routing policy needs an identifier, and excludes the others."""

    id = "route53-routing-policy"
    text = (
        "A record set has at most one routing policy, and a SetIdentifier if and only if it has "
        "one."
    )
    source = f"API, route53.ChangeResourceRecordSets; {_PREFLIGHT}, pf-route53-set-identifier-*"
    operations = CHANGE
    code = "InvalidInput"
    message = "Invalid request: {what} in Change with {change}"
    wording = f"{_PREFLIGHT}, pf-route53-set-identifier-pairing"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for action, record in changes(call):
            found, change = _policies(record), _shown(action, record)
            if len(found) > 1 or (record.get("SetIdentifier") and not found):
                return self.refusal(
                    what=f"Expected exactly one of [{', '.join(_POLICIES)}], but found "
                    f"{'more than one' if found else 'none'}",
                    change=change,
                )
            if found and not record.get("SetIdentifier"):
                return self.refusal(what="Missing field 'SetIdentifier'", change=change)
        return None


class RecordName(Rule):
    """Labels have up to 63 characters, names up to 253."""

    id = "route53-record-name"
    text = "A label of a record's name may have up to 63 characters, and no spaces; a name 253."
    source = "Route 53 Developer Guide, DNS domain name format"
    operations = CHANGE
    code = "InvalidChangeBatch"
    message = "[FATAL problem: {problem} encountered with '{name}']"
    wording = f"{_PREFLIGHT}, pf-route53-record-name-*; hashicorp/terraform#18482"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for record in written(call):
            name = record["Name"]
            problem = _name_problem(name.removesuffix("."))
            if problem:
                return self.refusal(problem=problem, name=name)
        return None


def _name_problem(name: str) -> str | None:
    # An escape such as \052 is one character.
    labels = re.sub(r"\\\d{3}", "x", name).split(".")
    if "" in labels:
        return "DomainLabelEmpty (Domain label is empty)"
    if any(len(one) > 63 for one in labels):
        return "DomainLabelTooLong (Domain label is too long)"
    if len(name) > 253:
        return "DomainNameTooLong (Domain name is too long)"
    if " " in name or not name.isascii():
        return "UnsupportedCharacter (Value contains unsupported characters)"
    return None


class WildcardNs(Rule):
    """No wildcard can be delegated."""

    id = "route53-wildcard-ns"
    text = "A record of type NS must not have a wildcard name, nor a routing policy."
    source = f"{_PREFLIGHT}, pf-route53-record-name-wildcard-ns"
    operations = CHANGE
    code = "InvalidChangeBatch"
    message = "[{what}]"
    wording = f"{_PREFLIGHT}, pf-route53-record-name-wildcard-ns"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for record in written(call):
            if record["Type"] == "NS" and re.match(r"\*\.|\\052\.", record["Name"]):
                return self.refusal(what="Changing wildcard NS record sets are not supported")
        return None
