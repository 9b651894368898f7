"""Renders reports in several formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from ..readiness.findings import Report
from . import html, json, junit, markdown

Renderer = Callable[[Sequence[Report], Sequence[str]], str]


class Format(StrEnum):
    """The formats of a report; `table` is for terminals."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    HTML = "html"


RENDERERS: dict[Format, Renderer] = {
    Format.JSON: json.render,
    Format.JUNIT: junit.render,
    Format.MARKDOWN: markdown.render,
    Format.HTML: html.render,
}
