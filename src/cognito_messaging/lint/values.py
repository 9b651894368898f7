"""The values in a configuration, as far as they can be read without Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from lark import Token, Tree

Node: TypeAlias = "Tree[Token]"


@dataclass(frozen=True)
class Place:
    """A line of a file; line 0 is the entire file."""

    file: Path
    line: int


@dataclass(frozen=True)
class Item:
    """An element of an object or a list; the name is None in a list, and if it is computed."""

    name: str | None
    place: Place
    value: Value


@dataclass(frozen=True)
class Object:
    """`{ name = value }`."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Sequenced:
    """`[value]`."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Repeated:
    """A `for` expression: a collection with elements of this form."""

    element: Value


@dataclass(frozen=True)
class Choice:
    """One of some values, or several that are merged."""

    values: tuple[Value, ...]


@dataclass(frozen=True)
class NamePath:
    """A reference by names only, such as `local.senders.web`."""

    path: tuple[str, ...]


@dataclass(frozen=True)
class Scalar:
    """A text, a number, a boolean or null: it has no attributes."""


@dataclass(frozen=True)
class Computed:
    """A value that only Terraform can compute."""


Value: TypeAlias = "Object | Sequenced | Repeated | Choice | NamePath | Scalar | Computed"

# Functions whose result has the attributes of their arguments.
_PASSING = frozenset(
    {"coalesce", "concat", "distinct", "merge", "nonsensitive", "one", "reverse", "sensitive"}
    | {"setunion", "tolist", "tomap", "toset", "try"}
)
_NEUTRAL = frozenset({"new_line_or_comment"})


def value_of(node: Node, file: Path) -> Value:
    """The value of an expression.

    Args:
        node: the expression, in the tree of the parser.
        file: the file that it is in.
    """
    parts = subtrees(node)
    match str(node.data):
        case "expr_term":
            return value_of(parts[0], file) if parts else Computed()
        case "object":
            return Object(tuple(_item(part, file) for part in parts))
        case "tuple":
            return Sequenced(
                tuple(Item(None, place_of(part, file), value_of(part, file)) for part in parts)
            )
        case "for_object_expr":
            return Repeated(value_of(parts[2], file))
        case "for_tuple_expr":
            return Repeated(value_of(parts[1], file))
        case "conditional":
            return Choice(tuple(value_of(part, file) for part in parts[1:]))
        case "function_call":
            return _call(parts, file)
        case "identifier" | "get_attr_expr_term":
            path = path_of(node)
            return NamePath(path) if path else Computed()
        case "string" | "int_lit" | "float_lit" | "literal_value" | "unary_op" | "binary_op":
            return Scalar()
        case "heredoc_template" | "heredoc_template_trim" | "template_string":
            return Scalar()
    return Computed()


def from_json(value: Any, file: Path) -> Value:
    """The value of an expression in a JSON file, where text may be a template.

    Args:
        value: the parsed JSON.
        file: the file that it is in.
    """
    if isinstance(value, Mapping):
        place = Place(file, 0)
        return Object(
            tuple(
                Item(None if "${" in name else name, place, from_json(inner, file))
                for name, inner in value.items()
            )
        )
    if isinstance(value, list):
        return Sequenced(tuple(Item(None, Place(file, 0), from_json(one, file)) for one in value))
    if isinstance(value, str) and value.startswith("${"):
        return Computed()
    return Scalar()


def subtrees(node: Node) -> list[Node]:
    """The children of a node that are not only punctuation, line ends or comments."""
    return [
        child for child in node.children if isinstance(child, Tree) and child.data not in _NEUTRAL
    ]


def place_of(node: Node, file: Path) -> Place:
    """The line on which a node begins."""
    return Place(file, getattr(node.meta, "line", 0))


def path_of(node: Node) -> tuple[str, ...]:
    """The names of a reference; empty if it has an index or anything else."""
    if node.data == "identifier":
        return (str(node.children[0]),)
    parts = subtrees(node)
    if node.data == "expr_term" and len(parts) == 1:
        return path_of(parts[0])
    if node.data == "get_attr_expr_term":
        before, name = path_of(parts[0]), path_of(subtrees(parts[1])[0])
        return (*before, *name) if before and name else ()
    return ()


def text_of(node: Node) -> str | None:
    """The text of a name or of a string without a template; None for everything else."""
    while node.data in ("expr_term", "object_elem_key"):
        if len(node.children) != 1 or not isinstance(node.children[0], Tree):
            return None  # (name), which is computed
        node = node.children[0]
    if node.data in ("identifier", "keyword", "literal_value", "int_lit"):
        return str(node.children[0])
    if node.data == "string":
        return _string(subtrees(node))
    return None


def _string(parts: Sequence[Node]) -> str | None:
    tokens = [token for part in parts for token in part.children]
    if any(not isinstance(token, Token) or token.type != "STRING_CHARS" for token in tokens):
        return None
    return "".join(str(token) for token in tokens)


def arguments_of(call: Node) -> Iterator[Node]:
    """The arguments of a function call."""
    for part in subtrees(call):
        if part.data == "arguments":
            yield from subtrees(part)


def _item(node: Node, file: Path) -> Item:
    key, value = subtrees(node)
    return Item(text_of(key), place_of(node, file), value_of(value, file))


def _call(parts: Sequence[Node], file: Path) -> Value:
    if text_of(parts[0]) not in _PASSING:
        return Computed()
    return Choice(tuple(value_of(one, file) for part in parts[1:] for one in subtrees(part)))
