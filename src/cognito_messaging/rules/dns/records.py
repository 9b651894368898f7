"""Records of a hosted zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_CNAME = "CNAME"


def _full(name: str) -> str:
    return name.lower().rstrip(".") + "."


class CnameAlone(Rule):
    """A name with a CNAME record has no other record."""

    id = "dns-cname-alone"
    text = "A name must not have a CNAME record and another record; the zone's own name has others."
    source = "boto/boto3#1475; aws/aws-sdk-java#1996; Route 53 Developer Guide, CNAME records"
    wording = "boto/boto3#1475"
    operations = frozenset({"route53.ChangeResourceRecordSets"})
    code = "InvalidChangeBatch"
    message = (
        "[RRSet of type {kind} with DNS name {name} is not permitted because a conflicting RRSet "
        "of type {other} with the same DNS name already exists in zone.]"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        changes = call.parameters["ChangeBatch"]["Changes"]
        deleted = {
            _full(one["ResourceRecordSet"]["Name"]) for one in changes if one["Action"] == "DELETE"
        }
        for change in changes:
            record = change["ResourceRecordSet"]
            name = _full(record["Name"])
            if change["Action"] == "DELETE" or name in deleted:
                continue
            other = await self._other(call, context, record, name)
            if other:
                return self.refusal(kind=record["Type"], name=name, other=other)
        return None

    async def _other(
        self, call: ApiCall, context: RuleContext, record: Mapping[str, Any], name: str
    ) -> str:
        """The type of a record of this name that excludes the new one."""
        try:
            listed = await context.ask(
                "route53",
                "ListResourceRecordSets",
                HostedZoneId=call.parameters["HostedZoneId"],
                StartRecordName=record["Name"],
            )
        except AwsError:
            return ""
        kinds = [one["Type"] for one in listed["ResourceRecordSets"] if _full(one["Name"]) == name]
        conflicting = (kind for kind in kinds if (kind == _CNAME) != (record["Type"] == _CNAME))
        return str(next(conflicting, ""))
