"""The module call of a scenario: what it has before the first apply, and after each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .given import GivenValues
from .providers import ProviderBlock, provider_blocks
from .scenario import Scenario
from .targets import Target


@dataclass(frozen=True)
class ModuleCall:
    """A `module` block of a root.

    Attributes:
        scenario: the scenario it belongs to.
        source: the module's folder.
        arguments: the inputs.
        providers: the provider blocks to pass, by the module's name of each provider.
    """

    scenario: Scenario
    source: Path
    arguments: Mapping[str, Any]
    providers: Mapping[str, ProviderBlock] = field(default_factory=dict)


# The call of a scenario at some point of the run; None if it has been destroyed by then.
CallOf = Callable[[Scenario], ModuleCall | None]


class ModuleCalls:
    """Makes the module calls of a batch.

    Args:
        target: where they are applied.
        given: values for `{given.NAME.OUTPUT}`.
        suffix: what makes the names of this run differ from those of other runs on the target.

    Attributes:
        sources: by scenario, the folder of the earlier revision that it starts from.
    """

    def __init__(self, target: Target, given: GivenValues, suffix: str) -> None:
        self._target = target
        self._given = given
        self._suffix = suffix
        self.sources: dict[Scenario, Path] = {}

    def name(self, scenario: Scenario) -> str:
        """The value of `{scenario}`."""
        return scenario.key + self._suffix

    def first(self, scenario: Scenario) -> ModuleCall:
        """The call of the first apply."""
        return self._call(scenario, self.sources.get(scenario, scenario.module), 0)

    def after(self, step: int) -> CallOf:
        """The calls after so many steps; None after a destroy."""

        def call(scenario: Scenario) -> ModuleCall | None:
            if is_destroyed(scenario, step):
                return None
            return self._call(scenario, scenario.module, step)

        return call

    def arguments(self, scenario: Scenario, step: int) -> dict[str, Any]:
        """The inputs after so many steps.

        Raises:
            BadScenario: an input refers to a given value that does not exist.
        """
        given = self._given.of(scenario)
        return scenario.arguments(step, name=self.name(scenario), given=given)

    def blocks(self, scenarios: Iterable[Scenario]) -> Iterator[ProviderBlock]:
        """The provider blocks of scenarios."""
        for scenario in scenarios:
            yield from provider_blocks(scenario, self._target).values()

    def _call(self, scenario: Scenario, source: Path, step: int) -> ModuleCall:
        blocks = provider_blocks(scenario, self._target)
        return ModuleCall(scenario, source, self.arguments(scenario, step), blocks)


def is_destroyed(scenario: Scenario, step: int) -> bool:
    """Whether a scenario has been destroyed after so many steps."""
    return any(one.kind == "destroy" for one in scenario.steps[:step])
