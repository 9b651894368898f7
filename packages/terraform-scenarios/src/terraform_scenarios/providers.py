"""Providers: those that a module requires, and the provider blocks for a scenario."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import module_text
from .addresses import short_hash
from .errors import BadScenario
from .scenario import Scenario

if TYPE_CHECKING:  # markers import this module, and boto3 takes time to load
    from .targets import Target

AWS = "hashicorp/aws"
_BLOCK = re.compile(r"\brequired_providers\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_ENTRY = re.compile(r'"?([\w-]+)"?\s*=\s*(?:\{([^{}]*)\}|"[^"]*")')
_SOURCE = re.compile(r'\bsource"?\s*[=:]\s*"([^"]+)"')
_ALIASES = re.compile(r"\bconfiguration_aliases\s*=\s*\[([^\]]*)\]")


@dataclass(frozen=True)
class RequiredProvider:
    """A provider that a module requires: its source, and its `configuration_aliases`."""

    source: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProviderBlock:
    """A provider block in the root.

    Attributes:
        source: the provider, such as `hashicorp/aws`.
        arguments: canonical JSON of the block's arguments.
    """

    source: str
    arguments: str

    @property
    def name(self) -> str:
        """The root's local name of the provider."""
        return root_name(self.source)

    @property
    def alias(self) -> str:
        """The alias of the block, unique among those of the provider."""
        return "p_" + short_hash([self.source, self.arguments])

    @property
    def address(self) -> str:
        """The reference to the block in module calls."""
        return f"{self.name}.{self.alias}"


def root_name(source: str) -> str:
    """A root's local name for a provider: for HashiCorp's, the type."""
    return re.sub(r"\W", "-", source.removeprefix("hashicorp/"))


@functools.cache
def required(module: Path) -> Mapping[str, RequiredProvider]:
    """A module's `required_providers`, by the module's local name.

    https://developer.hashicorp.com/terraform/language/providers/requirements
    """
    found: dict[str, RequiredProvider] = {}
    for text in module_text.texts(module):
        for block in _BLOCK.findall(text):
            for name, body in _ENTRY.findall(block):
                found[name] = _required(name, body)
    for content in module_text.json_files(module):
        for settings in module_text.listed(content.get("terraform")):
            for block in module_text.listed(settings.get("required_providers")):
                for name, body in block.items():
                    found[name] = _required_json(name, body)
    return found


def _required(name: str, body: str) -> RequiredProvider:
    source, aliases = _SOURCE.search(body), _ALIASES.search(body)
    names = aliases[1].split(",") if aliases else ()
    return RequiredProvider(
        source[1] if source else f"hashicorp/{name}",
        tuple(alias.strip() for alias in names if alias.strip()),
    )


def _required_json(name: str, body: Any) -> RequiredProvider:
    settings = body if isinstance(body, Mapping) else {}
    return RequiredProvider(
        str(settings.get("source", f"hashicorp/{name}")),
        tuple(map(str, settings.get("configuration_aliases", ()))),
    )


def check_providers(module: Path, given: Mapping[str, object]) -> None:
    """Raise `BadScenario` for a provider that the module does not accept."""
    for name, arguments in given.items():
        if not isinstance(arguments, Mapping):
            raise BadScenario(
                f"@pytest.mark.providers has {arguments!r} for {name!r}. Write a dictionary of the "
                "provider block's arguments."
            )
        if not accepts(module, name):
            available = sorted({*required(module), *_aliases(module)})
            raise BadScenario(
                f"The module at {module} does not accept a provider '{name}'. "
                f"It accepts: {', '.join(available) or 'only default providers'}."
            )


def accepts(module: Path, name: str) -> bool:
    """Whether a module can be passed a provider by that name."""
    wanted = required(module)
    # A module without required_providers uses the type as the name of each.
    return name in _aliases(module) or name in wanted or (not wanted and "." not in name)


def _aliases(module: Path) -> Iterator[str]:
    for provider in required(module).values():
        yield from provider.aliases


def provider_blocks(scenario: Scenario, target: Target) -> dict[str, ProviderBlock]:
    """The provider blocks to pass to a scenario's module, by the module's name of each.

    Each of the module's aliases gets a block, like the default one if the scenario has no
    arguments for it. Empty if default providers are enough: Terraform passes them on itself.

    Args:
        scenario: its module, and the arguments for providers.
        target: `aws` blocks are made to reach it.
    """
    wanted = required(scenario.module)
    given: dict[str, Any] = {alias: {} for alias in _aliases(scenario.module)}
    given |= json.loads(scenario.providers)
    blocks = {}
    for name, arguments in given.items():
        local = name.partition(".")[0]
        source = wanted[local].source if local in wanted else f"hashicorp/{local}"
        merged = {**target.provider(), **arguments} if source == AWS else arguments
        blocks[name] = ProviderBlock(source, json.dumps(merged, sort_keys=True))
    return blocks
