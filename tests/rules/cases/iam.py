"""Roles and their policies."""

from __future__ import annotations

import json

from .setting import Pair, case, permission


@case("iam-role-name")
def _(it):
    it.role("Sms")
    return Pair(lambda: it.role("sms"), lambda: it.role("sms2"))


@case("iam-policy-document")
def _(it):
    return Pair(
        lambda: it.role("a", trust=permission(Action="sts:AssumeRole")), lambda: it.role("b")
    )


@case("iam-policy-size")
def _(it):
    it.role()

    def put(length):
        policy = json.dumps(permission(Sid=""))
        filled = policy.replace(
            '"Sid": ""', f'"Sid": "{"s" * (length - len("".join(policy.split())))}"'
        )
        it.client("iam").put_role_policy(
            RoleName="sms", PolicyName="publish", PolicyDocument=filled
        )

    return Pair(lambda: put(10241), lambda: put(10240))
