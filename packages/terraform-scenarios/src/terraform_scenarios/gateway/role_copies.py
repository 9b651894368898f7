"""Roles in the fallback for the calls that name them, as they are in the upstream.

An emulator looks for the role of a new Lambda function or state machine in its own IAM. With two
emulators, the role is in the other one, so it is copied before the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from . import client, models
from .api_call import ApiCall
from .errors import AwsError
from .upstream import Upstream
from .wire import SigningScope

_ROLE = re.compile(r"arn:[\w-]+:iam::(\d{12}):role/(?:[^/]+/)*([\w+=,.@-]+)")


async def copy_roles(call: ApiCall, source: Upstream, copy: Upstream) -> None:
    """Make the roles that a call names in one emulator the same as in another.

    Only their existence and their trust policies are copied. Emulators look at nothing else, but
    for the calls that a function makes in MiniStack: see docs/known-gaps.md.

    Args:
        call: the call.
        source: the emulator that has the roles.
        copy: the emulator that the call is for.

    Raises:
        AwsError: an emulator does not answer.
    """
    for account, name in sorted(set(_named_roles(call.parameters))):
        try:
            role = (await _ask(source, account, "GetRole", RoleName=name))["Role"]
        except AwsError as error:
            if error.code != "NoSuchEntity":
                raise
            await _try(copy, account, "DeleteRole", RoleName=name)
            continue
        trust = unquote(role["AssumeRolePolicyDocument"])
        created = {"Path": role["Path"], "AssumeRolePolicyDocument": trust}
        if not await _try(copy, account, "CreateRole", RoleName=name, **created):
            await _ask(copy, account, "UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=trust)


def _named_roles(value: object) -> Iterator[tuple[str, str]]:
    """The account and the name of each role that is named in parameters by its ARN."""
    if isinstance(value, str):
        found = _ROLE.fullmatch(value)
        if found:
            yield found[1], found[2]
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _named_roles(one)
    elif isinstance(value, list):
        for one in value:
            yield from _named_roles(one)


async def _try(emulator: Upstream, account: str, operation: str, **parameters: Any) -> bool:
    """Whether an emulator accepts a call; False if the role exists already, or does not exist."""
    try:
        await _ask(emulator, account, operation, **parameters)
    except AwsError as error:
        if error.code not in ("EntityAlreadyExists", "NoSuchEntity"):
            raise
        return False
    return True


async def _ask(
    emulator: Upstream, account: str, operation: str, **parameters: Any
) -> dict[str, Any]:
    model = models.service("iam").operation_model(operation)
    scope = SigningScope(account, "us-east-1", "iam")
    return await client.call(model, parameters, scope, emulator.forward)
