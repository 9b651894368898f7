"""What adopting a pool starts from, and what it produces."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..pool import UserPool


@dataclass(frozen=True)
class ExistingPool:
    """A pool and everything that belongs to it, as AWS answers.

    Attributes:
        unread: a line for each part that AWS refused to show.
    """

    pool: UserPool
    mfa: Mapping[str, Any] = field(default_factory=dict)
    clients: Sequence[Mapping[str, Any]] = ()
    groups: Sequence[Mapping[str, Any]] = ()
    resource_servers: Sequence[Mapping[str, Any]] = ()
    identity_providers: Sequence[Mapping[str, Any]] = ()
    domains: Sequence[Mapping[str, Any]] = ()
    web_acl_arn: str | None = None
    risk: Mapping[str, Any] = field(default_factory=dict)
    client_risks: Sequence[Mapping[str, Any]] = ()
    log_configurations: Sequence[Mapping[str, Any]] = ()
    ui_customizations: Sequence[Mapping[str, Any]] = ()
    unread: Sequence[str] = ()


@dataclass
class Adoption:
    """What to write into a Terraform root, or one topic's part of it.

    Attributes:
        inputs: the inputs of the module.
        imports: import IDs by resource address inside the module.
        variables: sensitive variables, whose values the user supplies.
        remarks: what the module cannot express, and what the first plan will change.
    """

    inputs: dict[str, object] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    variables: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, part: Adoption) -> None:
        """Add the part of one topic."""
        self.inputs |= part.inputs
        self.imports |= part.imports
        self.variables += part.variables
        self.remarks += part.remarks


# The provider sends every setting that it knows in each update, and AWS resets most of what a call
# omits (API, UpdateUserPool; terraform-provider-aws#49707).
LOST = "an apply that changes the pool may reset it"


def without_input(settings: Mapping[str, Any], known: Collection[str], of: str) -> list[str]:
    """Remarks about settings that this package does not know, of which AWS adds some each year."""
    return [
        f"the module has no input for {name} of {of}: not adopted"
        for name, value in settings.items()
        if value and name not in known
    ]


def without_nulls(**values: object) -> dict[str, object]:
    """The values that are not None."""
    return {name: value for name, value in values.items() if value is not None}
