"""Provider configurations: what a module requires, and what a scenario gives it."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import variables
from .errors import BadScenario
from .scenario import Scenario, short_hash

if TYPE_CHECKING:
    from .targets import Target

AWS = "hashicorp/aws"
_BLOCK = re.compile(r"\brequired_providers\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_ENTRY = re.compile(r'"?([\w-]+)"?\s*=\s*(?:\{([^{}]*)\}|"[^"]*")')
_SOURCE = re.compile(r'\bsource"?\s*[=:]\s*"([^"]+)"')
_ALIASES = re.compile(r"\bconfiguration_aliases\s*=\s*\[([^\]]*)\]")


@dataclass(frozen=True)
class Required:
    """A provider that a module requires: where it is from, and the aliases it wants to be given."""

    source: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Configuration:
    """A provider block of the root.

    Attributes:
        source: the provider, such as `hashicorp/aws`.
        arguments: canonical JSON of the block's arguments.
    """

    source: str
    arguments: str

    @property
    def name(self) -> str:
        """What the root calls the provider."""
        return root_name(self.source)

    @property
    def alias(self) -> str:
        """What tells it from others of the provider."""
        return "p_" + short_hash([self.source, self.arguments])

    @property
    def address(self) -> str:
        """How module calls refer to it."""
        return f"{self.name}.{self.alias}"


def root_name(source: str) -> str:
    """What a root calls a provider: the name of one of HashiCorp's is its type."""
    return re.sub(r"\W", "-", source.removeprefix("hashicorp/"))


@functools.cache
def required(module: Path) -> Mapping[str, Required]:
    """What a module's `required_providers` say, by the module's own name of the provider.

    https://developer.hashicorp.com/terraform/language/providers/requirements
    """
    found: dict[str, Required] = {}
    for text in variables.texts(module):
        for block in _BLOCK.findall(text):
            for name, body in _ENTRY.findall(block):
                found[name] = _required(name, body)
    for content in variables.json_files(module):
        for settings in variables.listed(content.get("terraform")):
            for block in variables.listed(settings.get("required_providers")):
                for name, body in block.items():
                    found[name] = _required_json(name, body)
    return found


def _required(name: str, body: str) -> Required:
    source, aliases = _SOURCE.search(body), _ALIASES.search(body)
    names = aliases[1].split(",") if aliases else ()
    return Required(
        source[1] if source else f"hashicorp/{name}",
        tuple(alias.strip() for alias in names if alias.strip()),
    )


def _required_json(name: str, body: Any) -> Required:
    settings = body if isinstance(body, Mapping) else {}
    return Required(
        str(settings.get("source", f"hashicorp/{name}")),
        tuple(map(str, settings.get("configuration_aliases", ()))),
    )


def check_providers(module: Path, given: Mapping[str, object]) -> None:
    """Raise `BadScenario` for a provider that the module cannot be given."""
    for name, arguments in given.items():
        if not isinstance(arguments, Mapping):
            raise BadScenario(
                f"@pytest.mark.providers gives {name!r} as {arguments!r}: write a dictionary of "
                "the provider block's arguments."
            )
        if not takes(module, name):
            there = sorted({*required(module), *_aliases(module)})
            raise BadScenario(
                f"The module at {module} takes no provider '{name}'. "
                f"It takes: {', '.join(there) or 'the default ones only'}."
            )


def takes(module: Path, name: str) -> bool:
    """Whether a module can be given a provider by that name."""
    wanted = required(module)
    # Who has no required_providers calls each by its type.
    return name in _aliases(module) or name in wanted or (not wanted and "." not in name)


def _aliases(module: Path) -> Iterator[str]:
    for one in required(module).values():
        yield from one.aliases


def configurations(
    scenario: Scenario, target: Target
) -> tuple[dict[str, str], tuple[Configuration, ...]]:
    """The `providers` argument of a scenario's module call, and the blocks that it refers to.

    A module that wants aliases gets each, configured like the default one where nothing is given.

    Args:
        scenario: what is called.
        target: what an `aws` block of its own has to reach, too.
    """
    wanted = required(scenario.module)
    given: dict[str, Any] = {alias: {} for alias in _aliases(scenario.module)}
    given |= json.loads(scenario.providers)
    if not given:
        return {}, ()
    passed = {}  # a default provider that is not in it is passed on by itself
    blocks = []
    for name, arguments in given.items():
        local = name.partition(".")[0]
        source = wanted[local].source if local in wanted else f"hashicorp/{local}"
        own = {**target.provider(), **arguments} if source == AWS else arguments
        if source == AWS and target.endpoint and "access_key" in own:  # an account of the emulator
            own = {"secret_key": "test", **own}
        block = Configuration(source, json.dumps(own, sort_keys=True))
        blocks.append(block)
        passed[name] = block.address
    return passed, tuple(blocks)
