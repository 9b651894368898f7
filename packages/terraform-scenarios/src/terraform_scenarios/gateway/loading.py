"""Finding the rules and supplements of plug-in packages."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from .api_call import ApiCall
from .errors import GatewayError
from .plugins import Handler, Owner, Rule, Supplement


@dataclass(frozen=True)
class Plugins:
    """Rules and supplements, by the operations that they are for.

    Attributes:
        rules: the rules for each operation, such as `iam.CreateRole`, in the order of their IDs.
        supplements: the supplements.
        handlers: the supplement's method for each operation that a supplement answers.
    """

    rules: Mapping[str, Sequence[Rule]]
    supplements: Sequence[Supplement]
    handlers: Mapping[str, Handler]

    @classmethod
    def of(cls, rules: Sequence[Rule], supplements: Sequence[Supplement]) -> Self:
        """Arrange rules and supplements by operation.

        Raises:
            GatewayError: two supplements answer the same operation.
        """
        by_operation: dict[str, list[Rule]] = {}
        for rule in rules:
            for name in rule.operations:
                by_operation.setdefault(name, []).append(rule)
        handlers: dict[str, Handler] = {}
        answered_by: dict[str, Supplement] = {}
        for supplement in supplements:
            for name, handler in supplement.handlers():
                if name in handlers:
                    raise GatewayError(
                        f"{_path(answered_by[name])} and {_path(supplement)} both answer {name}: "
                        "remove one of the two methods"
                    )
                handlers[name], answered_by[name] = handler, supplement
        return cls(by_operation, supplements, handlers)

    def fresh(self) -> Self:
        """The same rules and supplements, newly created: whatever they kept is gone."""
        rules = dict.fromkeys(rule for rules in self.rules.values() for rule in rules)
        ordered = sorted((type(rule)() for rule in rules), key=lambda rule: rule.id)
        return self.of(ordered, [type(one)() for one in self.supplements])

    def owner(self, call: ApiCall) -> Owner | None:
        """The account and region whose resource an unsigned call names, if a supplement knows."""
        owners = (one.owner(call) for one in self.supplements if one.service == call.service)
        return next((one for one in owners if one is not None), None)


def load_plugins(packages: Sequence[str]) -> Plugins:
    """The rules and supplements of packages.

    Raises:
        GatewayError: a package cannot be imported, or contradicts itself or another one.
    """
    try:
        return Plugins.of(
            [rule for name in packages for rule in load_rules(name)],
            [one for name in packages for one in load_supplements(name)],
        )
    except ImportError as error:
        raise GatewayError(f"a plug-in cannot be loaded: {error}") from error


def load_rules(package: str) -> tuple[Rule, ...]:
    """The rules of a package and its subpackages, in the order of their IDs.

    Raises:
        ImportError: the package does not exist, or cannot be imported.
        GatewayError: a rule lacks an attribute, or two rules have the same ID.
    """
    rules = sorted((found() for found in _classes(package, Rule)), key=lambda rule: rule.id)
    for rule in rules:
        missing = [
            name
            for name in ("id", "text", "source", "operations", "code", "message")
            if not getattr(rule, name, None)
        ]
        if missing:
            raise GatewayError(f"{_path(rule)} must define {', '.join(missing)}")
    for one, other in itertools.pairwise(rules):
        if one.id == other.id:
            raise GatewayError(
                f"{_path(one)} and {_path(other)} have the same id {one.id!r}: rename one"
            )
    return tuple(rules)


def load_supplements(package: str) -> tuple[Supplement, ...]:
    """The supplements of a package and its subpackages.

    Raises:
        ImportError: the package does not exist, or cannot be imported.
    """
    return tuple(found() for found in _classes(package, Supplement))


def _classes(package: str, kind: type[Any]) -> Iterator[type[Any]]:
    root = importlib.import_module(package)
    names = [package]
    if hasattr(root, "__path__"):
        names += [info.name for info in pkgutil.walk_packages(root.__path__, f"{package}.")]
    for name in names:
        module = importlib.import_module(name)
        for _, found in inspect.getmembers(module, inspect.isclass):
            own = found.__module__ == name and found is not kind
            if own and issubclass(found, kind) and not inspect.isabstract(found):
                yield found


def _path(plugin: Rule | Supplement) -> str:
    return f"{type(plugin).__module__}.{type(plugin).__qualname__}"
