"""Groups of a user pool."""

from __future__ import annotations

from .setting import Pair, case


def creates(it, pool, name, **settings):
    create = it.client("cognito-idp").create_group
    return lambda: create(UserPoolId=pool, GroupName=name, **settings)


@case("group-name")
def _(it):
    pool = it.pool()
    creates(it, pool, "Admins")()
    return Pair(creates(it, pool, "ADMINS"), creates(it, pool, "Admin"))


@case("group-role")
def _(it):
    pool = it.pool()
    role = it.role()
    foreign = role.replace(it.number, "999999999999")
    return Pair(creates(it, pool, "a", RoleArn=foreign), creates(it, pool, "b", RoleArn=role))
