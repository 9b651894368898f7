"""Protect configurations: which countries may receive SMS, and what has to change for that.

Sources: End User Messaging SMS User Guide, "Using protect configurations" (an account's default
applies to SMS through SNS and Cognito, too; a configuration set's own one counts over it) and
"Country rule modes"; API, CreateProtectConfiguration (the name is a tag, all countries are allowed
at first) and AssociateProtectConfiguration (it replaces the earlier one).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

BLOCK, ALLOW = "BLOCK", "ALLOW"


@dataclass(frozen=True)
class ProtectRules:
    """A protect configuration.

    Attributes:
        rules: ALLOW, BLOCK, MONITOR or FILTER, for each country that AWS sends SMS to.
    """

    id: str
    name: str
    is_default: bool
    rules: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.id} ({self.name})" if self.name else self.id

    @property
    def allowed(self) -> list[str]:
        """The countries that receive SMS: MONITOR only reports, FILTER blocks single messages."""
        return sorted(country for country, rule in self.rules.items() if rule != BLOCK)

    @property
    def allows(self) -> str:
        """The allowed countries; of nearly all countries, those that are missing."""
        blocked = sorted(set(self.rules) - set(self.allowed))
        if not blocked:
            return "every country"
        if len(blocked) < len(self.allowed):
            return f"every country but {', '.join(blocked)}"
        return f"{', '.join(self.allowed) or 'no country'}; blocks {len(blocked)} others"


def rule_changes(rules: Mapping[str, str], countries: Sequence[str]) -> dict[str, str]:
    """The rules to set so that only these countries receive SMS.

    A country that receives SMS keeps its rule, which may be stricter than ALLOW.
    """
    changes = {}
    for country, rule in sorted(rules.items()):
        if country in countries and rule == BLOCK:
            changes[country] = ALLOW
        elif country not in countries and rule != BLOCK:
            changes[country] = BLOCK
    return changes


@dataclass(frozen=True)
class ProtectPlan:
    """What is there, and what has to be true.

    Attributes:
        countries: the countries that may receive SMS.
        name: the name of the configuration.
        found: the configuration with that name; None if it has to be created.
        default: the account's default; None if there is none.
        sets: every configuration set, with its protect configuration, if it has one.
        chosen: the names of the sets to protect.
    """

    countries: Sequence[str]
    name: str
    found: ProtectRules | None
    default: ProtectRules | None
    sets: Mapping[str, str | None]
    chosen: Sequence[str]

    @property
    def changes(self) -> Mapping[str, str]:
        """The rules to change in the configuration that is there."""
        return rule_changes(self.found.rules, self.countries) if self.found else {}

    @property
    def makes_default(self) -> bool:
        """Whether another configuration, or none, is the account's default."""
        return self.found is None or not self.found.is_default

    @property
    def associates(self) -> list[str]:
        """The configuration sets that need another protect configuration."""
        return [name for name in self.sets if name in self.chosen and not self._has(name)]

    def _has(self, name: str) -> bool:
        return self.found is not None and self.sets[name] == self.found.id

    @property
    def is_done(self) -> bool:
        """Whether everything is as it has to be."""
        return not (self.found is None or self.changes or self.makes_default or self.associates)

    def lines(self) -> Iterator[tuple[str, str]]:
        """What will be true, with what changes, for the user to read."""
        yield "configuration", str(self.found) if self.found else f"new, named {self.name}"
        yield "allow", ", ".join(self.countries)
        yield "block", "every other country"
        for rule, title in ((ALLOW, "newly allowed"), (BLOCK, "newly blocked")):
            newly = [country for country, now in self.changes.items() if now == rule]
            if newly:
                yield title, ", ".join(newly)
        yield "account default", self._default_line()
        for name, its in self.sets.items():
            if name in self.associates:
                yield f"set {name}", f"replaces {its}" if its else "has none yet"
            elif self._has(name):
                yield f"set {name}", "as it is"
            elif its:
                yield f"set {name}", f"keeps {its}, which counts over the account's default"

    def _default_line(self) -> str:
        if not self.makes_default:
            return "as it is"
        return f"replaces {self.default}" if self.default else "has none yet"
