"""What has to be there before a scenario: outputs of another module, or what a function made."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .errors import BadScenario, HarnessError
from .scenario import Given, Scenario
from .targets import Target

if TYPE_CHECKING:
    from .batch import Batch


class Provided:
    """What is given to the scenarios of a batch; each thing is made once.

    Args:
        target: where functions make what they give.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._made: dict[Given, Mapping[str, Any] | HarnessError] = {}
        self._open = contextlib.ExitStack()

    def provide(self, scenario: Scenario, beneath: Batch | None) -> None:
        """Make what is given to a scenario.

        Args:
            scenario: whom it is for.
            beneath: the batch that its modules are applied in.

        Raises:
            HarnessError: it cannot be made, now or when it was first tried.
        """
        for given in scenario.given:
            if given not in self._made:
                try:
                    self._made[given] = self._make(given, beneath)
                except HarnessError as failure:
                    self._made[given] = failure
            made = self._made[given]
            if isinstance(made, HarnessError):
                raise BadScenario(f"given '{given.name}': {made}") from made

    def _make(self, given: Given, beneath: Batch | None) -> Mapping[str, Any]:
        if given.scenario and beneath:
            return beneath.applied(given.scenario).outputs
        return self._open.enter_context(_called(given, self._target))

    def to(self, scenario: Scenario) -> dict[str, Mapping[str, Any]]:
        """What is given to a scenario, by its name."""
        made = {given.name: self._made.get(given) for given in scenario.given}
        return {name: values for name, values in made.items() if isinstance(values, Mapping)}

    def close(self) -> None:
        """Let functions remove what they made.

        Raises:
            HarnessError: one of them failed.
        """
        self._open.close()


@contextlib.contextmanager
def _called(given: Given, target: Target) -> Iterator[Mapping[str, Any]]:
    """What a function returns or yields; what it does after that is done at the end."""
    if given.by is None:
        raise BadScenario("It has neither a module nor a function.")
    with _blamed(given):
        returned = given.by(target)
        values = next(returned, None) if inspect.isgenerator(returned) else returned
    if not isinstance(values, Mapping):
        raise BadScenario(
            f"{given.by.__qualname__} gave {values!r}: return or yield a dictionary of what "
            "{given." + given.name + ".NAME} shall be."
        )
    yield values
    with _blamed(given):
        if inspect.isgenerator(returned):
            next(returned, None)


@contextlib.contextmanager
def _blamed(given: Given) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise BadScenario(
            f"{getattr(given.by, '__qualname__', given.by)} raised {error!r}"
        ) from error
