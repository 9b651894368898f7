"""The names and the deletion of a pool."""

from __future__ import annotations

from .setting import Pair, case


@case("pool-deletion-protection")
def _(it):
    delete = it.client("cognito-idp").delete_user_pool
    protected, bare = it.pool(DeletionProtection="ACTIVE"), it.pool()
    return Pair(lambda: delete(UserPoolId=protected), lambda: delete(UserPoolId=bare))


@case("pool-username-or-alias")
def _(it):
    return Pair(
        it.creates(UsernameAttributes=["email"], AliasAttributes=["phone_number"]),
        it.creates(AliasAttributes=["email", "phone_number"]),
    )
