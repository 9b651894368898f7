"""The documentation site: `make site`.

The pages are the Markdown files of this repository, where they are. Sphinx finds broken links
between them, and reads the docstrings of the plugin.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

project = "Cognito messaging"
root_doc = "docs/site/index"
include_patterns = [
    "docs/site/*.md",
    "docs/*.md",
    "docs/benchmarks/*.md",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "modules/*/README.md",
    "examples/*/README.md",
    "packages/*/README.md",
]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
# Types of variables are not HCL by themselves, so the lexer of Pygments does not know them.
suppress_warnings = ["misc.highlighting_failure"]
autodoc_typehints = "description"
napoleon_use_ivar = True
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True

html_theme = "furo"
templates_path = ["templates"]
html_static_path = ["static"]
html_js_files = ["accessibility.js"]
html_extra_path = ["extra"]  # leads from the top folder to the first page
html_title = project
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {"source_repository": ""}

_LINK = re.compile(r"(?<!!)\[([^\]\n]*)\]\((?!https?://|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


def _without_links_to_folders(app: Any, name: str, source: list[str]) -> None:
    """Let a link to a folder lead to its README, as on GitHub; without a README, it is no link."""
    here = Path(app.env.doc2path(name)).parent

    def link(found: re.Match[str]) -> str:
        folder = here / found[2]
        if not folder.is_dir():
            return found[0]
        if not (folder / "README.md").is_file():
            return found[1]
        return f"[{found[1]}]({found[2].rstrip('/')}/README.md{found[3] or ''})"

    source[0] = _LINK.sub(link, source[0])


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _without_links_to_folders)
