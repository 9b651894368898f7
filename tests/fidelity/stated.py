"""The constraints that botocore's models state in words, and who checks each of them.

stated.yaml says for each sentence that could be one what it demands, and who answers. A sentence is
known by a hash, so that a new version of botocore shows which sentences are new.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from ..yaml_files import read_yaml

_FILE = Path(__file__).parent / "stated.yaml"
# What a sentence has that demands something.
_DEMANDS = re.compile(
    r"\b(must|only|can't|cannot|can not|required?|requires|up to|maximum|minimum|at most|at least|"
    r"no more than|exceeds?|either|valid (?:values?|characters|range)|less than|greater than|"
    r"unique|don't include|\w*exception|errors?|not both|isn't valid|limits?|"
    r"not (?:allowed|supported|permitted|available|valid))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a model's documentation that could state a constraint."""

    service: str
    id: str
    text: str
    place: str
    """The operation, or the structure and its member."""


@dataclass(frozen=True)
class Constraint:
    """What a sentence demands, in the words of this project."""

    service: str
    id: str
    demands: str
    by: str
    """`contract`, `rule ID`, `supplement`, `target`, `accepted: REASON` (AWS does not enforce it),
    `unreachable: REASON` (no recorded operation can break it), or `not modelled: REASON`."""


def sentences(operations: list[OperationModel]) -> list[Sentence]:
    """The sentences that could state a constraint, of operations and their parameters."""
    found: dict[tuple[str, str], Sentence] = {}
    for operation in operations:
        service = operation.service_model.service_name
        for place, documentation in _documented(operation):
            for text in _split(documentation):
                if _DEMANDS.search(text):
                    name = hashlib.sha256(text.encode()).hexdigest()[:8]
                    found.setdefault((service, name), Sentence(service, name, text, place))
    return list(found.values())


def constraints() -> dict[tuple[str, str], Constraint]:
    """The constraints of stated.yaml, by service and sentence."""
    return {
        (service, name): Constraint(service, name, *text.rsplit(" | ", 1))
        for service, entry in _read().items()
        for name, text in entry["constraints"].items()
    }


def others() -> set[tuple[str, str]]:
    """The sentences that state no constraint on a request."""
    return {(service, name) for service, entry in _read().items() for name in entry["others"]}


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(_FILE)
    return found


def _documented(operation: OperationModel) -> Iterator[tuple[str, str]]:
    yield operation.name, operation.documentation
    if operation.input_shape is not None:
        yield from _members(operation.input_shape, frozenset())


def _members(shape: Shape, inside: frozenset[str]) -> Iterator[tuple[str, str]]:
    if shape.name in inside:
        return
    inside = inside | {shape.name}
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield f"{shape.name}.{name}", member.documentation
            yield from _members(member, inside)
    elif isinstance(shape, ListShape):
        yield from _members(shape.member, inside)
    elif isinstance(shape, MapShape):
        yield from _members(shape.value, inside)


def _split(documentation: str) -> list[str]:
    plain = re.sub(r"</?(?:code|a|i|b|em)\b[^>]*>", "", documentation)
    plain = html.unescape(re.sub(r"<[^>]+>", " ", plain))
    plain = re.sub(r"\s+", " ", plain).strip()
    return [one for one in re.split(r"(?<=[.!?:])\s+(?=[A-Z`])", plain) if one]
