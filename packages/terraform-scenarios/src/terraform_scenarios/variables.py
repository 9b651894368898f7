"""The variables that a module declares, read from its text: no Terraform is started for it."""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .errors import BadScenario

# A block reaches to the next one.
_NEXT = (
    r"(?=^[ \t]*(?:variable|output|resource|data|ephemeral|module|locals|terraform|provider|check"
    r"|moved|removed|import)\b[^=\n]*\{|\Z)"
)
_VARIABLE, _OUTPUT = (
    re.compile(rf'^[ \t]*{kind}\s+"?([\w-]+)"?\s*\{{(.*?){_NEXT}', re.MULTILINE | re.DOTALL)
    for kind in ("variable", "output")
)
_SENSITIVE = re.compile(r"^\s*sensitive\s*=\s*true\b", re.MULTILINE)
_EPHEMERAL = re.compile(r"^\s*ephemeral\s*=\s*true\b", re.MULTILINE)
_NOT_NULLABLE = re.compile(r"^\s*nullable\s*=\s*false\b", re.MULTILINE)
_PROVIDER = re.compile(r'^\s*provider\s+"?[\w-]+"?\s*\{', re.MULTILINE)
_LOCAL_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.\.?/[^"]*)"', re.MULTILINE)
_PROVISIONER = re.compile(r'^\s*provisioner\s+"?[\w-]+"?\s*\{', re.MULTILINE)
# Strings are matched to be passed over: a sign of a comment inside one begins none.
_NO_CODE = re.compile(
    r'("(?:\\.|[^"\\\n])*")|<<-?(\w+)\n.*?^[ \t]*\2\b|#[^\n]*|//[^\n]*|/\*.*?\*/',
    re.DOTALL | re.MULTILINE,
)


@functools.cache
def declared(module: Path) -> Mapping[str, bool]:
    """Names of the module's variables, and whether null is a value of its own for them.

    False is for `nullable = false`: null then stands for the default.
    https://developer.hashicorp.com/terraform/language/values/variables#disallowing-null-input-values
    """
    found = {
        name: not _NOT_NULLABLE.search(block)
        for text in texts(module)
        for name, block in _VARIABLE.findall(text)
    }
    for content in json_files(module):
        for blocks in listed(content.get("variable")):
            for name, body in blocks.items():
                # Its body may be a list too; such a thing is rare enough to be taken as nullable.
                found[name] = not isinstance(body, Mapping) or body.get("nullable") is not False
    return found


@functools.cache
def outputs(module: Path) -> Mapping[str, bool]:
    """Names of the module's outputs, and whether each is ephemeral: a root cannot have it then.

    https://developer.hashicorp.com/terraform/language/values/outputs#ephemeral-avoid-storing-values-in-state-or-plan-files
    """
    found = {
        name: bool(_EPHEMERAL.search(block))
        for text in texts(module)
        for name, block in _OUTPUT.findall(text)
    }
    for content in json_files(module):
        for blocks in listed(content.get("output")):
            for name, body in blocks.items():
                found[name] = isinstance(body, Mapping) and body.get("ephemeral") is True
    return found


@functools.cache
def sensitive_outputs(module: Path) -> frozenset[str]:
    """Names of the module's outputs that are declared sensitive."""
    found = {
        name
        for text in texts(module)
        for name, block in _OUTPUT.findall(text)
        if _SENSITIVE.search(block)
    }
    for content in json_files(module):
        for blocks in listed(content.get("output")):
            found |= {
                n
                for n, body in blocks.items()
                if isinstance(body, Mapping) and body.get("sensitive")
            }
    return frozenset(found)


@functools.cache
def repeatable(module: Path) -> bool:
    """True where the module can be called with `for_each`.

    That needs a module without `provider` blocks, and so all that it calls; only those in local
    folders are looked at.
    https://developer.hashicorp.com/terraform/language/modules/develop/providers#legacy-shared-modules-with-provider-configurations
    """
    return not any(map(has_provider, _folders(module)))


def forgettable(folders: Iterable[Path]) -> bool:
    """True where Terraform can destroy what modules made without their configuration.

    That needs no provider of their own, and no provisioner, since one may have to run at destroy:
    https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax#destroy-time-provisioners

    Args:
        folders: the modules', and those of all that they call.
    """
    return not any(has_provider(folder) or _has_provisioner(folder) for folder in folders)


def _has_provisioner(folder: Path) -> bool:
    in_json = (path.read_text(encoding="utf-8") for path in folder.glob("*.tf.json"))
    return any(map(_PROVISIONER.search, texts(folder))) or any(
        '"provisioner"' in t for t in in_json
    )


def has_provider(folder: Path) -> bool:
    """Whether a module has a `provider` block of its own."""
    return any(listed(content.get("provider")) for content in json_files(folder)) or any(
        map(_PROVIDER.search, texts(folder))
    )


def _folders(module: Path) -> Iterator[Path]:
    """The module's folder, and those of the local modules that it calls."""
    seen: set[Path] = set()
    left = [module.resolve()]
    while left:
        folder = left.pop()
        if folder not in seen:
            seen.add(folder)
            yield folder
            for text in texts(folder):
                left += [(folder / source).resolve() for source in _LOCAL_SOURCE.findall(text)]


def texts(folder: Path) -> Iterator[str]:
    """What a module's *.tf files hold, without comments and without the text of heredocs."""
    for path in folder.glob("*.tf"):
        yield _NO_CODE.sub(lambda found: found[1] or "", path.read_text(encoding="utf-8"))


def telling(module: Path, given: Iterable[str]) -> frozenset[str]:
    """Of the inputs that are given, those that another call could not pass as null instead."""
    nullable = declared(module)
    return frozenset(name for name in given if nullable.get(name, True))


def check_inputs(module: Path, inputs: Mapping[str, Any]) -> None:
    """Raise `BadScenario` for an input that the module has no variable for."""
    names = declared(module)
    for name in inputs:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise BadScenario(
                f"The module at {module} has no variable '{name}'.{hint} "
                f"It has: {', '.join(sorted(names)) or 'none'}."
            )


def json_files(module: Path) -> Iterator[dict[str, Any]]:
    """What the module's files in Terraform's JSON syntax hold."""
    for path in module.glob("*.tf.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        yield content if isinstance(content, dict) else {}


def listed(blocks: Any) -> list[dict[str, Any]]:
    """Blocks of one kind: Terraform's JSON takes one object or a list of them."""
    if not blocks:
        return []
    return blocks if isinstance(blocks, list) else [blocks]
