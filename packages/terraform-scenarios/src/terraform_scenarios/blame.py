"""Assigns the errors of a plan or an apply to scenarios."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from .addresses import is_generated, key_in_file, key_in_text, key_of, without_calls
from .errors import Diagnostic, HarnessError, ProviderCrashed, TerraformFailed
from .scenario import Scenario

# Services report a taken name as EntityAlreadyExists, BucketAlreadyOwnedByYou,
# ResourceInUseException, …
_EXISTS = re.compile(r"already\s?(?:exists?|owned|in use)|ResourceInUse", re.IGNORECASE)
_TAKEN = Diagnostic(
    "hint",
    "Does another scenario use the same name?",
    "The scenarios of a batch share one account. Put {scenario} into the input for the name: it is "
    "replaced by a different name in each scenario.",
)
MOST_SUSPECTS = 8  # for more, it is faster to plan halves
# Terraform's errors for requests that a crashed provider did not answer.
# https://github.com/hashicorp/terraform/blob/main/internal/plugin6/grpc_error.go
OF_A_CRASH = frozenset({"Plugin did not respond", "Plugin error", "Request cancelled"})
_OF_ARGUMENTS = frozenset({"Missing required argument", "Unsupported argument"})
Blame = dict[Scenario, tuple[Diagnostic, ...]]


def attribute(diagnostics: Iterable[Diagnostic], scenarios: Collection[Scenario]) -> Blame:
    """Errors by the scenario they name; an error that names none is omitted.

    The address of a resource names its scenario, and so does the file of the module call. Requests
    that a crashed provider did not answer are omitted: they do not show which one crashed it.
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
    return key_in_file(diagnostic.filename) or key_in_text(diagnostic.text)


def of_apply(
    diagnostics: Collection[Diagnostic], failed: Collection[str], scenarios: Collection[Scenario]
) -> Blame:
    """Errors of an apply by scenario.

    The error of a resource that is being destroyed has no address, since the resource is no longer
    in the configuration.

    Args:
        diagnostics: of the apply.
        failed: addresses at which Terraform's events report a failure.
        scenarios: those in the apply.
    """
    named = attribute(diagnostics, scenarios)
    nameless = tuple(d for d in diagnostics if d.severity == "error" and not _key(d))
    keys = {key_of(address) for address in failed}
    failing = (s for s in scenarios if s.key in keys and s not in named)
    return named | dict.fromkeys(failing, nameless)


def of_arguments(failure: HarnessError, calls: Mapping[str, Collection[Scenario]]) -> Blame:
    """Scenarios whose module call has an argument too few or too many, with these errors.

    Terraform 1.15 and later report this at `init`, earlier versions at the plan.

    Args:
        failure: of `init`.
        calls: the scenarios of each module call, by its name.
    """
    found: dict[Scenario, list[Diagnostic]] = {}
    for error in errors_of(failure):
        if error.summary in _OF_ARGUMENTS:
            for scenario in calls.get(key_in_file(error.filename), ()):
                found.setdefault(scenario, []).append(error)
    return {scenario: tuple(errors) for scenario, errors in found.items()}


def with_hints(found: Blame) -> Blame:
    """The same errors, with a hint at `{scenario}` after an error about a name that is taken."""
    return {
        scenario: (*errors, _TAKEN) if any(map(_is_taken, errors)) else errors
        for scenario, errors in found.items()
    }


def _is_taken(error: Diagnostic) -> bool:
    return bool(_EXISTS.search(error.text))


def one_by_one(
    suspects: Collection[Scenario], attempt: Callable[[Collection[Scenario]], None]
) -> Blame:
    """The suspects that fail alone, each with its errors; none if there are too many to try."""
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
    """The scenarios that cause an error without an address, found by planning halves.

    Terraform reports an expression that fails for some inputs at its line in the module, without
    the call. The number of plans is limited; scenarios not yet separated then fail together.

    Args:
        scenarios: the suspects.
        failure: the failure of a plan of all of them.
        attempt: plans some of them; raises `TerraformFailed` if they fail.
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
        # Each half passes alone: they only fail together.
        return blamed or dict.fromkeys(suspects, errors_of(reason))

    return search(sorted(scenarios, key=lambda s: s.key), failure)


def errors_of(failure: HarnessError) -> tuple[Diagnostic, ...]:
    """The errors that Terraform reported, or the failure's message as an error."""
    if isinstance(failure, ProviderCrashed):
        return (Diagnostic("error", "The provider crashed", failure.trace),)
    found: Iterable[Diagnostic] = getattr(failure, "diagnostics", ())
    errors = tuple(d for d in found if d.severity == "error")
    return errors or (Diagnostic("error", str(failure)),)


def as_written(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics with addresses relative to the module, and without lines of generated files."""
    found = []
    for one in diagnostics:
        generated = is_generated(one.filename)
        found.append(
            replace(
                one,
                summary=without_calls(one.summary),
                detail=without_calls(one.detail),
                address=without_calls(one.address),
                filename="" if generated else one.filename,
                context="" if generated else one.context,
                code="" if generated else one.code,
                # In a generated file, only values of variables come from the module.
                values=tuple(v for v in one.values if not generated or v.startswith("var.")),
            )
        )
    return tuple(found)


def collisions(ids: Mapping[Scenario, Iterable[tuple[str, str]]]) -> Blame:
    """Scenarios that created the same resource: one has overwritten the other.

    Args:
        ids: (resource type, ID) of each resource in the state, by scenario.
    """
    owners: dict[tuple[str, str], list[Scenario]] = {}
    for scenario, resources in ids.items():
        for resource in set(resources):
            owners.setdefault(resource, []).append(scenario)
    found: dict[Scenario, list[Diagnostic]] = {}
    for (kind, name), sharing in owners.items():
        if len(sharing) > 1:
            keys = ", ".join(sorted(s.key for s in sharing))
            diagnostic = Diagnostic(
                "error",
                f"{len(sharing)} scenarios created the same {kind}, '{name}'",
                f"The scenarios {keys} share one account, so one has overwritten the other. Put "
                '{scenario} into the input for the name, as in "{scenario}.example.com": it is '
                "replaced by a different name in each scenario.",
            )
            for scenario in sharing:
                found.setdefault(scenario, []).append(diagnostic)
    return {scenario: tuple(diagnostics) for scenario, diagnostics in found.items()}
