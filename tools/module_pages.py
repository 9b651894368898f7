"""Writes the pages of inputs and outputs: docs/module.md, and a README in each folder of modules/.

`make docs` runs it; a test compares the files with what it would write. The examples come from
docs/every-input, which another test plans.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hcl2

from cognito_messaging.lint import Node, subtrees, text_of

from .hcl_blocks import REPOSITORY

GENERATED = "<!-- Written by `make docs` from the *.tf files and docs/every-input. -->\n\n"
EXAMPLES = REPOSITORY / "docs" / "every-input"
ROOT_ABOUT = "# The module's inputs and outputs\n"


@dataclass(frozen=True)
class Block:
    """A `variable` or an `output`.

    Attributes:
        name: its label.
        file: the name of its file.
        arguments: the text of each argument, as it is written.
    """

    name: str
    file: str
    arguments: dict[str, str]


def pages() -> dict[Path, str]:
    """Every generated file with its contents."""
    written = dict(examples())
    contents = {REPOSITORY / "docs" / "module.md": _page(ROOT_ABOUT, REPOSITORY, "../", written)}
    for module in sorted(path.parent for path in REPOSITORY.glob("modules/*/main.tf")):
        about = f"# {module.name}\n\n{_about(module)}\n"
        contents[module / "README.md"] = _page(about, module, "", written)
    return contents


def _page(about: str, module: Path, prefix: str, written: dict[tuple[Path, str], str]) -> str:
    # Required inputs come first, then those that most callers set.
    inputs = sorted(
        blocks(module, "variable"),
        key=lambda block: ("default" in block.arguments, block.file != "variables.tf"),
    )
    table = "".join(f"| [`{one.name}`](#{one.name}) | {_summary(one)} |\n" for one in inputs)
    sections = "".join(_section(one, prefix, written.get((module, one.name))) for one in inputs)
    outputs = "".join(
        f"| `{one.name}` | {_cell(one)}{' Sensitive.' if 'sensitive' in one.arguments else ''} |\n"
        for one in blocks(module, "output")
    )
    return (
        f"{GENERATED}{about}\n## Inputs\n\n| Name | Meaning |\n|---|---|\n{table}\n{sections}"
        f"## Outputs\n\n| Name | Description |\n|---|---|\n{outputs}"
    )


def _section(block: Block, prefix: str, example: str | None) -> str:
    """The description of an input with an example, its default and its type."""
    kind = block.arguments["type"]
    written = f"```hcl\n{example}\n```\n\n" if example else ""
    details = (
        f"Type: `{kind}`" if "\n" not in kind
        else f"<details><summary>Type</summary>\n\n```hcl\n{kind}\n```\n\n</details>"
    )  # fmt: skip
    return (
        f"### {block.name}\n\n{_description(block)}\n\n{written}"
        f"{details}\n\nDefault: {_default(block)}. Rules: [{block.file}]({prefix}{block.file}).\n\n"
    )


def _about(module: Path) -> str:
    """The comment at the beginning of main.tf."""
    lines = (module / "main.tf").read_text(encoding="utf-8").splitlines()
    end = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join(line.removeprefix("#").strip() for line in lines[:end])


def blocks(module: Path, kind: str) -> Iterator[Block]:
    """The variables or outputs of a module."""
    for path in sorted(module.glob("*.tf")):
        for labels, body, text in _written(path):
            if labels[0] == kind:
                yield Block(labels[1], path.name, dict(_arguments(body, text)))


def examples() -> Iterator[tuple[tuple[Path, str], str]]:
    """A value of each input, by module and name, as it is written."""
    for path in sorted(EXAMPLES.rglob("main.tf")):
        for _, body, text in _written(path):
            arguments = dict(_arguments(body, text))
            source = (path.parent / json.loads(arguments.pop("source"))).resolve()
            for name, value in arguments.items():
                yield (source, name), f"{name} = {value}"


def _written(path: Path) -> Iterator[tuple[list[str], Node, str]]:
    """The labels and the body of each block of a file, and the text of the file."""
    text = path.read_text(encoding="utf-8")
    (content,) = subtrees(hcl2.parses_to_tree(text))
    for block in subtrees(content):
        if block.data == "block":
            *labels, body = subtrees(block)
            yield [text_of(label) or "" for label in labels], body, text


def _arguments(body: Node, text: str) -> Iterator[tuple[str, str]]:
    for attribute in subtrees(body):
        if attribute.data == "attribute":
            key, value = subtrees(attribute)
            start, end = value.meta.start_pos, value.meta.end_pos
            indented = " " * (attribute.meta.column - 1) + text[start:end].rstrip()
            yield text_of(key) or "", textwrap.dedent(indented)


def _default(block: Block) -> str:
    return (
        f"`{block.arguments['default']}`"
        if "default" in block.arguments
        else "none, it is required"
    )


def _description(block: Block) -> str:
    """A description with its line ends."""
    written = block.arguments["description"]
    if heredoc := re.fullmatch(r"<<-EOT\n(.*?)\n *EOT", written, re.DOTALL):
        return textwrap.dedent(heredoc[1])
    return str(json.loads(written))


def _summary(block: Block) -> str:
    """The first sentence of a description, for a table."""
    first = _description(block).splitlines()[0]
    return re.split(r"(?<=[.:;])\s", first)[0].rstrip(".:;").replace("|", "\\|") + "."


def _cell(block: Block) -> str:
    """A description on one line of a table."""
    lines = _description(block).replace("|", "\\|").splitlines()
    return "<br>".join(line for line in lines if line)


def main() -> None:
    """Write the files."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
