"""The files of a root module: module calls, provider blocks, the lock file, the state."""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from . import module_text
from .addresses import CALL_PREFIX, PROVIDER_PREFIX, call_file
from .module_calls import ModuleCall
from .providers import ProviderBlock
from .scenario import Scenario, map_texts
from .targets import Target

BACKEND = "backend.tf.json"
LOCK = ".terraform.lock.hcl"
STATE = "terraform.tfstate"
SET_ASIDE = "set-aside.tfstate"
INSTALLED = ".terraform/scenarios.json"
_LOCKED = re.compile(r'^provider "([^/"]+)/([^"]+)" \{\s*version\s*=\s*"([^"]+)"', re.MULTILINE)
_CHECKSUMS = re.compile(r"^ *hashes *= *\[[^]]*\]\n", re.MULTILINE)


def write(
    folder: Path,
    calls: Iterable[ModuleCall],
    *,
    blocks: Iterable[ProviderBlock] = (),
    share: bool = True,
    state: str | None = None,
) -> dict[str, Path]:
    """Make `folder` a root with exactly these module calls.

    Args:
        folder: the root; files of earlier calls are removed, the state is kept.
        calls: one for each scenario.
        blocks: the provider blocks that the calls and the state refer to.
        share: let scenarios share a module call, with `for_each`. Terraform then handles the
            module's blocks once for all of them, but some of its errors do not name the instance.
        state: URL of the state, see `state_server`; None for a file in the root.

    Returns:
        The folder of each module call, by the call's name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_name: dict[str, list[ModuleCall]] = {}
    for call in calls:
        name = call.scenario.shared_call if share else ""
        by_name.setdefault(name or call.scenario.key, []).append(call)
    files = _provider_files(blocks)
    backend = {"backend": {"http": {"address": state}}} if state else {}
    files[BACKEND] = {"terraform": backend}  # always, so that a root without calls is a root
    for name, sharing in by_name.items():
        if name == sharing[0].scenario.key:
            files[call_file(name)] = _single_call(name, folder, sharing[0])
        else:
            names = sorted({argument for call in sharing for argument in call.arguments})
            # An argument that a scenario omits is null for it.
            files[f"{CALL_PREFIX}{name}.json"] = {
                call.scenario.key: {n: composed(call.arguments.get(n)) for n in names}
                for call in sharing
            }
            files[call_file(name)] = _shared_call(name, folder, sharing[0], names)
    for pattern in (f"{CALL_PREFIX}*.json", f"{PROVIDER_PREFIX}_*.tf.json"):
        for path in folder.glob(pattern):
            if path.name not in files:
                path.unlink()
    for file, content in files.items():
        _write(folder / file, content)
    return {name: sharing[0].source for name, sharing in by_name.items()}


def _provider_files(blocks: Iterable[ProviderBlock]) -> dict[str, Any]:
    files: dict[str, Any] = {}
    sources: dict[str, Any] = {}
    for block in blocks:
        arguments = literal(json.loads(block.arguments))
        files[f"{PROVIDER_PREFIX}_{block.alias}.tf.json"] = {
            "provider": {block.name: {"alias": block.alias, **arguments}}
        }
        sources[block.name] = {"source": block.source}
    if sources:
        files[f"{PROVIDER_PREFIX}_sources.tf.json"] = {"terraform": {"required_providers": sources}}
    return files


def write_root(folder: Path, scenarios: Iterable[Scenario], target: Target) -> None:
    """Make `folder` a root that calls each scenario's module with its inputs, for `target`."""
    calls = [ModuleCall(scenario, scenario.module, scenario.arguments()) for scenario in scenarios]
    write(folder, calls, share=False)
    _write_provider(folder, target.provider())


def configure_provider(folder: Path, arguments: Mapping[str, Any]) -> None:
    """Configure the `aws` provider, if `init` has found that a module in the root needs it.

    A root without it does not start a provider of 700 MB, and works with any other provider.
    """
    lock = folder / LOCK
    # Without the registry's host: OpenTofu has another one.
    if lock.exists() and '/hashicorp/aws" {' in lock.read_text(encoding="utf-8"):
        _write_provider(folder, arguments)


def _write_provider(folder: Path, arguments: Mapping[str, Any]) -> None:
    _write(folder / f"{PROVIDER_PREFIX}.tf.json", {"provider": {"aws": literal(arguments)}})


def _single_call(name: str, folder: Path, call: ModuleCall) -> dict[str, Any]:
    outputs = _outputs(call.source, f"module.{name}")
    return _module(name, folder, call, literal(call.arguments), outputs)


def _shared_call(name: str, folder: Path, call: ModuleCall, names: Iterable[str]) -> dict[str, Any]:
    each = f'${{jsondecode(file("${{path.module}}/{CALL_PREFIX}{name}.json"))}}'
    passed = {argument: f"${{each.value.{argument}}}" for argument in names}
    one = _outputs(call.source, "one")
    outputs = (
        f"module.{name}" if one == "one" else f"{{for key, one in module.{name}: key => {one}}}"
    )
    return _module(name, folder, call, {"for_each": each, **passed}, outputs)


def _outputs(source: Path, call: str) -> str:
    """An expression for all outputs of a call but the ephemeral ones, which a root cannot have."""
    ephemeral = module_text.ephemeral_outputs(source)
    if not ephemeral:
        return call
    names = [name for name in module_text.declared_outputs(source) if name not in ephemeral]
    return f"{{{', '.join(f'{name} = {call}.{name}' for name in names)}}}"


def _module(
    name: str, folder: Path, call: ModuleCall, arguments: Mapping[str, Any], outputs: str
) -> dict[str, Any]:
    source = local_source(call.source, folder)
    passed = {name: block.address for name, block in call.providers.items()}
    providers = {"providers": passed} if passed else {}
    return {
        "module": {name: {"source": source, **providers, **arguments}},
        # All outputs of the module; sensitive, since one of them may be.
        "output": {name: {"value": f"${{{outputs}}}", "sensitive": True}},
    }


def local_source(source: Path, folder: Path) -> str:
    """A module's source as a local path, relative to the root's folder.

    Terraform treats an absolute path as a package, and copies it with all files next to it.
    """
    path = Path(os.path.relpath(source.resolve(), folder.resolve())).as_posix()
    return f"{path}/" if path.startswith("..") else f"./{path}"


def literal(value: Any) -> Any:
    """A value for Terraform's JSON syntax: text that looks like a template is escaped.

    https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
    """
    return map_texts(value, lambda text: text.replace("${", "$${").replace("%{", "%%{"))


def composed(value: Any) -> Any:
    """A value with all texts in Unicode's composed form.

    Terraform composes all texts, and `jsondecode` fails on a key that it would change.
    """
    return map_texts(value, lambda text: unicodedata.normalize("NFC", text))


def trust_installed(folder: Path) -> None:
    """Let later commands skip the checksums of the providers that `init` has just verified.

    With checksums in the lock file, every command hashes the complete provider: 700 MB for
    hashicorp/aws, a sixth of all CPU that Terraform needs for a small root.
    https://developer.hashicorp.com/terraform/language/files/dependency-lock
    """
    lock = folder / LOCK
    if lock.exists():
        lock.write_text(_CHECKSUMS.sub("", lock.read_text(encoding="utf-8")), encoding="utf-8")


def installed_providers(folder: Path) -> set[str]:
    """Providers installed in a root, with their versions: `hashicorp/aws 5.100.0`."""
    return {f"{source} {version}" for _, source, version in _locked(folder)}


def _locked(folder: Path) -> list[tuple[str, str, str]]:
    lock = folder / LOCK
    return _LOCKED.findall(lock.read_text(encoding="utf-8")) if lock.exists() else []


def note_installed(folder: Path, sources: Mapping[str, Path], state: str | None) -> None:
    """Note what `init` has installed, for a run that finds the root as this one has left it."""
    inside = folder.resolve() / ".terraform"
    if any(module.is_relative_to(inside) for module in module_folders(folder)):
        return  # of a module from elsewhere there may be a newer version by then
    noted = {name: str(source) for name, source in sources.items()}
    needs = _needs_of_init(folder)
    _write(folder / INSTALLED, {"sources": noted, "needs": needs, "state": state})


def noted_state(folder: Path) -> str:
    """The URL of the state that a root was installed with; empty if there is none."""
    noted = folder / INSTALLED
    read = json.loads(noted.read_text(encoding="utf-8")) if noted.exists() else {}
    return read.get("state") or ""


def read_installed(folder: Path, state: str | None) -> dict[str, Path] | None:
    """The sources of the calls that are installed in a root; None if `init` must run."""
    noted = folder / INSTALLED
    if not noted.exists():
        return None
    read = json.loads(noted.read_text(encoding="utf-8"))
    if read["needs"] != _needs_of_init(folder) or read["state"] != state:
        return None
    return {name: Path(source) for name, source in read["sources"].items()}


def _needs_of_init(folder: Path) -> dict[str, str]:
    return {
        str(module): module_text.needs_of_init(module) for module in sorted(module_folders(folder))
    }


def provider_programs(folder: Path) -> dict[str, Path]:
    """The programs of the providers installed in a root, by the provider's address."""
    found: dict[str, Path] = {}
    for host, source, version in _locked(folder):
        installed = folder / ".terraform" / "providers" / host / source / version
        for program in installed.glob("*/terraform-provider-*"):
            found[f"{host}/{source}"] = program.resolve()
    return found


def module_folders(folder: Path) -> set[Path]:
    """The folders of all modules that are installed in a root."""
    return set().union(*folders_by_call(folder).values())


def folders_by_call(folder: Path) -> dict[str, set[Path]]:
    """By name of a module call, the folders of the module and of all modules that it calls."""
    index = folder / ".terraform" / "modules" / "modules.json"
    if not index.exists():
        return {}
    found: dict[str, set[Path]] = {}
    for module in json.loads(index.read_text(encoding="utf-8"))["Modules"]:
        if module["Key"]:
            call = module["Key"].partition(".")[0]
            found.setdefault(call, set()).add((folder / module["Dir"]).resolve())
    return found


def share_installed(folder: Path, other: Path) -> None:
    """Let another root, without module calls, use the installed providers of a root."""
    other.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / LOCK, other / LOCK)
    installed = other / ".terraform" / "providers"
    if not installed.is_symlink():
        installed.parent.mkdir(exist_ok=True)
        installed.symlink_to((folder / ".terraform" / "providers").resolve())


def write_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Replace the root's state by a state file in its folder."""
    (folder / ".terraform" / STATE).unlink(missing_ok=True)
    _write(folder / BACKEND, {"terraform": {}})
    _write(folder / STATE, state)


def back_up_state(folder: Path) -> Path:
    """Give the root's state file the name that Terraform's backups have."""
    return (folder / STATE).replace(folder / f"{STATE}.backup")


def write_set_aside(folder: Path, state: Mapping[str, Any]) -> None:
    """Write the part of the state that is set aside into a state file of its own."""
    _write(folder / SET_ASIDE, state)


def remove_set_aside(folder: Path) -> None:
    """Remove that file."""
    (folder / SET_ASIDE).unlink(missing_ok=True)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
