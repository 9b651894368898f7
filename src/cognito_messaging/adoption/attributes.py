"""The schema: custom attributes, and standard attributes that differ from the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..answers import mapping, text, texts
from .model import Adoption, ExistingPool, without_nulls

# DG, "Working with user attributes": the standard attributes of a pool that configures none.
_STANDARD = frozenset(
    [
        "address",
        "birthdate",
        "email",
        "email_verified",
        "family_name",
        "gender",
        "given_name",
        "locale",
        "middle_name",
        "name",
        "nickname",
        "phone_number",
        "phone_number_verified",
        "picture",
        "preferred_username",
        "profile",
        "updated_at",
        "website",
        "zoneinfo",
    ]
)


def adopt_attributes(existing: ExistingPool) -> Adoption:
    """The input `attributes`."""
    adoption = Adoption()
    raw = existing.pool.raw
    found: dict[str, object] = {}
    for attribute in map(mapping, raw.get("SchemaAttributes") or ()):
        full_name = text(attribute.get("Name")) or ""
        name = full_name.removeprefix("dev:").removeprefix("custom:")
        if name != full_name or _differs_from_default(name, attribute):
            found[name] = _attribute(attribute, full_name, is_custom=name != full_name)
    usernames = texts(raw.get("UsernameAttributes"))
    if len(usernames) == 1 and usernames[0] not in found:
        # The module would require it, and Cognito cannot change that on an existing attribute.
        found[usernames[0]] = {"required": False}
        adoption.remarks.append(
            f"{usernames[0]} is not a required attribute of this pool, but is one by default in "
            "the module: attributes sets it to not required"
        )
    if found:
        adoption.inputs["attributes"] = found
    return adoption


def _differs_from_default(name: str, attribute: Mapping[str, Any]) -> bool:
    if name not in _STANDARD or name.endswith("_verified"):
        return False
    lengths = mapping(attribute.get("StringAttributeConstraints"))
    limits = (_integer(lengths.get("MinLength")), _integer(lengths.get("MaxLength")))
    default_limits = (10, 10) if name == "birthdate" else (0, 2048)
    return (
        attribute.get("Required") is True
        or attribute.get("Mutable") is False
        or limits not in (default_limits, (None, None))
    )


def _attribute(
    attribute: Mapping[str, Any], full_name: str, *, is_custom: bool
) -> dict[str, object]:
    data_type = text(attribute.get("AttributeDataType")) or "String"
    lengths = mapping(attribute.get("StringAttributeConstraints"))
    numbers = mapping(attribute.get("NumberAttributeConstraints"))
    limits = (_integer(lengths.get("MinLength")), _integer(lengths.get("MaxLength")))
    return without_nulls(
        type=data_type if is_custom and data_type != "String" else None,
        required=True if attribute.get("Required") is True else None,
        mutable=False if attribute.get("Mutable") is False else None,
        developer_only=True if full_name.startswith("dev:") else None,
        min_length=limits[0],
        max_length=limits[1],
        # CDK and Amplify set no limits for custom attributes, and Cognito cannot add them later.
        default_limits=False if is_custom and data_type == "String" and None in limits else None,
        min_value=_integer(numbers.get("MinValue")),
        max_value=_integer(numbers.get("MaxValue")),
    )


def _integer(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None
