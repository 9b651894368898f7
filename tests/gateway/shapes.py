"""Hypothesis strategies for what a botocore shape allows."""

from __future__ import annotations

from botocore.model import ListShape, MapShape, StructureShape
from hypothesis import strategies as st

TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)
SCALARS = {
    "string": TEXT,
    "character": TEXT,
    "integer": st.integers(0, 1000),
    "long": st.integers(0, 1000),
    "float": st.integers(0, 1000).map(float),
    "double": st.integers(0, 1000).map(float),
    "boolean": st.booleans(),
    "blob": st.binary(min_size=1, max_size=8),
}


def valid(shape, depth=0):
    """Values of the right type; timestamps are omitted, because their form changes."""
    if isinstance(shape, StructureShape):
        members = {
            name: valid(member, depth + 1)
            for name, member in shape.members.items()
            if supported(member) and (depth < 5 or not has_members(member))
        }
        required = {name: members[name] for name in shape.required_members if name in members}
        others = {name: one for name, one in members.items() if name not in required}
        return st.fixed_dictionaries(required, optional=others)
    if isinstance(shape, ListShape):
        return st.lists(valid(shape.member, depth + 1), min_size=1, max_size=2)
    if isinstance(shape, MapShape):
        return st.dictionaries(TEXT, valid(shape.value, depth + 1), min_size=1, max_size=2)
    if getattr(shape, "enum", None):
        return st.sampled_from(shape.enum)
    return SCALARS[shape.type_name]


def has_members(shape):
    return isinstance(shape, StructureShape | ListShape | MapShape)


def supported(shape, depth=0):
    if depth > 6 or getattr(shape, "is_document_type", False):
        return False
    if getattr(shape, "is_tagged_union", False) or getattr(shape, "eventstream_name", None):
        return False
    if isinstance(shape, ListShape):
        return supported(shape.member, depth + 1)
    if isinstance(shape, MapShape):
        return supported(shape.value, depth + 1)
    if isinstance(shape, StructureShape):
        return not shape.is_document_type
    return shape.type_name in SCALARS
