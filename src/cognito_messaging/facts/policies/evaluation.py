"""Evaluates policies for one request.

Source, unless a function names another: IAM User Guide, "Policy evaluation logic" and "IAM JSON
policy elements". An explicit Deny wins; otherwise one Allow is enough; else nothing is allowed.

The packages on PyPI that read IAM policies are linters (parliament, policy-sentry, cloudsplaining),
need AWS (iam-policy-validator), do not evaluate conditions, or have had no release for years
(policyglass, principalmapper). None can answer "not known", which rules and checks need: they must
not refuse what a condition may allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from .conditions import Context, all_of, any_of, conditions_hold
from .document import Document, Statement, as_list, has_variables, statements
from .patterns import PLAIN, Variables, matches


class Decision(Enum):
    """What a document decides about one request."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"
    """No statement matches: not allowed."""
    UNKNOWN = "unknown"
    """It depends on something that is not known about the request: warn, do not fail."""

    @property
    def possible(self) -> bool:
        """Whether the request may be allowed."""
        return self in (Decision.ALLOW, Decision.UNKNOWN)


@dataclass(frozen=True)
class Request:
    """One request to evaluate.

    Attributes:
        resource: the resource; None if it is not known.
        service: the calling service principal; None for a document without Principal.
        context: the values of condition keys.
        absent: patterns, in lower case, of the condition keys that the request certainly lacks.
    """

    action: str
    resource: str | None = "*"
    service: str | None = None
    context: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()


def evaluate(document: Document, request: Request) -> Decision:
    """What a document decides about a request.

    Raises:
        InvalidPolicy: the text is not a policy document.
    """
    return evaluate_all([document], request)


def evaluate_all(documents: Iterable[Document], request: Request) -> Decision:
    """What several documents decide together, such as the policies of one role.

    Raises:
        InvalidPolicy: a text is not a policy document.
    """
    context = Context(request.context, request.absent)
    allowed: list[bool | None] = []
    denied: list[bool | None] = []
    for document in documents:
        variables = has_variables(document)
        values = context.variables() if variables else PLAIN
        for statement in statements(document):
            applies = all_of(
                (
                    covers(statement, request, values),
                    conditions_hold(statement.get("Condition", {}), context, variables=variables),
                )
            )
            effect = {"Allow": allowed, "Deny": denied}.get(statement.get("Effect", ""))
            if effect is not None:
                effect.append(applies)
    return _decide(any_of(allowed), any_of(denied))


def _decide(allowed: bool | None, denied: bool | None) -> Decision:
    if denied:
        return Decision.DENY
    if allowed is False:
        return Decision.SILENT
    return Decision.UNKNOWN if allowed is None or denied is None else Decision.ALLOW


def limited(decision: Decision, boundary: Decision) -> Decision:
    """The decision of a role's policies within a permissions boundary: both must allow.

    Source: IAM User Guide, "Permissions boundaries for IAM entities".
    """
    for one in (Decision.DENY, Decision.SILENT, Decision.UNKNOWN):
        if one in (decision, boundary):
            return one
    return Decision.ALLOW


def covers(statement: Statement, request: Request, variables: Variables = PLAIN) -> bool | None:
    """Whether a statement applies to a request, apart from conditions; None if not known."""
    return all_of(
        (
            _action(statement, request.action),
            _resource(statement, request.resource, variables),
            request.service is None or _principal(statement, request.service),
        )
    )


def _action(statement: Statement, action: str) -> bool | None:
    if "Action" in statement:
        return any_of(
            matches(str(one), action, ignore_case=True) for one in as_list(statement["Action"])
        )
    if "NotAction" in statement:
        return not any(
            matches(str(one), action, ignore_case=True) for one in as_list(statement["NotAction"])
        )
    return False


def _resource(statement: Statement, resource: str | None, variables: Variables) -> bool | None:
    def found(name: str) -> bool | None:
        return any_of(
            _matches_resource(str(one), resource, variables) for one in as_list(statement[name])
        )

    if "Resource" in statement:
        return found("Resource")
    if "NotResource" in statement:
        listed = found("NotResource")
        return None if listed is None else not listed
    # A trust policy has no Resource: it applies to the role that it is attached to.
    return True


def _matches_resource(pattern: str, resource: str | None, variables: Variables) -> bool | None:
    if resource is None:
        return True if pattern == "*" else None
    return matches(pattern, resource, variables)


def _principal(statement: Statement, service: str) -> bool:
    if "Principal" in statement:
        return _names(statement["Principal"], service)
    if "NotPrincipal" in statement:
        return not _names(statement["NotPrincipal"], service)
    return False


def _names(principal: Any, service: str) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, Mapping):
        return False
    return service in as_list(principal.get("Service", [])) or "*" in as_list(
        principal.get("AWS", [])
    )
