"""Writes the Terraform root that adopts a pool."""

from __future__ import annotations

from .. import hcl
from .model import Adoption


def render(adoption: Adoption, *, name: str, source: str, region: str) -> str:
    """Render a Terraform root that adopts a pool.

    Args:
        adoption: the inputs, imports and remarks, from `adopt`.
        name: the name of the module block.
        source: the source of the module.
        region: the pool's region.
    """
    parts = []
    if adoption.remarks:
        parts.append("".join(f"# {_comment(remark)}\n" for remark in adoption.remarks))
    parts.append(f'provider "aws" {{\n  region = {hcl.literal(region)}\n}}\n')
    parts += [
        f'variable "{variable}" {{\n  type      = string\n  sensitive = true\n}}\n'
        for variable in adoption.variables
    ]
    source_line = hcl.attributes({"source": source}, 2)
    inputs = hcl.attributes(adoption.inputs, 2)
    parts.append(f'module "{name}" {{\n{source_line}\n{inputs}}}\n')
    parts += [
        f"import {{\n  to = module.{name}.{address}\n  id = {hcl.literal(import_id)}\n}}\n"
        for address, import_id in adoption.imports.items()
    ]
    return "\n".join(parts)


def _comment(remark: str) -> str:
    """A remark on one line, with control characters escaped."""
    return " ".join(hcl.literal(remark)[1:-1].replace("$${", "${").replace("%%{", "%{").split())
