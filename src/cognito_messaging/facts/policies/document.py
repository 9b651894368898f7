"""Reads policy documents, as they are written and as IAM's API returns them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

Document = Mapping[str, Any] | str
Statement = Mapping[str, Any]

VERSIONS = ("2008-10-17", "2012-10-17")
"""The versions of the policy language; a policy without one has the first (IAM User Guide)."""


class InvalidPolicy(ValueError):
    """The text is not a policy document."""


def read_document(document: Document) -> Mapping[str, Any]:
    """A policy document as a mapping, from a mapping, JSON, or URL-encoded JSON.

    IAM's API returns URL-encoded documents (RFC 3986).

    Raises:
        InvalidPolicy: the document is not JSON, or not an object with statements.
    """
    if isinstance(document, str):
        text = unquote(document) if document.lstrip().upper().startswith("%7B") else document
        try:
            document = json.loads(text)
        except ValueError as error:
            raise InvalidPolicy(f"the policy is not JSON: {error}") from None
    if not isinstance(document, Mapping):
        raise InvalidPolicy("the policy is not a JSON object")
    return document


def statements(document: Document) -> list[Statement]:
    """The statements of a document; a single statement counts as a list of one.

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    found = as_list(read_document(document).get("Statement", []))
    for statement in found:
        if not isinstance(statement, Mapping):
            raise InvalidPolicy("the policy has a statement that is not a JSON object")
        conditions = statement.get("Condition", {})
        if not isinstance(conditions, Mapping) or not all(
            isinstance(keys, Mapping) for keys in conditions.values()
        ):
            raise InvalidPolicy('a Condition is not {"Operator": {"key": "value"}}')
    return found


def as_list(value: object) -> list[Any]:
    """The values of an element, which can be one value or a list."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value)
    return [value]


def has_variables(document: Document) -> bool:
    """Whether `${…}` is a variable in a document; in version 2008-10-17 it is plain text.

    Source: IAM User Guide, "IAM policy elements: Variables and tags".

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    return read_document(document).get("Version") == VERSIONS[1]
