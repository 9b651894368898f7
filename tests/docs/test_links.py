"""The links and versions in the documentation are correct."""

import re

PAGES = ("*.md", "docs/**/*.md", "packages/*/*.md", "modules/*/*.md")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"^```.*?^```", re.M | re.S)


def pages(repository):
    return [found for pattern in PAGES for found in repository.glob(pattern)]


def test_every_relative_link_points_to_a_file(repository):
    broken = [
        f"{page.relative_to(repository)}: {link}"
        for page in pages(repository)
        for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8")))
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_the_readme_and_the_changelog_have_the_version_of_the_package(repository, version):
    readme = (repository / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\?ref=v([\d.]+\d)", readme)) == {version}
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.+?)\]", changelog, re.M)
    assert headings[0] == "Unreleased"
    assert version in headings or len(headings) == 1, "the version has no section in CHANGELOG.md"
