"""Permissions of functions."""

from __future__ import annotations

import io
import zipfile

from .setting import REGION, Pair, case


def function(it):
    """Create a function, and return its ARN."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): return event")
    made = it.client("lambda").create_function(
        FunctionName="f",
        Runtime="python3.12",
        Handler="index.handler",
        Role=it.role("f"),
        Code={"ZipFile": packed.getvalue()},
    )
    return made["FunctionArn"]


def permits(it, name, **more):
    add = it.client("lambda").add_permission
    return lambda: add(
        FunctionName=name,
        StatementId="cognito",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        **more,
    )


@case("lambda-permission-latest")
def _(it):
    function(it)
    return Pair(permits(it, "f", Qualifier="$LATEST"), permits(it, "f"))


@case("lambda-permission-region")
def _(it):
    arn = function(it)
    return Pair(permits(it, arn.replace(REGION, "us-east-1")), permits(it, arn))
