"""Records of Route 53."""

from __future__ import annotations

from .setting import Pair, case


def zone(it):
    made = it.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
    return made["HostedZone"]["Id"]


def record(name="a.example.com", kind="TXT", value='"a"', **more):
    values = {"TTL": 300, "ResourceRecords": [{"Value": value}]}
    return {"Name": name, "Type": kind, **values, **more}


def changes(it, where, *records, action="CREATE"):
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": one} for one in records]}
    change = it.client("route53").change_resource_record_sets
    return lambda: change(HostedZoneId=where, ChangeBatch=batch)


def pair(it, refused, allowed):
    where = zone(it)
    return Pair(changes(it, where, refused), changes(it, where, allowed))


@case("route53-record-value")
def _(it):
    without = {key: value for key, value in record().items() if key != "TTL"}
    return pair(it, without, record())


@case("route53-routing-policy")
def _(it):
    return pair(it, record(Weight=0), record(Weight=0, SetIdentifier="one"))


@case("route53-record-name")
def _(it):
    return pair(it, record("a" * 64 + ".example.com"), record("a" * 63 + ".example.com"))


@case("route53-record-zone")
def _(it):
    return pair(it, record("a.example.org"), record("EXAMPLE.com."))


@case("route53-cname-alone")
def _(it):
    name = "mail.example.com"
    cname = record(name, "CNAME", "example.org")
    where = zone(it)
    changes(it, where, record("mail.example.com"))()
    return Pair(changes(it, where, cname), changes(it, where, {**cname, "Name": "www.example.com"}))


@case("route53-wildcard-ns")
def _(it):
    server = "ns1.example.org"
    return pair(it, record("*.example.com", "NS", server), record("sub.example.com", "NS", server))


@case("route53-record-data")
def _(it):
    dmarc = "_dmarc.example.com"
    return pair(it, record(dmarc, value="v=DMARC1"), record(dmarc, value='"v=DMARC1" "; p=none"'))
