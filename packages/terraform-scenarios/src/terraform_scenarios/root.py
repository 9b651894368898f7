"""Writes a root module that calls modules, one file a call."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .scenario import Scenario
from .targets import Target

PREFIX = "call_"  # of the files that hold a call; diagnostics are told apart by them
BACKEND = "backend.tf.json"
LOCK = ".terraform.lock.hcl"
STATE = "terraform.tfstate"
_CHECKSUMS = re.compile(r"^ *hashes *= *\[[^]]*\]\n", re.MULTILINE)


@dataclass(frozen=True)
class Call:
    """A scenario as it stands in the root now: from which folder, with which inputs."""

    scenario: Scenario
    source: Path
    arguments: Mapping[str, Any]


def write(
    folder: Path,
    calls: Iterable[Call],
    *,
    share: bool = True,
    state: str | None = None,
) -> dict[str, Path]:
    """Make `folder` a root with exactly these calls.

    Args:
        folder: the root; files of earlier calls are removed, its state stays.
        calls: the scenarios to call, each with its inputs.
        share: let scenarios share a module call, by `for_each`. Terraform then handles the
            module's blocks once for all of them; but some of its errors do not say whose they are.
        state: URL at which the state is kept, see `state_server`; None for a file in the root.

    Returns:
        The module calls by name, with the folder each calls.
    """
    folder.mkdir(parents=True, exist_ok=True)
    together: dict[str, list[Call]] = {}
    for call in calls:
        name = call.scenario.shared_call if share else ""
        together.setdefault(name or call.scenario.key, []).append(call)
    files: dict[str, Any] = {}
    if state:
        files[BACKEND] = {"terraform": {"backend": {"http": {"address": state}}}}
    for name, sharing in together.items():
        if name == sharing[0].scenario.key:
            files[f"{PREFIX}{name}.tf.json"] = _call(name, folder, sharing[0])
        else:
            names = sorted({argument for call in sharing for argument in call.arguments})
            # What one of them leaves out is null for it.
            files[f"{PREFIX}{name}.json"] = {
                call.scenario.key: {argument: call.arguments.get(argument) for argument in names}
                for call in sharing
            }
            files[f"{PREFIX}{name}.tf.json"] = _shared(name, folder, sharing[0].source, names)
    for path in folder.glob(f"{PREFIX}*.json"):
        if path.name not in files:
            path.unlink()
    for file, content in files.items():
        _write(folder / file, content)
    return {name: sharing[0].source for name, sharing in together.items()}


def write_root(folder: Path, scenarios: Iterable[Scenario], target: Target) -> None:
    """Make `folder` a root that calls each scenario's module with its inputs, for `target`."""
    calls = [Call(scenario, scenario.module, scenario.arguments()) for scenario in scenarios]
    write(folder, calls, share=False)
    _write_provider(folder, target.provider())


def configure_provider(folder: Path, arguments: Mapping[str, Any]) -> None:
    """Configure the `aws` provider, if `init` has found that a module in the root needs it.

    A root without it starts no provider of 700 MB, and takes modules of any other provider.
    """
    lock = folder / LOCK
    # The registry's host comes before: that of OpenTofu is another.
    if lock.exists() and '/hashicorp/aws" {' in lock.read_text(encoding="utf-8"):
        _write_provider(folder, arguments)


def _write_provider(folder: Path, arguments: Mapping[str, Any]) -> None:
    _write(folder / "provider.tf.json", {"provider": {"aws": literal(arguments)}})


def _call(name: str, folder: Path, call: Call) -> dict[str, Any]:
    return _module(name, folder, call.source, literal(call.arguments))


def _shared(name: str, folder: Path, source: Path, names: Iterable[str]) -> dict[str, Any]:
    each = f'${{jsondecode(file("${{path.module}}/{PREFIX}{name}.json"))}}'
    passed = {argument: f"${{each.value.{argument}}}" for argument in names}
    return _module(name, folder, source, {"for_each": each, **passed})


def _module(name: str, folder: Path, source: Path, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "module": {name: {"source": relative(source, folder), **arguments}},
        # All outputs of the module at once; sensitive, since one of them may be.
        "output": {name: {"value": f"${{module.{name}}}", "sensitive": True}},
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


def trust_installed(folder: Path) -> None:
    """Let later commands take the providers that `init` has just verified as they are.

    Where the lock file has checksums, every command reads the provider whole to hash it: 700 MB for
    hashicorp/aws, a sixth of all CPU that Terraform needs for a small root.
    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    lock = folder / LOCK
    if lock.exists():
        lock.write_text(_CHECKSUMS.sub("", lock.read_text(encoding="utf-8")), encoding="utf-8")


def modules_installed(folder: Path) -> set[Path]:
    """Folders of all modules that a root calls, and that those call, as `init` has found them."""
    index = folder / ".terraform" / "modules" / "modules.json"
    if not index.exists():
        return set()
    modules = json.loads(index.read_text(encoding="utf-8"))["Modules"]
    return {(folder / module["Dir"]).resolve() for module in modules if module["Key"]}


def share_installed(folder: Path, beside: Path) -> None:
    """Let a root without module calls use the providers that another root has installed."""
    beside.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / LOCK, beside / LOCK)
    installed = beside / ".terraform" / "providers"
    if not installed.is_symlink():
        installed.parent.mkdir(exist_ok=True)
        installed.symlink_to((folder / ".terraform" / "providers").resolve())


def write_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Give the root a state in a file of its own, wherever it was kept before."""
    for kept_elsewhere in (BACKEND, ".terraform/terraform.tfstate"):
        (folder / kept_elsewhere).unlink(missing_ok=True)
    _write(folder / STATE, state)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
