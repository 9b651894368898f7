"""Writes what is planned into a scenario file, as an expectation for a person to trim."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import variables
from .errors import BadScenario

if TYPE_CHECKING:
    from .results import Planned


def save(path: Path, place: int, planned: Planned) -> None:
    """Add `expect:` to a document of a file; all that stands there already stays as it is.

    What is null, unknown, or sensitive is left out, and an attribute that is an empty map: a mock
    keeps it where a provider makes it null.

    Args:
        path: the file.
        place: which of its documents, from 1.
        planned: what to write.

    Raises:
        BadScenario: the document is written in one pair of braces, where nothing can be added.
    """
    import yaml  # here, since each run of pytest loads this module, and few save

    text = path.read_text(encoding="utf-8")
    node = list(yaml.compose_all(text, Loader=yaml.SafeLoader))[place - 1]
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise BadScenario(f"{path.name}, document {place}: write it as lines of key: value.")
    expected = yaml.safe_dump(
        {"expect": _expectation(planned)}, sort_keys=False, allow_unicode=True, width=100
    )
    end = node.end_mark.index
    before, after = text[:end].rstrip("\n"), text[end:]
    own = path.with_name(f".{path.name}.new")
    own.write_text(f"{before}\n{expected}{after}", encoding="utf-8")
    own.replace(path)  # whole or not at all


def _expectation(planned: Planned) -> dict[str, Any]:
    secret = variables.sensitive_outputs(planned.scenario.module)
    resources = {
        address: _told(resource.values, resource.sensitive)
        for address, resource in sorted(planned.resources.items())
        if resource.managed
    }
    outputs = {k: v for k, v in planned.outputs.items() if k not in secret and v is not None}
    expected: dict[str, Any] = {"resources": resources, "outputs": outputs}
    if planned.warnings:
        expected["warnings"] = list(planned.warnings)
    return expected


def _told(values: Mapping[str, Any], sensitive: Mapping[str, Any]) -> dict[str, Any]:
    from .results import any_marked  # it takes time to load, see above

    return {
        name: value
        for name, value in values.items()
        if value not in (None, {}) and not any_marked(sensitive.get(name))
    }
