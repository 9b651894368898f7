"""Checks what a test's markers state: that its scenario plans, applies, or is rejected."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from .errors import HarnessError
from .options import NO_TARGET
from .scenario import Need
from .uses import ScenarioUse

if TYPE_CHECKING:  # every run of pytest loads this module, and these take time to load
    from .results import Rejected
    from .session import Session


def check(session: Session, use: ScenarioUse) -> str:
    """What is not as the markers state; empty if it is.

    Raises:
        HarnessError: the scenario failed.
    """
    scenario = use.scenario
    batch = session.batch(scenario)
    if use.rejects is not None:
        has_target = session.options.target != NO_TARGET
        return _check_rejection(batch.rejected(scenario), use.rejects, has_target=has_target)
    if Need.PLAN in use.needs:
        batch.planned(scenario)
    elif scenario.steps:
        batch.transitions(scenario)
    else:
        batch.applied(scenario)
    return ""


def run_stages(session: Session, use: ScenarioUse) -> None:
    """Run the stages that a test needs, so that none runs within its fixtures or its call.

    If the scenario fails, the fixture that asks for the result raises it.
    """
    if use.rejects is None and use.needs - {Need.PLAN}:
        with contextlib.suppress(HarnessError):
            session.batch(use.scenario).applied(use.scenario)


def _check_rejection(rejected: Rejected | None, message: str, *, has_target: bool) -> str:
    if rejected is None:
        accepted = "The plan accepted the inputs; it must reject them."
        if has_target:
            return accepted
        # A mock has the provider's schema, which rejects some values, but none of its code.
        return f"{accepted} With --target none, a mocked provider does not check its plan."
    if rejected.says(message):
        return ""
    if rejected.stage == "init":  # there was no plan that could have rejected it
        from .execution import ScenarioFailed  # already loaded by the session

        raise ScenarioFailed(rejected.stage, rejected.diagnostics)
    errors = "\n\n".join(map(str, rejected.diagnostics))
    return f"The plan rejected the inputs, but without the message {message!r}:\n{errors}"
