"""Type constraints of variables.

Source: Terraform, "Type Constraints".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from .values import Node, Value, arguments_of, subtrees, text_of, value_of


@dataclass(frozen=True)
class ObjectType:
    """`object({ name = type })`.

    Attributes:
        attributes: the types, by name.
        defaults: the values that `optional` gives to attributes, by name.
    """

    attributes: Mapping[str, Type]
    defaults: Mapping[str, Value]


@dataclass(frozen=True)
class CollectionType:
    """`map(type)`, `list(type)` or `set(type)`."""

    element: Type


@dataclass(frozen=True)
class TupleType:
    """`tuple([type])`."""

    elements: tuple[Type, ...]


@dataclass(frozen=True)
class OtherType:
    """A primitive type, or `any`: nothing is dropped."""


Type: TypeAlias = "ObjectType | CollectionType | TupleType | OtherType"


def type_of(node: Node, file: Path) -> Type:
    """The type that an expression describes; an expression that is none is `OtherType`.

    Args:
        node: the expression, in the tree of the parser.
        file: the file that it is in.
    """
    while node.data == "expr_term" and len(subtrees(node)) == 1:
        (node,) = subtrees(node)
    if node.data != "function_call":
        return OtherType()
    name, arguments = text_of(subtrees(node)[0]), list(arguments_of(node))
    if not arguments:
        return OtherType()
    match name:
        case "object":
            return _object(arguments[0], file)
        case "map" | "list" | "set":
            return CollectionType(type_of(arguments[0], file))
        case "tuple":
            return TupleType(tuple(type_of(one, file) for one in _elements(arguments[0])))
        case "optional":
            return type_of(arguments[0], file)
    return OtherType()


def has_objects(kind: Type) -> bool:
    """Whether a value of this type can have attributes that are dropped."""
    match kind:
        case ObjectType():
            return True
        case CollectionType():
            return has_objects(kind.element)
        case TupleType():
            return any(map(has_objects, kind.elements))
    return False


def _object(node: Node, file: Path) -> ObjectType:
    attributes, defaults = {}, {}
    for element in _elements(node):
        key, written = subtrees(element)
        if name := text_of(key):
            attributes[name] = type_of(written, file)
            if (default := _default(written)) is not None:
                defaults[name] = value_of(default, file)
    return ObjectType(attributes, defaults)


def _default(node: Node) -> Node | None:
    """The second argument of `optional`."""
    for call in subtrees(node):
        if call.data == "function_call" and text_of(subtrees(call)[0]) == "optional":
            return next(iter(list(arguments_of(call))[1:]), None)
    return None


def _elements(node: Node) -> Iterator[Node]:
    """The elements of an object or a tuple."""
    for part in subtrees(node):
        yield from subtrees(part)
