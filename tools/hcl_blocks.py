"""Reads the resources and data sources of the module and its examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import hcl2

REPOSITORY = Path(__file__).parent.parent
META = frozenset({"count", "depends_on", "for_each", "lifecycle", "provider", "timeouts"})


@dataclass(frozen=True)
class Body:
    """The contents of a resource, a data source or a nested block.

    Attributes:
        arguments: the names of its arguments, without those that every resource has.
        blocks: its nested blocks by name; for a `dynamic` block, its content.
    """

    arguments: frozenset[str]
    blocks: tuple[tuple[str, Body], ...]


@dataclass(frozen=True)
class Written:
    """One resource or data source.

    Attributes:
        kind: `resource` or `data`.
        type: such as `aws_cognito_user_pool`.
        place: the file and name, for messages.
        body: its contents.
    """

    kind: str
    type: str
    place: str
    body: Body


def files() -> list[Path]:
    """Every HCL file of the module, its submodules and its examples."""
    return sorted(
        path for pattern in ("*.tf", "modules/*/*.tf", "examples/*/*.tf")
        for path in REPOSITORY.glob(pattern)
    )  # fmt: skip


@cache
def parsed(path: Path) -> Mapping[str, Any]:
    """The blocks of an HCL file by type; strings are in quotes, other expressions in `${}`."""
    content: Mapping[str, Any] = hcl2.loads(path.read_text(encoding="utf-8"))
    return content


def written() -> Iterator[Written]:
    """Every resource and data source of the AWS provider in these files."""
    for path in files():
        # The parser is slow, and the longest files have only variables.
        content = parsed(path) if '"aws_' in path.read_text(encoding="utf-8") else {}
        for kind in ("resource", "data"):
            for block in content.get(kind, []):
                ((quoted_type, named),) = _named(block)
                ((quoted_name, body),) = _named(named)
                place = f"{path.relative_to(REPOSITORY)}: {json.loads(quoted_name)}"
                if json.loads(quoted_type).startswith("aws_"):
                    yield Written(kind, json.loads(quoted_type), place, _body(body))


def _named(block: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in block.items() if not name.startswith("__")]


def _body(values: Mapping[str, Any]) -> Body:
    arguments, blocks = set(), []
    for name, value in _named(values):
        if name == "dynamic":
            for dynamic in value:
                ((quoted, content),) = _named(dynamic)
                blocks += [(json.loads(quoted), _body(one)) for one in content["content"]]
        elif _is_block(value):
            blocks += [(name, _body(one)) for one in value if name not in META]
        elif name not in META:
            arguments.add(name)
    return Body(frozenset(arguments), tuple(blocks))


def _is_block(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and isinstance(value[0], dict)
        and "__is_block__" in value[0]
    )
