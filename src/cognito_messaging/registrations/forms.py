"""The form of a registration type, as AWS describes it.

Sources: API, RegistrationFieldDefinition, ConditionalBehavior (the first rule whose conditions are
all true counts; an unknown operator is false) and SupportedAssociation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..answers import mapping, text, texts

REQUIRED, OPTIONAL, CONDITIONAL, DISALLOWED = "REQUIRED", "OPTIONAL", "CONDITIONAL", "DISALLOWED"
TEXT, SELECT, ATTACHMENT = "TEXT", "SELECT", "ATTACHMENT"
BEFORE_SUBMIT = "ASSOCIATE_BEFORE_SUBMIT"

Values = Mapping[str, object]
"""What a file gives, by field path."""


@dataclass(frozen=True)
class FormField:
    """One field of a form.

    Attributes:
        path: such as `companyInfo.companyName`.
        kind: TEXT, SELECT or ATTACHMENT.
        need: REQUIRED, CONDITIONAL or OPTIONAL.
        least: the fewest characters of a text, or the fewest choices.
        most: the most of them; None for no limit.
        pattern: what a text must match; empty for no pattern.
        options: what can be chosen.
        conditions: for a CONDITIONAL field: when it is required, optional or not allowed.
        title: what the field is, in words.
        about: a sentence that explains it.
        format: what the pattern means, in words.
    """

    path: str
    kind: str
    need: str
    least: int = 0
    most: int | None = None
    pattern: str = ""
    options: Sequence[str] = ()
    conditions: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    about: str = ""
    example: str = ""
    format: str = ""

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> FormField:
        """The field of a RegistrationFieldDefinition."""
        words = mapping(definition.get("TextValidation"))
        choice = mapping(definition.get("SelectValidation"))
        hints = mapping(definition.get("DisplayHints"))
        return cls(
            path=definition["FieldPath"],
            kind=definition["FieldType"],
            need=definition["FieldRequirement"],
            least=words.get("MinLength") or choice.get("MinChoices") or 0,
            most=words.get("MaxLength") or choice.get("MaxChoices"),
            pattern=text(words.get("Pattern")) or "",
            options=texts(choice.get("Options")),
            conditions=mapping(definition.get("ConditionalBehavior")),
            title=text(hints.get("Title")) or "",
            about=text(hints.get("ShortDescription")) or "",
            example=text(hints.get("ExampleTextValue")) or "",
            format=text(hints.get("TextValidationDescription")) or "",
        )

    def need_with(self, values: Values) -> str:
        """REQUIRED, OPTIONAL or DISALLOWED, with the values of the other fields.

        CONDITIONAL stays if AWS does not say on what it depends.
        """
        if self.need != CONDITIONAL or not self.conditions:
            return self.need
        for rule in self.conditions.get("Rules", []):
            if all(_holds(condition, values) for condition in rule.get("Conditions", [])):
                return str(rule.get("RuleBehavior"))
        return str(self.conditions.get("DefaultBehavior"))

    @property
    def limits(self) -> str:
        """What the field takes, in words."""
        if self.kind == ATTACHMENT:
            return "a PDF, JPEG or PNG file"
        if self.kind == SELECT:
            how_many = "one" if self.most == 1 else f"{self.least} to {self.most or 'all'}"
            return f"{how_many} of {' | '.join(self.options)}"
        return f"{self.least} to {self.most or 'any number of'} characters"


def _holds(condition: Mapping[str, Any], values: Values) -> bool:
    value = values.get(condition.get("DependsOnFieldPath", ""))
    given = set(value) if isinstance(value, list) else {value} if value is not None else set()
    wanted = set(condition.get("Values", []))
    match condition.get("Operator"):
        case "EQUALS" | "IN":
            return bool(given & wanted)
        case "NOT_EQUALS" | "NOT_IN":
            return not given & wanted
        case "HAS_VALUE":
            return bool(given)
        case "NO_VALUE":
            return not given
    return False


@dataclass(frozen=True)
class FormAssociation:
    """What a registration is associated with, and when.

    Attributes:
        kind: a type of number, such as TOLL_FREE, or a registration type.
        when: ASSOCIATE_BEFORE_SUBMIT, ASSOCIATE_ON_APPROVAL or ASSOCIATE_AFTER_COMPLETE.
    """

    kind: str
    when: str


@dataclass(frozen=True)
class Form:
    """A registration type: its fields, and what a registration is associated with."""

    type: str
    title: str
    associations: Sequence[FormAssociation]
    fields: Sequence[FormField]

    @classmethod
    def of(cls, kind: Mapping[str, Any], fields: Sequence[Mapping[str, Any]]) -> Form:
        """The form of a RegistrationTypeDefinition with its field definitions."""
        return cls(
            kind["RegistrationType"],
            text(mapping(kind.get("DisplayHints")).get("Title")) or "",
            [
                FormAssociation(one["ResourceType"], one["AssociationBehavior"])
                for one in kind.get("SupportedAssociations", [])
            ],
            [FormField.of(one) for one in fields],
        )

    @property
    def before_submit(self) -> list[str]:
        """The kinds of which one must be associated before the form is submitted."""
        return [one.kind for one in self.associations if one.when == BEFORE_SUBMIT]
