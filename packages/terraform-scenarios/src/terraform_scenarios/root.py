"""Writes a root module that calls modules, one file a call."""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import variables
from .providers import Configuration
from .scenario import Scenario, each_text
from .targets import Target

PREFIX = "call_"  # of the files that hold a call; diagnostics are told apart by them
PROVIDER = "provider"
BACKEND = "backend.tf.json"
LOCK = ".terraform.lock.hcl"
STATE = "terraform.tfstate"
_LOCKED = re.compile(r'^provider "[^/"]+/([^"]+)" \{\s*version\s*=\s*"([^"]+)"', re.MULTILINE)
_CHECKSUMS = re.compile(r"^ *hashes *= *\[[^]]*\]\n", re.MULTILINE)


@dataclass(frozen=True)
class Call:
    """A scenario as it stands in the root now.

    Attributes:
        scenario: whose call it is.
        source: the folder it calls.
        arguments: the inputs.
        providers: the provider block for each provider that the module is given.
    """

    scenario: Scenario
    source: Path
    arguments: Mapping[str, Any]
    providers: Mapping[str, str] = field(default_factory=dict)


def write(
    folder: Path,
    calls: Iterable[Call],
    *,
    blocks: Iterable[Configuration] = (),
    share: bool = True,
    state: str | None = None,
) -> dict[str, Path]:
    """Make `folder` a root with exactly these calls.

    Args:
        folder: the root; files of earlier calls are removed, its state stays.
        calls: the scenarios to call, each with its inputs.
        blocks: the provider blocks that calls, and what is in the state, refer to.
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
    files = _provider_files(blocks)
    backend = {"backend": {"http": {"address": state}}} if state else {}
    files[BACKEND] = {"terraform": backend}  # there, so that a root without calls is one
    for name, sharing in together.items():
        if name == sharing[0].scenario.key:
            files[f"{PREFIX}{name}.tf.json"] = _call(name, folder, sharing[0])
        else:
            names = sorted({argument for call in sharing for argument in call.arguments})
            # What one of them leaves out is null for it.
            files[f"{PREFIX}{name}.json"] = {
                call.scenario.key: {n: composed(call.arguments.get(n)) for n in names}
                for call in sharing
            }
            files[f"{PREFIX}{name}.tf.json"] = _shared(name, folder, sharing[0], names)
    for pattern in (f"{PREFIX}*.json", f"{PROVIDER}_*.tf.json"):
        for path in folder.glob(pattern):
            if path.name not in files:
                path.unlink()
    for file, content in files.items():
        _write(folder / file, content)
    return {name: sharing[0].source for name, sharing in together.items()}


def _provider_files(blocks: Iterable[Configuration]) -> dict[str, Any]:
    files: dict[str, Any] = {}
    sources: dict[str, Any] = {}
    for block in blocks:
        arguments = literal(json.loads(block.arguments))
        files[f"{PROVIDER}_{block.alias}.tf.json"] = {
            "provider": {block.name: {"alias": block.alias, **arguments}}
        }
        sources[block.name] = {"source": block.source}
    if sources:
        files[f"{PROVIDER}_sources.tf.json"] = {"terraform": {"required_providers": sources}}
    return files


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
    _write(folder / f"{PROVIDER}.tf.json", {"provider": {"aws": literal(arguments)}})


def _call(name: str, folder: Path, call: Call) -> dict[str, Any]:
    outputs = _outputs(call.source, f"module.{name}")
    return _module(name, folder, call, literal(call.arguments), outputs)


def _shared(name: str, folder: Path, call: Call, names: Iterable[str]) -> dict[str, Any]:
    each = f'${{jsondecode(file("${{path.module}}/{PREFIX}{name}.json"))}}'
    passed = {argument: f"${{each.value.{argument}}}" for argument in names}
    one = _outputs(call.source, "one")
    outputs = (
        f"module.{name}" if one == "one" else f"{{for key, one in module.{name}: key => {one}}}"
    )
    return _module(name, folder, call, {"for_each": each, **passed}, outputs)


def _outputs(source: Path, call: str) -> str:
    """An expression for all outputs of a call that a root can have: no ephemeral ones."""
    ephemeral = variables.outputs(source)
    if not any(ephemeral.values()):
        return call
    names = [name for name, is_ephemeral in ephemeral.items() if not is_ephemeral]
    return f"{{{', '.join(f'{name} = {call}.{name}' for name in names)}}}"


def _module(
    name: str, folder: Path, call: Call, arguments: Mapping[str, Any], outputs: str
) -> dict[str, Any]:
    source = relative(call.source, folder)
    providers = {"providers": dict(call.providers)} if call.providers else {}
    return {
        "module": {name: {"source": source, **providers, **arguments}},
        # All outputs of the module at once; sensitive, since one of them may be.
        "output": {name: {"value": f"${{{outputs}}}", "sensitive": True}},
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
    return each_text(value, lambda text: text.replace("${", "$${").replace("%{", "%%{"))


def composed(value: Any) -> Any:
    """A value as `jsondecode` takes it: it fails on a key of which Terraform has another form.

    Terraform knows only composed characters, also where a text is given with others.
    """
    return each_text(value, lambda text: unicodedata.normalize("NFC", text))


def trust_installed(folder: Path) -> None:
    """Let later commands take the providers that `init` has just verified as they are.

    Where the lock file has checksums, every command reads the provider whole to hash it: 700 MB for
    hashicorp/aws, a sixth of all CPU that Terraform needs for a small root.
    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    lock = folder / LOCK
    if lock.exists():
        lock.write_text(_CHECKSUMS.sub("", lock.read_text(encoding="utf-8")), encoding="utf-8")


def locked(folder: Path) -> set[str]:
    """Providers that a root has installed, with their versions: `hashicorp/aws 5.100.0`."""
    lock = folder / LOCK
    found = _LOCKED.findall(lock.read_text(encoding="utf-8")) if lock.exists() else ()
    return {f"{source} {version}" for source, version in found}


def folders_by_call(folder: Path) -> dict[str, set[Path]]:
    """By module call, the folders of what a root calls and of what that calls, as installed."""
    index = folder / ".terraform" / "modules" / "modules.json"
    if not index.exists():
        return {}
    found: dict[str, set[Path]] = {}
    for module in json.loads(index.read_text(encoding="utf-8"))["Modules"]:
        if module["Key"]:
            call = module["Key"].partition(".")[0]
            found.setdefault(call, set()).add((folder / module["Dir"]).resolve())
    return found


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
    (folder / ".terraform" / STATE).unlink(missing_ok=True)
    _write(folder / BACKEND, {"terraform": {}})
    _write(folder / STATE, state)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
