"""Requests to AWS from documentation, public code and public reports, as YAML files.

`valid/*.yaml` lists requests that AWS accepts, `refused/*.yaml` requests that it refuses:

    - name: Token lifetimes in hours
      source: API, CreateUserPoolClient, TokenValidityUnits
      given:                                   # optional: what the request needs, in this order
        - verified: example.com                # SES identities, by domain or address
        - role: {}                             # an SMS role, as ${role}
        - pool: {DeletionProtection: ACTIVE}   # settings of a pool, as ${pool}
        - client: {}                           # settings of a client of this pool, as ${client}
        - call: cognito-idp.CreateGroup        # any other call; its answer as ${group}
          with: {UserPoolId: "${pool}", GroupName: g}
          as: group
      call: cognito-idp.CreateUserPoolClient
      with: {UserPoolId: "${pool}", ClientName: c}
      region: eu-west-1                        # optional; the default is eu-central-1
      error: InvalidParameterException         # in refused/*.yaml
      message: must not                        # optional: a part of the error's message

Strings can contain `${account}`, `${region}`, `${role}`, `${identity}` (the ARN of the last
verified identity), `${pool}`, `${client}`, parts of named answers: `${group.Group.GroupName}`, and
the code of an authenticator app: `${totp:app.SecretCode}`.
"""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

from botocore import xform_name

from ..rules.cases import REGION, Setting
from ..yaml_files import read_yaml

_FOLDER = Path(__file__).parent
_FIELDS = {"name", "source", "given", "call", "with", "region", "error", "message"}
_REFERENCE = re.compile(r"\$\{((?:totp:)?[\w.]+)\}")


@dataclass
class Entry:
    """One request, with what it needs before it."""

    file: str
    name: str
    source: str
    call: str
    parameters: dict[str, Any]
    given: list[dict[str, Any]] = field(default_factory=list)
    region: str = REGION
    error: str = ""
    message: str = ""

    @property
    def id(self) -> str:
        return f"{self.file}: {self.name}"


def entries(kind: str) -> list[Entry]:
    """The entries below `valid` or `refused`."""
    found = []
    for path in sorted((_FOLDER / kind).glob("*.yaml")):
        for one in read_yaml(path):
            unknown = set(one) - _FIELDS
            assert not unknown, f"{path.name}, {one.get('name')}: {unknown}"
            found.append(
                Entry(
                    file=path.stem,
                    name=one["name"],
                    source=one["source"],
                    call=one["call"],
                    parameters=one.get("with", {}),
                    given=one.get("given", []),
                    region=one.get("region", REGION),
                    error=one.get("error", ""),
                    message=one.get("message", ""),
                )
            )
    return found


class Player:
    """Makes the calls of an entry in one account."""

    def __init__(self, setting: Setting, region: str) -> None:
        self._setting = setting
        self._region = region
        self._names: dict[str, Any] = {"account": setting.number, "region": region}

    def prepare(self, given: list[dict[str, Any]]) -> None:
        """Make what an entry needs."""
        for step in given:
            if "verified" in step:
                arn = self._setting.identity(step["verified"], self._region)
                self._names["identity"] = arn
            elif "role" in step:
                self._names["role"] = self._setting.role(**self._filled(step["role"]))
            elif "pool" in step:
                self._names["pool"] = self._setting.pool(self._region, **self._filled(step["pool"]))
            elif "client" in step:
                made = self.call(
                    "cognito-idp.CreateUserPoolClient",
                    {"UserPoolId": "${pool}", "ClientName": "c", **step["client"]},
                )
                self._names["client"] = made["UserPoolClient"]["ClientId"]
            else:
                self._names[step.get("as", "")] = self.call(step["call"], step.get("with", {}))

    def call(self, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Make a call, such as `iam.CreateRole`."""
        service, _, operation = name.partition(".")
        client = self._setting.client(service, self._region)
        return getattr(client, xform_name(operation))(**self._filled(parameters))

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._filled(key): self._filled(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._filled(one) for one in value]
        if isinstance(value, str):
            return _REFERENCE.sub(lambda found: str(self._named(found[1])), value)
        return value

    def _named(self, path: str) -> Any:
        if path.startswith("totp:"):
            return one_time_password(self._named(path.removeprefix("totp:")))
        first, *rest = path.split(".")
        return reduce(lambda value, key: value[key], rest, self._names[first])


def one_time_password(secret: str) -> str:
    """The code that an authenticator app shows now for a secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    offset = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
