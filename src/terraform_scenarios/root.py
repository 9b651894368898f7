"""Writes a root module that calls modules, one file a call."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .scenario import Scenario
from .targets import Target

PREFIX = "call_"  # of the files that hold a call; diagnostics are told apart by them


@dataclass(frozen=True)
class Call:
    """A scenario as it stands in the root now: from which folder, with which inputs."""

    scenario: Scenario
    source: Path
    arguments: Mapping[str, Any]


def write(folder: Path, calls: Iterable[Call], provider: Mapping[str, Any]) -> None:
    """Make `folder` a root with exactly these calls.

    Args:
        folder: the root; files of earlier calls are removed, its state stays.
        calls: the module calls.
        provider: arguments of the root's `aws` provider block.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{PREFIX}{call.scenario.key}.tf.json": call for call in calls}
    for path in folder.glob(f"{PREFIX}*.tf.json"):
        if path.name not in wanted:
            path.unlink()
    _write(folder / "provider.tf.json", {"provider": {"aws": literal(provider)}})
    for name, call in wanted.items():
        _write(folder / name, _call(folder, call))


def write_calls(folder: Path, scenarios: Iterable[Scenario], target: Target) -> None:
    """Make `folder` a root that calls each scenario's module with its inputs, for `target`."""
    calls = [Call(scenario, scenario.module, scenario.arguments()) for scenario in scenarios]
    write(folder, calls, target.provider())


def _call(folder: Path, call: Call) -> dict[str, Any]:
    key = call.scenario.key
    return {
        "module": {key: {"source": relative(call.source, folder), **literal(call.arguments)}},
        # All outputs of the module at once; sensitive, since one of them may be.
        "output": {key: {"value": f"${{module.{key}}}", "sensitive": True}},
    }


def relative(source: Path, folder: Path) -> str:
    """A module's source as Terraform takes it for a local path.

    An absolute path would be taken for a package and copied, with all that lies beside it.
    """
    path = Path(os.path.relpath(source.resolve(), folder.resolve())).as_posix()
    return f"{path}/" if path.startswith("..") else f"./{path}"


def literal(value: Any) -> Any:
    """A value as Terraform's JSON syntax takes it: what looks like a template is escaped.

    https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
    """
    match value:
        case str():
            return value.replace("${", "$${").replace("%{", "%%{")
        case Mapping():
            return {literal(k): literal(v) for k, v in value.items()}
        case list() | tuple():
            return [literal(v) for v in value]
        case _:
            return value


def write_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Give the root a state."""
    _write(folder / "terraform.tfstate", state)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
