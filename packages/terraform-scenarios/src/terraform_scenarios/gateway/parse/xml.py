"""Reading XML bodies."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from botocore.model import ListShape, MapShape, Shape, StructureShape

from ..errors import AwsError
from .scalars import Value, scalar


def load_xml(body: bytes) -> ElementTree.Element:
    """The root element of a body.

    Raises:
        AwsError: `MalformedXML`: the body is not XML, or declares a document type.
    """
    # AWS requests have no entities, which are used for attacks on XML parsers.
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise AwsError("MalformedXML", "The request body has a document type declaration")
    try:
        return ElementTree.fromstring(body)  # noqa: S314 (no entities: see above)
    except ElementTree.ParseError:
        raise AwsError("MalformedXML", "The request body is not XML") from None


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def xml_value(shape: Shape, element: ElementTree.Element) -> Value:
    """An element, as boto3 takes it.

    Raises:
        AwsError: `MalformedInput`: a text has another type than its shape.
    """
    if isinstance(shape, StructureShape):
        found: dict[str, Any] = {}
        for name, member in shape.members.items():
            wire_name = member.serialization.get("name", name)
            if member.serialization.get("xmlAttribute"):
                local_name = str(wire_name).rpartition(":")[2]
                for key, text in element.attrib.items():
                    if key.rpartition("}")[2] == local_name:
                        found[name] = scalar(member, text)
                continue
            if isinstance(member, ListShape) and member.serialization.get("flattened"):
                wire_name = member.member.serialization.get("name", wire_name)
                items = [
                    xml_value(member.member, one) for one in element if _local(one) == wire_name
                ]
                if items:
                    found[name] = items
                continue
            below = next((one for one in element if _local(one) == wire_name), None)
            if below is not None:
                found[name] = xml_value(member, below)
        return found
    if isinstance(shape, ListShape):
        return [xml_value(shape.member, one) for one in element]
    if isinstance(shape, MapShape):
        pairs = {}
        for entry in element:
            parts = list(entry)
            if len(parts) >= 2:
                pairs[parts[0].text or ""] = xml_value(shape.value, parts[1])
        return pairs
    return scalar(shape, (element.text or "").strip() if len(element) == 0 else "")
