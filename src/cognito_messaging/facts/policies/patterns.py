"""The wildcards and variables in the values of a policy.

Source: IAM User Guide, "IAM JSON policy elements: Resource" (wildcards) and "IAM policy elements:
Variables and tags": `${*}`, `${?}` and `${$}` are the characters themselves, and a variable can
have a default: `${key, 'value'}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\$\{(?P<variable>[^}]*)\}|(?P<character>.)", re.DOTALL)
_PART = re.compile(r"((?:\$\{[^}]*\}|[^:])*)(:|\Z)")
_ARN_PARTS = 6


@dataclass(frozen=True)
class Variables:
    """The values of variables, by lower-case key; None if `${…}` is plain text."""

    values: Mapping[str, str] | None = None


PLAIN = Variables()


def matches(
    pattern: str,
    value: str,
    variables: Variables = PLAIN,
    *,
    wildcards: bool = True,
    ignore_case: bool = False,
) -> bool | None:
    """Whether a value matches a pattern; None if it depends on a variable without a known value."""
    translated, known = _translate(pattern, variables, wildcards=wildcards)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    if re.fullmatch(translated, value, flags) is None:
        return False
    return True if known else None


def matches_arn(pattern: str, value: str, variables: Variables = PLAIN) -> bool | None:
    """Whether an ARN matches a pattern, of which each part between colons is compared separately.

    A pattern with fewer parts that matches as a whole, such as `*`, is not decided: the guide does
    not say what IAM does with it.

    Source: IAM User Guide, "IAM JSON policy elements: Condition operators", ARN operators.
    """
    parts, given = _parts(pattern), value.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS or len(given) < _ARN_PARTS:
        return False if matches(pattern, value, variables) is False else None
    results = [matches(one, part, variables) for one, part in zip(parts, given, strict=True)]
    if False in results:
        return False
    return None if None in results else True


def _parts(pattern: str) -> list[str]:
    """The six parts of an ARN pattern; the colons in variables do not divide it."""
    found: list[str] = []
    at = 0
    while len(found) < _ARN_PARTS - 1:
        part = _PART.match(pattern, at)
        if part is None or not part[2]:
            break
        found.append(part[1])
        at = part.end()
    return [*found, pattern[at:]]


def _translate(pattern: str, variables: Variables, *, wildcards: bool) -> tuple[str, bool]:
    """A regular expression for a pattern, and whether the values of all variables are known."""
    out, known = [], True
    for token in _TOKEN.finditer(pattern):
        variable = token["variable"]
        if variable is None or variables.values is None:
            for character in token[0]:
                wild = {"*": ".*", "?": "."}.get(character) if wildcards else None
                out.append(wild or re.escape(character))
        elif variable in ("*", "?", "$"):
            out.append(re.escape(variable))
        else:
            value = variables.values.get(variable.partition(",")[0].strip().lower())
            known = known and value is not None
            out.append(".*" if value is None else re.escape(value))
    return "".join(out), known
