"""Writes values in Terraform's language, HCL."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True)
class Reference:
    """An expression that is written unchanged, such as `var.secret`."""

    expression: str


def literal(value: object, indent: int = 0) -> str:
    """A value in HCL. Text is escaped, so that Terraform does not read it as a template.

    Args:
        value: text, a number, a boolean, None, a reference, or a list or mapping of these.
        indent: the number of spaces before its closing bracket.

    Raises:
        TypeError: the value has another type.
    """
    match value:
        case Reference():
            return value.expression
        case str():
            # HCL has the escapes of JSON; ${ and %{ start templates.
            quoted = json.dumps(value, ensure_ascii=True)
            return quoted.replace("${", "$${").replace("%{", "%%{")
        case None | bool() | int() | float():
            return json.dumps(value)
        case Mapping():
            return _mapping(value, indent)
        case Sequence():
            return "[" + ", ".join(literal(item, indent) for item in value) + "]"
    raise TypeError(f"{type(value).__name__} cannot be written in HCL")


def _mapping(value: Mapping[str, object], indent: int) -> str:
    if not value:
        return "{}"
    return "{\n" + attributes(value, indent + 2) + " " * indent + "}"


def attributes(values: Mapping[str, object], indent: int) -> str:
    """Attributes, one on each line, aligned as `terraform fmt` aligns them."""
    names = {name: name if _NAME.fullmatch(name) else literal(name) for name in values}
    written = {name: literal(value, indent) for name, value in values.items()}
    lines = []
    group: list[str] = []
    for name in values:
        group.append(name)
        if (
            "\n" in written[name]
        ):  # fmt aligns groups of single lines; a value of several lines ends a group
            lines += _aligned(group, names, written, indent)
            group = []
    lines += _aligned(group, names, written, indent)
    return "".join(lines)


def _aligned(
    group: Sequence[str], names: Mapping[str, str], written: Mapping[str, str], indent: int
) -> list[str]:
    single = [name for name in group if "\n" not in written[name]]
    width = max((len(names[name]) for name in single), default=0)
    return [
        f"{' ' * indent}{names[name]:<{width if name in single else 0}} = {written[name]}\n"
        for name in group
    ]
