"""Reads the variables, locals and module calls of a folder with Terraform files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hcl2
from lark.exceptions import LarkError, UnexpectedInput

from .types import Type, type_of
from .values import (
    Computed,
    Item,
    Node,
    Place,
    Value,
    from_json,
    place_of,
    subtrees,
    text_of,
    value_of,
)


class Unreadable(Exception):
    """A folder or file cannot be read; the message says why."""


@dataclass(frozen=True)
class Variable:
    """A variable with a type.

    Attributes:
        type: its type.
        default: its default, if it has one.
    """

    type: Type
    default: Item | None


@dataclass(frozen=True)
class Call:
    """A `module` block.

    Attributes:
        name: its name.
        source: where the module is; empty if it is computed.
        place: its line.
        arguments: the values, by input.
        each: the value of `for_each`.
    """

    name: str
    source: str
    place: Place
    arguments: Mapping[str, Item]
    each: Value


@dataclass(frozen=True)
class Folder:
    """What a folder with Terraform files has.

    Attributes:
        path: the folder.
        variables: the variables that have a type, by name.
        local_values: the values of `locals`, by name.
        calls: the `module` blocks.
        given: the values in files with variables (`*.tfvars`).
        unread: why some of its files cannot be read, one sentence each.
    """

    path: Path
    variables: Mapping[str, Variable]
    local_values: Mapping[str, Value]
    calls: tuple[Call, ...]
    given: tuple[Item, ...]
    unread: tuple[str, ...]


def read_folder(path: Path) -> Folder:
    """Read the Terraform files of a folder, without its subfolders.

    Raises:
        Unreadable: it has no such files.
    """
    files = [
        file
        for ending in ("*.tf", "*.tofu", "*.tf.json", "*.tfvars", "*.tfvars.json")
        for file in sorted(path.glob(ending))
    ]
    if all(".tfvars" in file.suffixes for file in files):
        raise Unreadable(f"{path} has no Terraform files (*.tf)")
    parts, unread = [], []
    for file in files:
        try:
            parts.append(_read(file))
        except Unreadable as error:
            unread.append(str(error))
    return Folder(
        path,
        {name: variable for part in parts for name, variable in part.variables.items()},
        {name: value for part in parts for name, value in part.local_values.items()},
        tuple(call for part in parts for call in part.calls),
        tuple(item for part in parts for item in part.given),
        tuple(unread),
    )


def _read(file: Path) -> Folder:
    """What one file has."""
    if file.suffix == ".json":
        content = _json(file)
        if ".tfvars" in file.suffixes:
            given = [
                Item(key, Place(file, 0), from_json(one, file)) for key, one in content.items()
            ]
            return Folder(file, {}, {}, (), tuple(given), ())
        return Folder(
            file,
            dict(_variables_of_json(content, file)),
            {
                name: from_json(value, file)
                for one in _several(content.get("locals")) for name, value in one.items()
            },
            tuple(_calls_of_json(content, file)),
            (),
            (),
        )  # fmt: skip
    body = _body(file)
    if file.suffix == ".tfvars":
        return Folder(file, {}, {}, (), tuple(_attributes(body, file).values()), ())
    variables: dict[str, Variable] = {}
    local_values: dict[str, Value] = {}
    calls: list[Call] = []
    for kind, label, block in _blocks(body):
        arguments = _attributes(block, file)
        if kind == "variable" and (written := _argument(block, "type")) is not None:
            variables[label] = Variable(type_of(written, file), arguments.get("default"))
        elif kind == "locals":
            local_values |= {name: item.value for name, item in arguments.items()}
        elif kind == "module":
            source = _argument(block, "source")
            name = text_of(source) if source else None
            calls.append(_call(label, name, place_of(block, file), arguments))
    return Folder(file, variables, local_values, tuple(calls), (), ())


def _blocks(content: Node) -> Iterator[tuple[str, str, Node]]:
    """Type, last label and body of each block of a file."""
    for block in subtrees(content):
        if block.data == "block":
            *labels, body = subtrees(block)
            names = [text_of(label) or "" for label in labels]
            yield names[0], names[-1], body


def _body(file: Path) -> Node:
    text = _text(file)
    try:
        # The grammar demands a line end after a heredoc.
        (body,) = subtrees(hcl2.parses_to_tree(text + "\n"))
    except UnexpectedInput as error:
        raise Unreadable(f"{file}:{error.line} cannot be read as HCL") from None
    except (LarkError, RecursionError):
        raise Unreadable(f"{file} cannot be read as HCL") from None
    return body


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Unreadable(f"{file} cannot be read: {reason}") from None


def _json(file: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(_text(file))
    except (ValueError, RecursionError):
        raise Unreadable(f"{file} is not JSON") from None
    return content if isinstance(content, Mapping) else {}


def _attributes(body: Node, file: Path) -> dict[str, Item]:
    """The attributes of a body, by name."""
    found = {}
    for attribute in subtrees(body):
        if attribute.data == "attribute":
            key, value = subtrees(attribute)
            name = text_of(key) or ""
            found[name] = Item(name, place_of(attribute, file), value_of(value, file))
    return found


def _argument(body: Node, name: str) -> Node | None:
    """The expression of an attribute."""
    for attribute in subtrees(body):
        if attribute.data == "attribute" and text_of(subtrees(attribute)[0]) == name:
            return subtrees(attribute)[1]
    return None


def _call(name: str, source: str | None, place: Place, arguments: Mapping[str, Item]) -> Call:
    each = arguments.get("for_each")
    return Call(name, source or "", place, arguments, each.value if each else Computed())


def _variables_of_json(content: Mapping[str, Any], file: Path) -> Iterator[tuple[str, Variable]]:
    for block in _several(content.get("variable")):
        for name, variable in block.items():
            for one in _several(variable):
                if isinstance(one.get("type"), str):
                    default = one.get("default")
                    item = Item(name, Place(file, 0), from_json(default, file))
                    yield (
                        name,
                        Variable(_type(one["type"], file), None if default is None else item),
                    )


def _type(text: str, file: Path) -> Type:
    """The type that a text in a JSON file describes."""
    try:
        tree = hcl2.parses_to_tree(f"type = {text}\n")
    except LarkError:
        raise Unreadable(f"{file} has a type that cannot be read") from None
    (body,) = subtrees(tree)
    (attribute,) = subtrees(body)
    return type_of(subtrees(attribute)[1], file)


def _calls_of_json(content: Mapping[str, Any], file: Path) -> Iterator[Call]:
    place = Place(file, 0)
    for block in _several(content.get("module")):
        for name, calls in block.items():
            for one in _several(calls):
                source = one.get("source")
                arguments = {key: Item(key, place, from_json(one[key], file)) for key in one}
                yield _call(name, source if isinstance(source, str) else "", place, arguments)


def _several(block: Any) -> list[Mapping[str, Any]]:
    """The blocks in a place where JSON may have one block or a list of blocks."""
    blocks = block if isinstance(block, list) else [block]
    return [one for one in blocks if isinstance(one, Mapping)]
