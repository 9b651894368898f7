"""A digest of everything that a module's result can depend on in its files.

Terraform reads the configuration files of a folder. Other files are read by functions and
arguments, which reach them by `path.module` and its like, or by a path that is not in the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from .. import module_text

_CONFIGURATION = ("*.tf", "*.tf.json", "*.tofu", "*.tofu.json", ".terraform.lock.hcl")
# Folders that no module reads: what tools keep beside it.
_TOOLS = frozenset({".git", ".terraform", ".venv", "__pycache__", ".pytest_cache", "node_modules"})
# The text of a path up to the first part that varies: "${path.module}/policies/${each.key}.json".
_IN_MODULE = re.compile(r"\$\{path\.module\}/([^\"$%\\*?\n]*)")
_PATH = re.compile(r"\bpath\.(?:module|root|cwd)\b")
# A quote that is escaped is within a text: the function is only spoken of.
_READS = re.compile(
    r"\b(?:file|filebase64|filebase64sha256|filebase64sha512|fileexists|filemd5|fileset|filesha1"
    r"|filesha256|filesha512|templatefile|abspath|pathexpand)\s*\((?!\\\")\s*(\"\$\{path\.module\}/)?"
)
# What depends on more than files and inputs.
_OUTSIDE = re.compile(
    r'^\s*(?:data|ephemeral)\s+"(?:http|external|local_file|local_sensitive_file|terraform_remote_state'
    r'|vault_\w+|dns_\w+)"|^\s*provisioner\s+"',
    re.MULTILINE,
)
# Also an argument of that name within a block: what is no source of a module does no harm here.
_SOURCE = re.compile(r'(?<![\w.-])"?source"?\s*[=:]\s*("(?:[^"\\$%]|\\.)*")?')
_VERSION = re.compile(r'(?<![\w.-])version\s*=\s*"=?\s*\d+\.\d+\.\d+[\w.+-]*"')
_COMMIT = re.compile(r"[?&]ref=[0-9a-f]{40}(?:&|$)")


class UnknownContent(Exception):
    """What a module's result depends on cannot be told from its files; the text says why."""


def module_digest(module: Path) -> str:
    """A digest of the files of a module and of all modules that it calls.

    Raises:
        UnknownContent: it also depends on something else.
    """
    digest = hashlib.sha256()
    for path in sorted(set(_files(module.resolve(), set()))):
        content = path.read_bytes()
        # Names and lengths too, so that no two sets of files have the same digest.
        digest.update(f"{len(str(path))} {path} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """The files that Terraform may read for a module in a folder."""
    if folder in seen:
        return
    seen.add(folder)
    if not folder.is_dir():
        raise UnknownContent(f"there is no folder {folder}")
    configuration = [path for pattern in _CONFIGURATION for path in folder.glob(pattern)]
    yield from configuration
    for path in configuration:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        if path.name.endswith(".json"):
            _check_json(path, text)
        else:
            yield from _of_text(path, text, seen)


def _of_text(path: Path, text: str, seen: set[Path]) -> Iterator[Path]:
    code = module_text.without_comments(text)
    if found := _OUTSIDE.search(code):
        raise UnknownContent(f"{path.name} has {' '.join(found[0].split())}")
    for found in _READS.finditer(code):
        if not found[1]:
            raise UnknownContent(f"{path.name} reads a file whose path is not in its text")
    yield from _in_module(path, code)
    for block in module_text.module_blocks(code):
        yield from _called(path, block, seen)


def _in_module(path: Path, code: str) -> Iterator[Path]:
    """The files below the folder that a text mentions by `path`."""
    prefixes = _IN_MODULE.findall(code)
    if len(_PATH.findall(code)) > len(prefixes):
        prefixes = [""]  # the folder itself, or another one: all files
    if "" in prefixes and re.search(r"\bpath\.(?:root|cwd)\b", code):
        raise UnknownContent(f"{path.name} reads files beside the root module")
    if any(".." in prefix.split("/") for prefix in prefixes):
        raise UnknownContent(f"{path.name} reads files outside its folder")
    for one in sorted(path.parent.rglob("*")) if prefixes else ():
        name = one.relative_to(path.parent).as_posix()
        if _TOOLS.intersection(one.relative_to(path.parent).parts):
            continue
        if one.is_dir():
            holds = any(prefix.startswith(f"{name}/") for prefix in prefixes)
            if one.is_symlink() and (holds or name.startswith(tuple(prefixes))):
                raise UnknownContent(f"{name} is a link to a folder")
        elif name.startswith(tuple(prefixes)):
            yield one


def _called(path: Path, block: str, seen: set[Path]) -> Iterator[Path]:
    sources = _SOURCE.findall(block)
    if not sources or "" in sources:
        raise UnknownContent(f"{path.name} calls a module whose source is not in its text")
    for source in (quoted.strip('"') for quoted in sources):
        if source.startswith(("./", "../")):
            yield from _files((path.parent / source).resolve(), seen)
        elif not _VERSION.search(block) and not _COMMIT.search(source):
            raise UnknownContent(f"{path.name} calls {source} without a fixed version")


def _check_json(path: Path, text: str) -> None:
    # JSON is written by programs. What is not plain in it is not worth telling.
    if _PATH.search(text) or re.search(r"\$\{[^}]*\b(?:file|templatefile)", text):
        raise UnknownContent(f"{path.name} reads files")
    if '"module"' in text or '"provisioner"' in text or '"data"' in text:
        raise UnknownContent(f"{path.name} has modules, data sources or provisioners in JSON")
