"""The records of a hosted zone: below its name, and a CNAME without others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .records import CHANGE, absolute, changes, written

_PREFLIGHT = "badmintoncryer/cdk-preflight"
_ZONE_PREFIX = "/hostedzone/"


class RecordZone(Rule):
    """A zone has the names below its own."""

    id = "route53-record-zone"
    text = "The name of a record must be the name of the hosted zone, or below it."
    source = "Route 53 Developer Guide, working with records"
    operations = CHANGE
    code = "InvalidChangeBatch"
    message = "[RRSet with DNS name {name} is not permitted in zone {zone}]"
    wording = "moto; binxio's provider of certificate records"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        zone = await _zone_name(call, context)
        for record in written(call):
            name = absolute(record["Name"])
            if zone and name != zone and not name.endswith(f".{zone}"):
                return self.refusal(name=name, zone=zone)
        return None


class CnameAlone(Rule):
    """A CNAME is the only record of its name."""

    id = "route53-cname-alone"
    text = "A CNAME excludes other records of its name, and the name of the zone."
    source = "Route 53 Developer Guide, supported DNS record types, CNAME"
    operations = CHANGE
    code = "InvalidChangeBatch"
    message = "[RRSet of type {kind} with DNS name {name} is not permitted {why} in zone {zone}]"
    wording = f"aws/aws-sdk-java#1996; {_PREFLIGHT}, pf-route53-apex-cname"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        new = list(written(call))
        names = {absolute(one["Name"]) for one in new if one["Type"] == "CNAME"}
        zone = await _zone_name(call, context) if new else ""
        if zone in names:
            return self.refusal(kind="CNAME", name=zone, why="at apex", zone=zone)
        kinds = await _kinds_after(call, context, new)
        for name, found in kinds.items():
            if "CNAME" in found and len(found) > 1:
                kind = next(one["Type"] for one in new if absolute(one["Name"]) == name)
                why = "as it conflicts with other records with the same DNS name"
                return self.refusal(kind=kind, name=name, why=why, zone=zone)
        return None


async def _zone_name(call: ApiCall, context: RuleContext) -> str:
    """The name of the zone; empty if there is no such zone."""
    try:
        found = await context.ask("route53", "GetHostedZone", Id=_zone_id(call))
    except AwsError:
        return ""
    return absolute(found["HostedZone"]["Name"])


def _zone_id(call: ApiCall) -> str:
    given: str = call.parameters["HostedZoneId"]
    return given.removeprefix(_ZONE_PREFIX)


async def _kinds_after(
    call: ApiCall, context: RuleContext, new: list[Mapping[str, Any]]
) -> dict[str, set[str]]:
    """The types of the records that a name has after the call, for the names that it writes."""
    kinds: dict[str, set[str]] = {absolute(one["Name"]): set() for one in new}
    gone = {
        (absolute(one["Name"]), one["Type"]) for action, one in changes(call) if action == "DELETE"
    }
    if not any(one["Type"] == "CNAME" for one in new) and not await _has_cname(call, context):
        return {}
    for old in await _records(call, context):
        name = absolute(old["Name"])
        if name in kinds and (name, old["Type"]) not in gone:
            kinds[name].add(old["Type"])
    for one in new:
        kinds[absolute(one["Name"])].add(one["Type"])
    return kinds


async def _has_cname(call: ApiCall, context: RuleContext) -> bool:
    return any(one["Type"] == "CNAME" for one in await _records(call, context))


async def _records(call: ApiCall, context: RuleContext) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    page: dict[str, Any] = {"HostedZoneId": _zone_id(call)}
    while True:
        try:
            answer = await context.ask("route53", "ListResourceRecordSets", **page)
        except AwsError:
            return found
        found += answer["ResourceRecordSets"]
        if not answer.get("IsTruncated"):
            return found
        page["StartRecordName"] = answer["NextRecordName"]
        page["StartRecordType"] = answer["NextRecordType"]
