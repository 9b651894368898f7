"""Requests checked against botocore's service model, and refused as the service refuses them.

Source of the wording: the validation that AWS's services share ("1 validation error detected:
Value ... failed to satisfy constraint: Member must ...").
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import regex
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from .errors import AwsError
from .wire import EC2, QUERY, REST_XML

_PATTERN_SECONDS = 0.5
_SHOWN = 200
# A parameter as boto3 takes it.
Value: TypeAlias = Any
# The codes with which services refuse a malformed value, the most specific first.
_CODES = (
    "ValidationException",
    "InvalidParameterException",
    "BadRequestException",
    "InvalidRequestException",
    "InvalidInputException",
)


# What Java's predefined classes stand for, to be written between brackets.
_ASCII_CLASSES = {r"\w": "a-zA-Z0-9_", r"\s": r" \t\n\x0b\f\r", r"\d": "0-9"}

_PREDEFINED = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\[wsd]")

# Patterns in botocore that AWS does not check, by shape.
_UNCHECKED = {
    # A custom domain has dots (Cognito Developer Guide, "Using your own domain").
    "DomainType": r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$",
}


def check(
    operation: OperationModel,
    protocol: str,
    parameters: Mapping[str, Any],
    generated: Container[str] = (),
) -> AwsError | None:
    """The error that the service answers to parameters that its model does not allow.

    Strings in `generated` may have any length and form, because the emulator generated them. An
    enum applies to them too: its values are words, not identifiers.
    """
    shape = operation.input_shape
    if shape is None:
        return None
    violations = list(_violations(shape, parameters, "", generated))
    if not violations:
        return None
    count = f"{len(violations)} validation error{'s' if len(violations) > 1 else ''} detected: "
    return AwsError(_code(operation, protocol), count + "; ".join(violations))


@lru_cache(maxsize=4096)
def _code(operation: OperationModel, protocol: str) -> str:
    """The service's code for a value that its model does not allow.

    JSON services name it among an operation's errors (Cognito: InvalidParameterException, SES v2:
    BadRequestException); the query protocol's is ValidationError (IAM API Reference, "Common
    Errors").
    """
    # CloudWatch, which has left the query protocol, keeps its codes (awsQueryCompatible).
    kept = "awsQueryCompatible" in operation.service_model.metadata
    if kept or protocol in (QUERY, EC2):
        return "ValidationError"
    if protocol == REST_XML:
        return "InvalidInput"
    # CloudWatch Logs has two codes, for older and newer operations.
    own = {shape.name for shape in operation.error_shapes}
    others = {shape.name for shape in operation.service_model.error_shapes}
    found = (code for named in (own, others) for code in _CODES if code in named)
    return next(found, "ValidationException")


def _violations(shape: Shape, value: Value, path: str, generated: Container[str]) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        if getattr(shape, "is_document_type", False):
            return
        for name in shape.required_members:
            if name not in value:
                yield _failed("", _join(path, name), "Member must not be null")
        for name, member in shape.members.items():
            if name in value:
                yield from _violations(member, value[name], _join(path, name), generated)
    elif isinstance(shape, ListShape):
        yield from _length(shape, value, path)
        for position, one in enumerate(value, 1):
            yield from _violations(shape.member, one, f"{path}.{position}.member", generated)
    elif isinstance(shape, MapShape):
        yield from _length(shape, value, path)
        for key, one in value.items():
            yield from _violations(shape.key, key, f"{path}.key", generated)
            yield from _violations(shape.value, one, f"{path}.{key}.member", generated)
    elif shape.type_name in ("string", "blob"):
        failed = [*_length(shape, value, path), *_pattern(shape, value, path)]
        # Looked up only for a value that fails, because the lookup is slow.
        if failed and value not in generated:
            yield from failed
        yield from _enum(shape, value, path)
    elif shape.type_name in ("integer", "long", "float", "double"):
        yield from _range(shape, value, path)


def _join(path: str, name: str) -> str:
    """A path as AWS writes it: names with a lowercase first letter, joined by dots."""
    small = name[:1].lower() + name[1:]
    return f"{path}.{small}" if path else small


def _shown(shape: Shape, value: object) -> str:
    """The value as the message shows it: secrets are omitted, long values are cut."""
    if shape.metadata.get("sensitive") or isinstance(value, bytes):
        return ""
    text = str(value)
    return f" '{text if len(text) <= _SHOWN else text[:_SHOWN] + '...'}'"


def _failed(shown: str, path: str, constraint: str) -> str:
    return f"Value{shown} at '{path}' failed to satisfy constraint: {constraint}"


def _length(shape: Shape, value: Value, path: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if not isinstance(value, str | bytes | list | dict):
        return
    size = len(value)
    if low is not None and size < low:
        constraint = f"Member must have length greater than or equal to {low}"
        yield _failed(_shown(shape, value), path, constraint)
    if high is not None and size > high:
        constraint = f"Member must have length less than or equal to {high}"
        yield _failed(_shown(shape, value), path, constraint)


def _range(shape: Shape, value: Value, path: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if not isinstance(value, int | float):
        return
    if low is not None and value < low:
        constraint = f"Member must have value greater than or equal to {low}"
        yield _failed(_shown(shape, value), path, constraint)
    if high is not None and value > high:
        constraint = f"Member must have value less than or equal to {high}"
        yield _failed(_shown(shape, value), path, constraint)


def has_form(shape: Shape, value: str) -> bool:
    """Whether a string has the length and the pattern that its shape states."""
    return not any(_length(shape, value, "")) and not any(_pattern(shape, value, ""))


def _enum(shape: Shape, value: Value, path: str) -> Iterator[str]:
    allowed = getattr(shape, "enum", None) if isinstance(value, str) else None
    if allowed and value not in allowed:
        constraint = f"Member must satisfy enum value set: [{', '.join(allowed)}]"
        yield _failed(_shown(shape, value), path, constraint)


def _pattern(shape: Shape, value: Value, path: str) -> Iterator[str]:
    pattern = shape.metadata.get("pattern") if isinstance(value, str) else None
    if pattern and pattern != _UNCHECKED.get(shape.name) and not _matches(pattern, value):
        constraint = f"Member must satisfy regular expression pattern: {pattern}"
        yield _failed(_shown(shape, value), path, constraint)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> regex.Pattern[str] | None:
    r"""A model's pattern, which is written for Java; None for the few that Python cannot read.

    In Java, `\w`, `\s` and `\d` stand for ASCII only (java.util.regex.Pattern, "Predefined
    character classes"; for Cognito: DG, "user pool names"), and `\p{L}` for Unicode.
    """
    flags = 0 if r"\p" in pattern else regex.ASCII
    try:
        return regex.compile(pattern if flags else _PREDEFINED.sub(_ascii, pattern), flags)
    except regex.error:
        return None


def _ascii(found: re.Match[str]) -> str:
    """A class in brackets, or a predefined one, with ASCII characters for predefined classes."""
    text = found[0] if found[0].startswith("[") else f"[{found[0]}]"
    return re.sub(r"\\[wsd]", lambda one: _ASCII_CLASSES[one[0]], text)


def _matches(pattern: str, value: str) -> bool:
    compiled = _compiled(pattern)
    if compiled is None:
        return True
    try:
        return compiled.fullmatch(value, timeout=_PATTERN_SECONDS) is not None
    except TimeoutError:
        return True
