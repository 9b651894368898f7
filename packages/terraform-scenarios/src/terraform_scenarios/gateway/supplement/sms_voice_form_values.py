"""AWS End User Messaging SMS (sms-voice v2): which values the fields of a registration take.

Source: API, PutRegistrationFieldValue, TextValidation, SelectValidation and ConditionalBehavior.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .sms_voice_forms import FORMS
from .sms_voice_resources import Resource, invalid

# The parameter of each type of field.
_PARAMETERS = {
    "TEXT": "TextValue",
    "SELECT": "SelectChoices",
    "ATTACHMENT": "RegistrationAttachmentId",
}


def check_value(kind: str, given: Mapping[str, Any]) -> Resource:
    """The value in a call of PutRegistrationFieldValue.

    Raises:
        AwsError: `ValidationException`: the field is not in the form, or does not take the value.
    """
    values = {name: given[name] for name in _PARAMETERS.values() if name in given}
    if not values:
        raise invalid("MISSING_PARAMETER", "TextValue")
    if len(values) > 1:
        raise invalid("PARAMETERS_CANNOT_BE_USED_TOGETHER", " and ".join(sorted(values)))
    if kind not in FORMS:
        return values
    path = given["FieldPath"]
    field = next((one for one in FORMS[kind][2] if one["FieldPath"] == path), None)
    if field is None:
        raise invalid("UNKNOWN_REGISTRATION_FIELD", path)
    ((name, value),) = values.items()
    if name != _PARAMETERS[field["FieldType"]] or not _fits(field, value):
        raise invalid("FIELD_VALIDATION_FAILED", path)
    return values


def _fits(field: Resource, value: Any) -> bool:
    if "TextValidation" in field:
        limits = field["TextValidation"]
        fits = limits["MinLength"] <= len(value) <= limits["MaxLength"]
        return fits and re.fullmatch(limits["Pattern"], value) is not None
    if "SelectValidation" in field:
        limits = field["SelectValidation"]
        fits = limits["MinChoices"] <= len(value) <= limits["MaxChoices"]
        return fits and set(value) <= set(limits["Options"])
    return True


def missing_fields(kind: str, values: Mapping[str, Resource]) -> list[str]:
    """The fields that a version must have and does not have."""
    if kind not in FORMS:
        return []
    return [
        field["FieldPath"]
        for field in FORMS[kind][2]
        if field["FieldPath"] not in values and _need(field, values) == "REQUIRED"
    ]


def _need(field: Resource, values: Mapping[str, Resource]) -> str:
    if "ConditionalBehavior" not in field:
        return str(field["FieldRequirement"])
    behavior = field["ConditionalBehavior"]
    for rule in behavior["Rules"]:
        conditions = rule["Conditions"]
        if all(
            set(values.get(one["DependsOnFieldPath"], {}).get("SelectChoices", []))
            & set(one["Values"])
            for one in conditions
        ):
            return str(rule["RuleBehavior"])
    return str(behavior["DefaultBehavior"])
