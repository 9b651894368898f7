"""Reading forms: the query protocol and the EC2 protocol."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from botocore.model import ListShape, MapShape, Shape, StructureShape

from ..errors import AwsError
from ..wire import HttpRequest
from .scalars import Value, scalar

# The keys of a form, split at their dots, as a tree whose leaves are strings.
_Tree = dict[str, Any]


def read_form(shape: StructureShape, request: HttpRequest, *, ec2: bool) -> dict[str, Any]:
    """The parameters of a request in the query or the EC2 protocol.

    Raises:
        AwsError: `MalformedInput`: the form contradicts the model or itself.
    """
    text = request.body.decode("utf-8", "replace") if request.body else request.query
    tree: _Tree = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=20_000)
    except ValueError:
        raise AwsError("MalformedInput", "The form has too many fields") from None
    for key, value in pairs:
        *parents, leaf = key.split(".")
        node = tree
        for parent in parents[:32]:
            below = node.setdefault(parent, {})
            if not isinstance(below, dict):
                raise AwsError("MalformedInput", f"{key[:100]} is both a value and a structure")
            node = below
        node[leaf] = value
    return _form_structure(shape, tree, ec2=ec2)


def _form_name(member: Shape, default: str, *, ec2: bool) -> str:
    if not ec2:
        return str(member.serialization.get("name", default))
    if "queryName" in member.serialization:
        return str(member.serialization["queryName"])
    name = str(member.serialization.get("name", default))
    return name[0].upper() + name[1:]


def _form_structure(shape: StructureShape, node: _Tree, *, ec2: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        below = _form_member(member, node, _form_name(member, name, ec2=ec2))
        if below is not None:
            found[name] = _form_value_of(member, below, ec2=ec2)
    return found


def _form_value_of(shape: Shape, node: Value, *, ec2: bool) -> Value:
    if isinstance(shape, StructureShape):
        if not isinstance(node, dict):
            raise AwsError("MalformedInput", f"A value was found for the structure {shape.name}")
        return _form_structure(shape, node, ec2=ec2)
    if isinstance(shape, ListShape):
        if not ec2 and not shape.serialization.get("flattened") and isinstance(node, dict):
            node = node.get(shape.member.serialization.get("name", "member"), {})
        return [_form_value_of(shape.member, one, ec2=ec2) for one in _in_order(node)]
    if isinstance(shape, MapShape):
        if not shape.serialization.get("flattened") and isinstance(node, dict):
            node = node.get("entry", {})
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        pairs = [one for one in _in_order(node) if isinstance(one, dict) and key_name in one]
        return {
            str(one[key_name]): _form_value_of(shape.value, one.get(value_name, ""), ec2=ec2)
            for one in pairs
        }
    if isinstance(node, dict):
        raise AwsError("MalformedInput", f"A structure was found for the value {shape.name}")
    return scalar(shape, node)


def _form_member(member: Shape, node: _Tree, name: str) -> Value:
    # A flattened list has the name of its member.
    if isinstance(member, ListShape) and member.serialization.get("flattened"):
        name = member.member.serialization.get("name", name)
    below: Any = node
    for part in name.split("."):
        below = below.get(part) if isinstance(below, dict) else None
    return below


def _in_order(node: Value) -> list[Any]:
    if not isinstance(node, dict):
        return []
    return [node[key] for key in sorted((key for key in node if key.isdecimal()), key=int)]
