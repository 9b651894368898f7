"""The attributes of a pool."""

from __future__ import annotations

from .setting import Pair, case


def attribute(name="team", kind="String", **more):
    return {"Name": name, "AttributeDataType": kind, **more}


def creates(it, refused, allowed):
    return Pair(it.creates(Schema=[refused]), it.creates(Schema=[allowed]))


def text(**limits):
    return attribute(StringAttributeConstraints=limits)


@case("pool-schema")
def _(it):
    pool = it.pool(Schema=[attribute()])
    add = it.client("cognito-idp").add_custom_attributes
    return Pair(
        lambda: add(UserPoolId=pool, CustomAttributes=[attribute()]),
        lambda: add(UserPoolId=pool, CustomAttributes=[attribute("teams")]),
    )


@case("pool-schema-standard")
def _(it):
    return creates(it, attribute("email", "Number"), attribute("updated_at", "Number"))


@case("pool-schema-required")
def _(it):
    return creates(it, attribute(Required=True), attribute("email", Required=True))


@case("pool-schema-type")
def _(it):
    return creates(it, {"Name": "team"}, {"Name": "email", "Required": True})


@case("pool-schema-limits")
def _(it):
    return creates(it, text(MaxLength="ten"), text(MaxLength="10"))


@case("pool-schema-length")
def _(it):
    return creates(it, text(MaxLength="2049"), text(MaxLength="2048"))


@case("pool-schema-order")
def _(it):
    return creates(it, text(MinLength="10", MaxLength="5"), text(MinLength="5", MaxLength="5"))


@case("pool-schema-custom-limit")
def _(it):
    many = [attribute(f"a{number}") for number in range(50)]
    full, almost = it.pool(Schema=many), it.pool(Schema=many[1:])
    add = it.client("cognito-idp").add_custom_attributes
    return Pair(
        lambda: add(UserPoolId=full, CustomAttributes=[attribute()]),
        lambda: add(UserPoolId=almost, CustomAttributes=[attribute()]),
    )
