"""The results and the processes that a run takes over from the last one, and leaves to the next."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..engine import WarmEngine
from ..gateway import Gateway
from ..scenario import Need, Scenario
from ..targets import Target
from ..targets.servers import Lasting, adopt, start_lasting
from .content import UnknownContent, module_digest
from .kept import MOST_ACCOUNTS, Entry, Kept
from .results import Results, can_be_reused, identity, read_results, write_results

ClientsFor = Callable[[Target], Callable[..., Any]]


class Reuse:
    """Answers for scenarios whose results still hold.

    Args:
        kept: the project's folder.
        conditions: a digest of what all results depend on.

    Attributes:
        reused: scenarios whose results were taken from an earlier run.
        reasons: by module, why its results cannot be kept.
        spoiled: scenarios whose resources a test has changed.
    """

    def __init__(self, kept: Kept, conditions: str) -> None:
        self.kept = kept
        self.reused: set[Scenario] = set()
        self.reasons: dict[Path, str] = {}
        self.spoiled: set[Scenario] = set()
        self._read: dict[str, Mapping[str, Results]] = {}
        self._digests: dict[Path, str] = {}
        self._engine: WarmEngine | None = None
        if kept.conditions != conditions or kept.accounts >= MOST_ACCOUNTS:
            kept.forget()
        kept.conditions = conditions
        self._lasting = self._adopted()
        if self._lasting is None:
            kept.forget()
            kept.conditions = conditions
            self._lasting = start_lasting()

    @property
    def target(self) -> Target:
        """The target, which runs on."""
        assert self._lasting is not None  # noqa: S101 set when this was made
        return self._lasting.target

    @property
    def engine(self) -> WarmEngine | None:
        """The engine of the last run; None if there is none."""
        return self._engine

    def _adopted(self) -> Lasting | None:
        described = self.kept.processes
        if not described:
            return None
        pipe, *others = self.kept.descriptors
        self.kept.descriptors = []
        found = adopt(described["endpoint"], described["pid"], pipe, Path(described["log"]))
        if described["engine"]:
            self._engine = WarmEngine.go_on(described["engine"], others)
            if found is None:
                self._engine.close()
                self._engine = None
        return found

    def restore(self, gateway: Gateway) -> None:
        """Let a gateway, before it starts, go on where that of the last run has ended."""
        state = self.kept.processes.get("gateway")
        if state:
            gateway.restore(pickle.loads(base64.b64decode(state)))  # noqa: S301 see `results`

    @property
    def gateway_port(self) -> int:
        """The port of the last run's gateway; 0 if there was none."""
        return int(self.kept.processes.get("gateway_port", 0))

    def digest(self, module: Path) -> str | None:
        """A digest of a module's files; None if its results depend on more than these."""
        if module not in self._digests and module not in self.reasons:
            try:
                self._digests[module] = module_digest(module)
            except UnknownContent as unknown:
                self.reasons[module] = str(unknown)
        return self._digests.get(module)

    def find(
        self, scenario: Scenario, needs: frozenset[Need], clients_for: ClientsFor, target: Target
    ) -> Results | None:
        """The results of a scenario, if they still hold and if there are all that tests need."""
        entry = self.kept.entries.get(identity(scenario))
        if entry is None or not can_be_reused(scenario):
            return None
        if entry.digest != self.digest(scenario.module):
            return None
        if entry.file not in self._read:
            target = replace(target, access_key=entry.account)
            content = self.kept.results(entry.file)
            self._read[entry.file] = read_results(content, target, clients_for(target))
        found = self._read[entry.file][identity(scenario)]
        if not needs <= found.needs:
            return None
        self.reused.add(scenario)
        return found

    def next_account(self, target: Target) -> Target:
        """The target with an account that no scenario has used."""
        self.kept.accounts += 1
        return target.with_account(self.kept.accounts)

    def add(self, results: Mapping[Scenario, Results], target: Target) -> None:
        """Keep the results of scenarios that have run on a target."""
        holding = {
            scenario: found
            for scenario, found in results.items()
            if can_be_reused(scenario) and self.digest(scenario.module)
        }
        if not holding:
            return
        content = write_results({identity(s): found for s, found in holding.items()})
        file = self.kept.add_results(content)
        for scenario in holding:
            digest = self.digest(scenario.module)
            if digest:
                self.kept.entries[identity(scenario)] = Entry(digest, file, target.access_key)

    def leave(
        self, gateway: Gateway | None, engine: WarmEngine | None, scenarios: Collection[Scenario]
    ) -> None:
        """Leave everything for the next run, but for scenarios whose resources were changed."""
        for scenario in self.spoiled & {*scenarios}:
            self.kept.entries.pop(identity(scenario), None)
        assert self._lasting is not None  # noqa: S101 set when this was made
        lasting = self._lasting
        described, descriptors = engine.leave() if engine else ({}, [])
        state = base64.b64encode(pickle.dumps(gateway.state())).decode() if gateway else ""
        self.kept.leave(
            {
                "endpoint": lasting.target.endpoint,
                "pid": lasting.target.pid,
                "log": str(lasting.log),
                "engine": described,
                "gateway": state,
                "gateway_port": int(gateway.endpoint.rpartition(":")[2]) if gateway else 0,
            },
            [lasting.pipe, *descriptors],
        )
        self.kept.close()
