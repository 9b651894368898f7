"""Reads a module's text: variables, outputs, provider blocks. Terraform is not started for it."""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .errors import BadScenario

# A block ends where the next one begins.
_NEXT = (
    r"(?=^[ \t]*(?:variable|output|resource|data|ephemeral|module|locals|terraform|provider|check"
    r"|moved|removed|import)\b[^=\n]*\{|\Z)"
)
_VARIABLE, _OUTPUT = (
    re.compile(rf'^[ \t]*{kind}\s+"?([\w-]+)"?\s*\{{(.*?){_NEXT}', re.MULTILINE | re.DOTALL)
    for kind in ("variable", "output")
)
_INSTALLS = re.compile(
    rf"^[ \t]*(?:module|terraform|provider)\b[^=\n]*\{{.*?{_NEXT}", re.MULTILINE | re.DOTALL
)
_MODULE = re.compile(rf'^[ \t]*module\s+"?[\w-]+"?\s*\{{.*?{_NEXT}', re.MULTILINE | re.DOTALL)
_CALL = re.compile(r'^[ \t]*module\s+"?([\w-]+)"?\s*\{', re.MULTILINE)
_TYPE = re.compile(r'^[ \t]*(?:resource|data|ephemeral)\s+"?([a-z0-9-]+)', re.MULTILINE)
_SENSITIVE = re.compile(r"^\s*sensitive\s*=\s*true\b", re.MULTILINE)
_EPHEMERAL = re.compile(r"^\s*ephemeral\s*=\s*true\b", re.MULTILINE)
_NOT_NULLABLE = re.compile(r"^\s*nullable\s*=\s*false\b", re.MULTILINE)
_PROVIDER = re.compile(r'^\s*provider\s+"?([\w-]+)"?\s*\{', re.MULTILINE)
_LOCAL_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.\.?/[^"]*)"', re.MULTILINE)
_PROVISIONER = re.compile(r'^\s*provisioner\s+"?[\w-]+"?\s*\{', re.MULTILINE)
# Strings are matched to skip them: a # in a string does not begin a comment.
_NO_CODE = re.compile(
    r'("(?:\\.|[^"\\\n])*")|<<-?(\w+)\n.*?^[ \t]*\2\b|#[^\n]*|//[^\n]*|/\*.*?\*/',
    re.DOTALL | re.MULTILINE,
)


@functools.cache
def declared_variables(module: Path) -> Mapping[str, bool]:
    """Names of the module's variables, and whether they are nullable.

    With `nullable = false`, null means the default.
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
                # The body may also be a list, which is rare: treat it as nullable.
                found[name] = not isinstance(body, Mapping) or body.get("nullable") is not False
    return found


@functools.cache
def declared_outputs(module: Path) -> tuple[str, ...]:
    """Names of the module's outputs."""
    return tuple(name for name, _, _ in _outputs(module))


@functools.cache
def ephemeral_outputs(module: Path) -> frozenset[str]:
    """Names of the module's ephemeral outputs, which a root module cannot have.

    https://developer.hashicorp.com/terraform/language/values/outputs#ephemeral-avoid-storing-values-in-state-or-plan-files
    """
    return frozenset(
        name
        for name, block, body in _outputs(module)
        if _EPHEMERAL.search(block) or body.get("ephemeral") is True
    )


@functools.cache
def sensitive_outputs(module: Path) -> frozenset[str]:
    """Names of the module's sensitive outputs."""
    return frozenset(
        name
        for name, block, body in _outputs(module)
        if _SENSITIVE.search(block) or body.get("sensitive")
    )


def _outputs(module: Path) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Name of each output, with its block in HCL, or with its body in JSON."""
    for text in texts(module):
        for name, block in _OUTPUT.findall(text):
            yield name, block, {}
    for content in json_files(module):
        for blocks in listed(content.get("output")):
            for name, body in blocks.items():
                yield name, "", body if isinstance(body, Mapping) else {}


@functools.cache
def can_have_for_each(module: Path) -> bool:
    """Whether the module can be called with `for_each`.

    It can if neither the module nor any module it calls has a `provider` block. Only modules in
    local folders are read.
    https://developer.hashicorp.com/terraform/language/modules/develop/providers#legacy-shared-modules-with-provider-configurations
    """
    return not any(map(has_provider, _folders(module)))


def can_be_destroyed_without_code(folders: Iterable[Path]) -> bool:
    """Whether Terraform can destroy the resources of modules without the modules' code.

    It can if they have no provider blocks, and no provisioners that may have to run at destroy:
    https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax#destroy-time-provisioners

    Args:
        folders: those of the modules and of all modules that they call.
    """
    return not any(has_provider(folder) or _has_provisioner(folder) for folder in folders)


def _has_provisioner(folder: Path) -> bool:
    in_json = (path.read_text(encoding="utf-8") for path in folder.glob("*.tf.json"))
    return any(map(_PROVISIONER.search, texts(folder))) or any(
        '"provisioner"' in t for t in in_json
    )


def has_provider(folder: Path) -> bool:
    """Whether a module contains a `provider` block."""
    return any(True for _ in provider_names(folder))


def provider_names(folder: Path) -> Iterator[str]:
    """The local name of the provider, for each `provider` block of a module."""
    for text in texts(folder):
        yield from _PROVIDER.findall(text)
    for content in json_files(folder):
        for block in listed(content.get("provider")):
            for name, bodies in block.items():
                yield from [name] * len(listed(bodies) or [{}])


def call_names(folder: Path) -> Iterator[str]:
    """The name of each module call in a module."""
    for text in texts(folder):
        yield from _CALL.findall(text)
    for content in json_files(folder):
        for block in listed(content.get("module")):
            yield from block


def _folders(module: Path) -> Iterator[Path]:
    """The folders of the module and of the local modules that it calls."""
    seen: set[Path] = set()
    left = [module.resolve()]
    while left:
        folder = left.pop()
        if folder not in seen:
            seen.add(folder)
            yield folder
            for text in texts(folder):
                left += [(folder / source).resolve() for source in _LOCAL_SOURCE.findall(text)]


def without_comments(text: str) -> str:
    """A text without its comments; strings and heredocs stay."""
    return _NO_CODE.sub(lambda found: found[0] if found[1] or found[2] else "", text)


def module_blocks(text: str) -> Iterator[str]:
    """The `module` blocks of a text without comments, each up to the next block."""
    return (found[0] for found in _MODULE.finditer(text))


def needs_of_init(folder: Path) -> str:
    """The parts of a module that decide what `init` installs."""
    parts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf.json"))]
    for text in texts(folder):
        parts += [found[0].strip() for found in _INSTALLS.finditer(text)]
        parts += _TYPE.findall(text)  # a type can imply a provider
    return "\n".join(sorted(parts))


def texts(folder: Path) -> Iterator[str]:
    """The text of a module's *.tf files, without comments and heredocs."""
    for path in folder.glob("*.tf"):
        yield _NO_CODE.sub(lambda found: found[1] or "", path.read_text(encoding="utf-8"))


def inputs_to_pass(module: Path, given: Iterable[str]) -> frozenset[str]:
    """Those of the given inputs for which null does not mean the same as omitting them."""
    nullable = declared_variables(module)
    return frozenset(name for name in given if nullable.get(name, True))


def check_inputs(module: Path, inputs: Mapping[str, Any]) -> None:
    """Raise `BadScenario` for an input that the module has no variable for."""
    names = declared_variables(module)
    for name in inputs:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise BadScenario(
                f"The module at {module} has no variable '{name}'.{hint} "
                f"It has: {', '.join(sorted(names)) or 'none'}."
            )


def json_files(module: Path) -> Iterator[dict[str, Any]]:
    """The content of the module's files in Terraform's JSON syntax."""
    for path in module.glob("*.tf.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        yield content if isinstance(content, dict) else {}


def listed(blocks: Any) -> list[dict[str, Any]]:
    """Blocks of one kind: Terraform's JSON allows one object or a list of them."""
    if not blocks:
        return []
    return blocks if isinstance(blocks, list) else [blocks]
