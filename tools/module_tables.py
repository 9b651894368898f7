"""Writes the tables of inputs and outputs: docs/module.md, and a README in each folder of modules/.

`make docs` runs it; a test compares the files with what it would write.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .hcl_blocks import REPOSITORY, parsed

GENERATED = "<!-- Written by `make docs` from the *.tf files. -->\n\n"
ROOT_ABOUT = """\
# The module's inputs and outputs

The column "Type" has the outermost type. The description of an object lists its fields. Each input
links to the file with its complete type and its rules.
"""


def pages() -> dict[Path, str]:
    """Every generated file with its contents."""
    contents = {REPOSITORY / "docs" / "module.md": _page(ROOT_ABOUT, REPOSITORY, "../")}
    for module in sorted(path.parent for path in REPOSITORY.glob("modules/*/main.tf")):
        about = f"# {module.name}\n\n{_about(module)}\n"
        contents[module / "README.md"] = _page(about, module, "")
    return contents


def _page(about: str, module: Path, prefix: str) -> str:
    inputs = "".join(
        f"| [`{name}`]({prefix}{file}) | {_type(block)} | {_default(block)} | {_cell(block)} |\n"
        for file, name, block in _blocks(module, "variable")
    )
    outputs = "".join(
        f"| `{name}` | {_cell(block)}{' Sensitive.' if block.get('sensitive') else ''} |\n"
        for _, name, block in _blocks(module, "output")
    )
    return (
        f"{GENERATED}{about}\n## Inputs\n\n| Name | Type | Default | Description |\n"
        f"|---|---|---|---|\n{inputs}\n## Outputs\n\n| Name | Description |\n|---|---|\n{outputs}"
    )


def _about(module: Path) -> str:
    """The comment at the beginning of main.tf."""
    lines = (module / "main.tf").read_text(encoding="utf-8").splitlines()
    end = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join(line.removeprefix("#").strip() for line in lines[:end])


def _blocks(module: Path, kind: str) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
    """The file, name and contents of each variable or output, required variables first."""
    blocks = [
        (path.name, json.loads(name), contents)
        for path in sorted(module.glob("*.tf"))
        for block in parsed(path).get(kind, [])
        for name, contents in block.items()
    ]
    return sorted(blocks, key=lambda block: kind == "variable" and "default" in block[2])


def _type(block: Mapping[str, Any]) -> str:
    kind = str(block["type"]).removeprefix("${").removesuffix("}")
    outermost = re.sub(r"object\({.*}\)", "object", kind)
    return f"`{outermost}`"


def _default(block: Mapping[str, Any]) -> str:
    if "default" not in block:
        return "required"
    value = block["default"]  # a string in its quotes, as it is written
    written = value if isinstance(value, str) else json.dumps(value)
    return f"`{written}`"


def _cell(block: Mapping[str, Any]) -> str:
    """A description on one line of a table."""
    written = block["description"]
    if heredoc := re.fullmatch(r'"<<-EOT\n(.*?)\n *EOT"', written, re.DOTALL):
        text = textwrap.dedent(heredoc[1])
    else:
        text = json.loads(written)
    return "<br>".join(line for line in text.replace("|", "\\|").splitlines() if line)


def main() -> None:
    """Write the files."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
