"""Generates a JSON schema of amplify_outputs.json from the types that Amplify publishes on npm.

    python -m tools.amplify_schema

It needs npm, and writes tests/module/amplify_outputs.schema.json. The package has the format in
TypeScript, which an established generator converts into a schema. It has only the parts that the
module writes: version and auth.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from .hcl_blocks import REPOSITORY

OUTPUT = REPOSITORY / "tests" / "module" / "amplify_outputs.schema.json"
PACKAGE = "@aws-amplify/client-config@1.11.1"
GENERATOR = "ts-json-schema-generator@2.4.0"
VERSIONS = ("1.4", "1.5")
TYPE = """\
import type {{ AWSAmplifyBackendOutputs as Whole }} from '{types}/client_config_v{version}';
export type Outputs = Pick<Whole, 'version' | 'auth'>;
"""


def schema() -> dict[str, Any]:
    """A schema that accepts each of the versions."""
    with tempfile.TemporaryDirectory(prefix="amplify-schema-") as name:
        folder = Path(name)
        (folder / "package.json").write_text("{}", encoding="utf-8")
        _run(folder, "npm", "install", "--silent", "--ignore-scripts", PACKAGE, GENERATOR)
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$comment": f"From the types of {PACKAGE} (Apache-2.0), by tools/amplify_schema.py.",
            "anyOf": [_of_version(folder, version) for version in VERSIONS],
        }


def _of_version(folder: Path, version: str) -> Any:
    types = "./node_modules/@aws-amplify/client-config/lib/client-config-schema"
    source = folder / f"v{version}.ts"
    source.write_text(TYPE.format(types=types, version=version), encoding="utf-8")
    program = "node_modules/.bin/ts-json-schema-generator"
    options = ("--type", "Outputs", "--no-type-check", "--no-top-ref", "--jsDoc", "extended")
    made = json.loads(_run(folder, program, "--path", source.name, *options))
    return _inlined(made, made.get("definitions", {}))


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    """A part without descriptions, and with each reference replaced by its definition."""
    if isinstance(part, list):
        return [_inlined(one, definitions) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(definitions[part["$ref"].rpartition("/")[2]], definitions)
    omitted = ("$schema", "definitions", "description")
    return {key: _inlined(value, definitions) for key, value in part.items() if key not in omitted}


def _run(folder: Path, *command: str) -> str:
    return subprocess.run(
        command, cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def main() -> None:
    """Write the schema."""
    OUTPUT.write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
