"""The tree of an HCL file, as the parser gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import hcl2
from lark import Token, Tree
from lark.exceptions import LarkError, UnexpectedInput

from ..errors import HarnessError

Node: TypeAlias = "Tree[Token]"


class ModuleUnreadable(HarnessError):
    """A module cannot be read; the message says why."""


def read(file: Path) -> str:
    """The text of a file."""
    return file.read_text(encoding="utf-8-sig")


def parse(file: Path) -> tuple[Node, str]:
    """The body of a file, and its text.

    Raises:
        ModuleUnreadable: it is not HCL.
    """
    text = read(file)
    try:
        # The grammar demands a line end after a heredoc.
        (body,) = children(hcl2.parses_to_tree(text + "\n"))
    except UnexpectedInput as error:
        raise ModuleUnreadable(
            f"{file}:{error.line} cannot be read as HCL, so its coverage cannot be told."
        ) from None
    except (LarkError, RecursionError):
        raise ModuleUnreadable(f"{file} cannot be read as HCL.") from None
    return body, text


def children(node: Node) -> list[Node]:
    """The parts of a node, without punctuation, line ends and comments."""
    return [
        child
        for child in node.children
        if isinstance(child, Tree) and child.data != "new_line_or_comment"
    ]


def blocks(body: Node) -> Iterator[tuple[str, list[str], Node, Node]]:
    """Type, labels, the block itself and its body, for each block of a body."""
    for block in children(body):
        if block.data == "block":
            *labels, inner = children(block)
            kind, *names = [text(label) or "" for label in labels]
            yield kind, names, block, inner


def attributes(body: Node) -> Iterator[tuple[str, Node]]:
    """Name and expression of each attribute of a body."""
    for attribute in children(body):
        if attribute.data == "attribute":
            key, value = children(attribute)
            yield text(key) or "", value


def attribute(body: Node, name: str) -> Node | None:
    """The expression of an attribute; None if the body has no such attribute."""
    return next((value for key, value in attributes(body) if key == name), None)


def inner(node: Node) -> Node:
    """An expression without the nodes around it that only group."""
    while node.data in ("expr_term", "object_elem_key") and len(children(node)) == 1:
        (node,) = children(node)
    return node


def text(node: Node) -> str | None:
    """The text of a name, or of a string without a template; None for everything else."""
    node = inner(node)
    if node.data in ("identifier", "keyword", "literal_value", "int_lit"):
        return str(node.children[0])
    if node.data == "string":
        tokens = [token for part in children(node) for token in part.children]
        if all(isinstance(token, Token) and token.type == "STRING_CHARS" for token in tokens):
            return "".join(map(str, tokens))
    return None


def call(node: Node) -> tuple[str, list[Node]]:
    """Name and arguments of a function call; an empty name if it is none."""
    node = inner(node)
    if node.data != "function_call":
        return "", []
    name, *rest = children(node)
    return text(name) or "", [one for part in rest for one in children(part)]


def elements(node: Node) -> list[tuple[Node, Node]]:
    """Key and value of each element of an object."""
    node = inner(node)
    if node.data != "object":
        return []
    return [(key, value) for key, value in (children(one) for one in children(node))]


def conditionals(node: Node) -> Iterator[Node]:
    """Each conditional expression in an expression, the outer ones first."""
    if node.data == "conditional":
        yield node
    for child in children(node):
        yield from conditionals(child)


def literal(node: Node) -> tuple[bool, object]:
    """Whether an expression is a literal without a template, and its value."""
    node = inner(node)
    match str(node.data):
        case "string":
            value = text(node)
            return value is not None, value
        case "int_lit":
            return True, int(str(node.children[0]))
        case "float_lit":
            return True, float(str(node.children[0]))
        case "literal_value":
            return True, {"true": True, "false": False, "null": None}[str(node.children[0])]
        case "tuple" if not children(node):
            return True, []
        case "object" if not children(node):
            return True, {}
    return False, None


def sizes(node: Node, local_values: Mapping[str, Node]) -> tuple[int, int | None]:
    """How many elements a collection has at least and at most, or a count, as its form tells.

    Args:
        node: an expression.
        local_values: the expressions of the module's locals.
    """
    node = inner(node)
    if node.data == "conditional":
        sides = [sizes(side, local_values) for side in children(node)[1:]]
        (least, most), (other_least, other_most) = sides
        known = most is not None and other_most is not None
        return min(least, other_least), max(most or 0, other_most or 0) if known else None
    if node.data == "int_lit":
        return int(str(node.children[0])), int(str(node.children[0]))
    if node.data in ("tuple", "object"):
        return len(children(node)), len(children(node))
    if node.data in ("for_tuple_expr", "for_object_expr"):
        intro, *others = children(node)
        least, most = sizes(children(intro)[-1], local_values)
        filtered = any(other.data == "for_cond" for other in others)
        return 0 if filtered else least, most
    function, arguments = call(node)
    if function == "toset" and len(arguments) == 1:
        least, most = sizes(arguments[0], local_values)
        return min(least, 1), most  # equal elements are one
    name = _local(node)
    if name in local_values:
        others_left = {other: value for other, value in local_values.items() if other != name}
        return sizes(local_values[name], others_left)
    return 0, None


def _local(node: Node) -> str:
    """The name of the local value that an expression is; empty if it is another expression."""
    if node.data == "get_attr_expr_term" and text(children(node)[0]) == "local":
        return text(children(children(node)[1])[0]) or ""
    return ""
