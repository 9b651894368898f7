"""Finds out which scenarios an error of a whole plan belongs to."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from . import root
from .errors import Diagnostic, HarnessError, ProviderCrashed, TerraformFailed
from .results import key_of
from .scenario import Scenario

# The call of one scenario, or an instance of one that several share: see Scenario.key.
_OF_CALL = re.compile(
    r'module\.(?:s[0-9a-f]{9}|all_[0-9a-f]{9}\[\\?"s[0-9a-f]{9}\\?"\])(?:\.|\b|$)'
)
# How services say it: EntityAlreadyExists, BucketAlreadyOwnedByYou, ResourceInUseException, …
_EXISTS = re.compile(r"already\s?(?:exists?|owned|in use)|ResourceInUse", re.IGNORECASE)
_TAKEN = Diagnostic(
    "hint",
    "Does another scenario take the same name?",
    "Scenarios of a root share one account. Write {scenario} into the input that names it: each "
    "scenario puts a name of its own there.",
)
MOST_SUSPECTS = 8  # more are found faster by halving
# What Terraform says of each call that a provider did not answer.
# https://github.com/hashicorp/terraform/blob/main/internal/plugin6/grpc_error.go
OF_A_CRASH = frozenset({"Plugin did not respond", "Plugin error", "Request cancelled"})
Blame = dict[Scenario, tuple[Diagnostic, ...]]


def attribute(diagnostics: Iterable[Diagnostic], scenarios: Collection[Scenario]) -> Blame:
    """Errors by the scenario they name; those that name none are left out.

    A resource's address names its scenario, and so does the file of the module call. What a
    provider left undone that crashed says nothing about whose fault it was.
    """
    by_key = {scenario.key: scenario for scenario in scenarios}
    found: dict[Scenario, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        if diagnostic.severity == "error" and diagnostic.summary not in OF_A_CRASH:
            scenario = by_key.get(_key(diagnostic))
            if scenario:
                found.setdefault(scenario, []).append(diagnostic)
    return {scenario: tuple(errors) for scenario, errors in found.items()}


def _key(diagnostic: Diagnostic) -> str:
    if diagnostic.address:
        return key_of(diagnostic.address)
    name = Path(diagnostic.filename).name
    if name.startswith(root.PREFIX):
        return name.removeprefix(root.PREFIX).removesuffix(".tf.json")
    return ""


def of_apply(
    diagnostics: Collection[Diagnostic], failed: Collection[str], scenarios: Collection[Scenario]
) -> Blame:
    """Errors of an apply by scenario.

    The error of a resource that is being destroyed names nothing, since it no longer stands in the
    configuration; `failed`, the addresses that Terraform said it failed at, name it.
    """
    named = attribute(diagnostics, scenarios)
    nameless = tuple(d for d in diagnostics if d.severity == "error" and not _key(d))
    keys = {key_of(address) for address in failed}
    failing = (s for s in scenarios if s.key in keys and s not in named)
    return named | dict.fromkeys(failing, nameless)


def hinted(found: Blame) -> Blame:
    """The same errors; after one of a name that is taken, what to write in place of the name."""
    return {
        scenario: (*errors, _TAKEN) if any(map(_is_taken, errors)) else errors
        for scenario, errors in found.items()
    }


def _is_taken(error: Diagnostic) -> bool:
    return bool(_EXISTS.search(error.text))


def one_by_one(
    suspects: Collection[Scenario], attempt: Callable[[Collection[Scenario]], None]
) -> Blame:
    """Which of a few suspects fail alone, each with its own errors; none where they are many."""
    found: Blame = {}
    for suspect in suspects if len(suspects) <= MOST_SUSPECTS else ():
        try:
            attempt([suspect])
        except TerraformFailed as failure:
            found[suspect] = errors_of(failure)
    return found


def bisect(
    scenarios: Collection[Scenario],
    failure: TerraformFailed,
    attempt: Callable[[Collection[Scenario]], None],
) -> Blame:
    """Who is to blame for an error that names nobody, found by planning halves.

    An expression inside the module that fails for some inputs is reported at the module's line,
    without saying for which call. The number of plans is bounded: what is still together when it
    is used up is blamed together.

    Args:
        scenarios: the suspects.
        failure: what they cause together.
        attempt: plans some of them; raises `TerraformFailed` where they fail.
    """
    plans_left = 2 * math.ceil(math.log2(len(scenarios) + 1)) + 4

    def search(suspects: list[Scenario], reason: TerraformFailed) -> Blame:
        nonlocal plans_left
        if len(suspects) == 1 or plans_left <= 0:
            return dict.fromkeys(suspects, errors_of(reason))
        blamed: Blame = {}
        middle = len(suspects) // 2
        for half in (suspects[:middle], suspects[middle:]):
            plans_left -= 1
            try:
                attempt(half)
            except TerraformFailed as narrower:
                named = attribute(narrower.diagnostics, half)
                blamed |= named or search(half, narrower)
        # Each half passes alone: they fail only together, so all of them do.
        return blamed or dict.fromkeys(suspects, errors_of(reason))

    return search(sorted(scenarios, key=lambda s: s.key), failure)


def errors_of(failure: HarnessError) -> tuple[Diagnostic, ...]:
    """The errors that Terraform reported, else the failure's own message as one."""
    if isinstance(failure, ProviderCrashed):
        return (Diagnostic("error", "The provider crashed", failure.trace),)
    found: Iterable[Diagnostic] = getattr(failure, "diagnostics", ())
    errors = tuple(d for d in found if d.severity == "error")
    return errors or (Diagnostic("error", str(failure)),)


def as_written(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics with the module's own addresses, and without places in the root that calls it."""
    found = []
    for one in diagnostics:
        of_root = Path(one.filename).name.startswith((root.PREFIX, f"{root.PROVIDER}_"))
        found.append(
            replace(
                one,
                summary=_OF_CALL.sub("", one.summary),
                detail=_OF_CALL.sub("", one.detail),
                address=_OF_CALL.sub("", one.address),
                filename="" if of_root else one.filename,
                context="" if of_root else one.context,
                code="" if of_root else one.code,
                # Those of the call are the plugin's own; those of a validation are the module's.
                values=tuple(v for v in one.values if not of_root or v.startswith("var.")),
            )
        )
    return tuple(found)


def collisions(ids: Mapping[Scenario, Iterable[tuple[str, str]]]) -> Blame:
    """Scenarios that made one and the same thing: the second apply wrote over the first.

    Args:
        ids: (resource type, id) of everything that each scenario has in the state.
    """
    owners: dict[tuple[str, str], list[Scenario]] = {}
    for scenario, things in ids.items():
        for thing in set(things):
            owners.setdefault(thing, []).append(scenario)
    found: dict[Scenario, list[Diagnostic]] = {}
    for (kind, name), sharing in owners.items():
        if len(sharing) > 1:
            keys = ", ".join(sorted(s.key for s in sharing))
            diagnostic = Diagnostic(
                "error",
                f"{len(sharing)} scenarios made the same {kind}, '{name}'",
                f"They ({keys}) share one account, so one wrote over the other. Write "
                "{scenario} into the input that names it, as in "
                '"{scenario}.example.com": each scenario puts a name of its own there.',
            )
            for scenario in sharing:
                found.setdefault(scenario, []).append(diagnostic)
    return {scenario: tuple(diagnostics) for scenario, diagnostics in found.items()}
