"""Writes planned values into a scenario file, as expectations for the user to edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import module_text
from .errors import BadScenario

if TYPE_CHECKING:
    from .results import Planned


def save(path: Path, number: int, planned: Planned) -> None:
    """Add `expect:` to a document of a file, without other changes to the file.

    Values that are null, unknown or sensitive are omitted, and so are empty maps: a mocked provider
    keeps them, while the real one may make them null.

    Args:
        path: the file.
        number: of the document, from 1.
        planned: the values to write.

    Raises:
        BadScenario: the document is in braces, so that no key can be added.
    """
    import yaml  # here, since every run of pytest loads this module, and few save

    text = path.read_text(encoding="utf-8")
    node = list(yaml.compose_all(text, Loader=yaml.SafeLoader))[number - 1]
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise BadScenario(
            f"{path.name}, document {number}: write it as lines of key: value, not in braces."
        )
    expected = yaml.safe_dump(
        {"expect": _expectation(planned)}, sort_keys=False, allow_unicode=True, width=100
    )
    end = node.end_mark.index
    before, after = text[:end].rstrip("\n"), text[end:]
    own = path.with_name(f".{path.name}.new")
    own.write_text(f"{before}\n{expected}{after}", encoding="utf-8")
    own.replace(path)  # in one step: the file is never half written


def _expectation(planned: Planned) -> dict[str, Any]:
    secret = module_text.sensitive_outputs(planned.scenario.module)
    resources = {
        address: _known(resource.values, resource.sensitive)
        for address, resource in sorted(planned.resources.items())
        if resource.managed
    }
    outputs = {k: v for k, v in planned.outputs.items() if k not in secret and v is not None}
    expected: dict[str, Any] = {"resources": resources, "outputs": outputs}
    if planned.warnings:
        expected["warnings"] = list(planned.warnings)
    return expected


def _known(values: Mapping[str, Any], sensitive: Mapping[str, Any]) -> dict[str, Any]:
    from .results import any_marked  # already loaded by the session

    return {
        name: value
        for name, value in values.items()
        if value not in (None, {}) and not any_marked(sensitive.get(name))
    }
