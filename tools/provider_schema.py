"""Extracts the schema of the module's resources from a provider release.

The registry's schema needs the provider itself, a large download. The package cdktn-provider-aws on
PyPI has the same names in typed Python, and follows the provider within weeks:

    pip download --no-deps cdktn-provider-aws==25.8.1
    python -m tools.provider_schema cdktn_provider_aws-25.8.1-py3-none-any.whl

It writes tests/module/provider_six.json. For each kind and type, the file has the arguments and
blocks that can be set (null for an argument, the contents for a block), those that are required,
and the attributes that can be read. Its `resources` and `data_sources` are the names of all that
the provider has for Cognito and End User Messaging SMS, so that a test notices what is new.
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
_PACKAGE = re.compile(r"cdktn_provider_aws/(data_aws_)?(\w+)/__init__\.py")
_OF_INTEREST = re.compile(r"cognito_|pinpointsmsvoicev2_")


def extract(wheel: Path) -> dict[str, Any]:
    """The schema of every type that the HCL uses, from the bindings in a wheel."""
    used = {(one.kind, one.type) for one in written()}
    schema: dict[str, Any] = {"resource": {}, "data": {}}
    names: dict[str, list[str]] = {"resource": [], "data": []}
    release = ""
    with ZipFile(wheel) as archive:
        for path in sorted(archive.namelist()):
            package = _PACKAGE.fullmatch(path)
            if package is None:
                continue
            kind, type_ = "data" if package[1] else "resource", f"aws_{package[2]}"
            if _OF_INTEREST.match(package[2]):
                names[kind].append(type_)
            if (kind, type_) in used:
                source = archive.read(path).decode()
                release = re.findall(r"hashicorp/aws/([\d.]+)/docs/", source)[0]
                schema[kind][type_] = _type(source)
    missing = used - {(kind, type_) for kind, of_kind in schema.items() for type_ in of_kind}
    if missing:
        raise SystemExit(f"The bindings do not contain {sorted(missing)}")
    return {
        "provider": release,
        "source": wheel.name,
        "resources": names["resource"],
        "data_sources": names["data"],
        **schema,
    }


Classes = dict[str, ast.ClassDef]


def _type(source: str) -> dict[str, Any]:
    """What one resource or data source has, from the file of its bindings."""
    classes: Classes = {
        node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)
    }
    (owner,) = _derived(classes, "TerraformResource", "TerraformDataSource")
    (arguments,) = _derived(classes, "TerraformMetaArguments")
    return {
        **_contents(classes, arguments),
        "readable": sorted(_readable(classes[owner])),
    }


def _derived(classes: Classes, *bases: str) -> list[str]:
    """The classes of a file that have one of some base classes of the library."""
    return [
        name
        for name, node in classes.items()
        if any(ast.unparse(base).split(".")[-1] in bases for base in node.bases)
    ]


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
        # Other quoted types belong to the library, and have a dot.
        block = next((found for found in re.findall(r"'(\w+)'", kind) if found in classes), None)
        writable[name] = _contents(classes, block) if block else None
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
