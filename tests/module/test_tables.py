"""The generated tables of inputs and outputs match the HCL."""

import pytest

from tools.module_tables import REPOSITORY, pages

PAGES = pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_the_tables_match_the_hcl(path):
    assert path.exists(), "Run 'make docs'."
    assert path.read_text(encoding="utf-8") == PAGES[path], "Run 'make docs'."


def test_every_module_has_a_page():
    folders = {path.parent for path in REPOSITORY.glob("modules/*/versions.tf")}
    assert folders == {path.parent for path in PAGES} - {REPOSITORY / "docs"}
