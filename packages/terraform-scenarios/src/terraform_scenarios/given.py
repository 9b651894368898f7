"""Values that scenarios are given: outputs of modules applied first, or results of functions."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .errors import BadScenario, HarnessError
from .scenario import Given, Scenario
from .targets import Target

OutputsOf = Callable[[Scenario], Mapping[str, Any]]


class GivenValues:
    """The given values of a batch; each is made once.

    Args:
        target: passed to functions.
        outputs_of: applies a given module and returns its outputs.
    """

    def __init__(self, target: Target, outputs_of: OutputsOf) -> None:
        self._target = target
        self._outputs_of = outputs_of
        self._values: dict[Given, Mapping[str, Any] | HarnessError] = {}
        self._open = contextlib.ExitStack()

    def make(self, scenario: Scenario) -> None:
        """Make the values that a scenario is given.

        Raises:
            HarnessError: one cannot be made, now or when it was first tried.
        """
        for given in scenario.given:
            if given not in self._values:
                try:
                    self._values[given] = self._make(given)
                except HarnessError as failure:
                    self._values[given] = failure
            value = self._values[given]
            if isinstance(value, HarnessError):
                raise BadScenario(f"given '{given.name}': {value}") from value

    def _make(self, given: Given) -> Mapping[str, Any]:
        if given.scenario:
            return self._outputs_of(given.scenario)
        return self._open.enter_context(_called(given, self._target))

    def of(self, scenario: Scenario) -> dict[str, Mapping[str, Any]]:
        """The values that a scenario is given, by name."""
        values = {given.name: self._values.get(given) for given in scenario.given}
        return {name: value for name, value in values.items() if isinstance(value, Mapping)}

    def close(self) -> None:
        """Run the rest of each function that yielded its values: it removes what it made.

        Raises:
            HarnessError: one of them failed.
        """
        self._open.close()


@contextlib.contextmanager
def _called(given: Given, target: Target) -> Iterator[Mapping[str, Any]]:
    """What a function returns or yields; a generator runs to its end when the context ends."""
    if given.by is None:
        raise BadScenario("It has neither a module nor a function.")
    with _named(given):
        returned = given.by(target)
        values = next(returned, None) if inspect.isgenerator(returned) else returned
    if not isinstance(values, Mapping):
        raise BadScenario(
            f"{given.by.__qualname__} returned {values!r}. Return or yield a dictionary with a "
            "value for each {given." + given.name + ".NAME}."
        )
    yield values
    with _named(given):
        if inspect.isgenerator(returned):
            next(returned, None)


@contextlib.contextmanager
def _named(given: Given) -> Iterator[None]:
    """Turn an exception of a function into an error that names the function."""
    try:
        yield
    except Exception as error:
        raise BadScenario(
            f"{getattr(given.by, '__qualname__', given.by)} raised {error!r}"
        ) from error
