"""Reports link to the page about a check, if the installed package says where it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any

import pytest

from cognito_messaging.report import RENDERERS, Format, documentation

from ..checks.fake_aws import broken, run

COMMIT = "8c6ba52f3ba6a2a6b0d3a1c49e8ea6ce6b0f1b7d"
Install = Callable[..., None]


class Installed(metadata.Distribution):
    """An installed package with these files."""

    def __init__(self, url: str, commit: str | None, site: str | None) -> None:
        vcs = {"vcs_info": {"vcs": "git", "commit_id": commit}} if commit else {}
        home = f"Project-URL: Documentation, {site}\n" if site else ""
        self._files = {
            "METADATA": f"Metadata-Version: 2.1\nName: cognito-messaging\n{home}",
            "direct_url.json": json.dumps({"url": url, **vcs}),
        }

    def read_text(self, filename: str) -> str | None:
        return self._files.get(filename)

    def locate_file(self, path: Any) -> Any:
        raise NotImplementedError


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    def install(url: str = "", commit: str | None = None, site: str | None = None) -> None:
        found = Installed(url, commit, site)
        monkeypatch.setattr(documentation.metadata, "distribution", lambda _: found)

    documentation._page.cache_clear()
    yield install
    documentation._page.cache_clear()


@pytest.mark.parametrize(
    ("installed", "page"),
    [
        (
            {"url": "https://github.com/you/auth.git", "commit": COMMIT},
            f"https://github.com/you/auth/blob/{COMMIT}/docs/checks.md#e8",
        ),
        (
            {"url": "https://me:secret@gitlab.com/a/b/auth/", "commit": COMMIT},
            f"https://gitlab.com/a/b/auth/blob/{COMMIT}/docs/checks.md#e8",
        ),
        (
            {"url": "https://github.com/you/auth", "commit": COMMIT, "site": "https://auth.dev/"},
            "https://auth.dev/docs/checks.html#e8",
        ),
        ({"url": "file:///home/you/auth"}, None),
        ({"url": "ssh://git@github.com/you/auth.git", "commit": COMMIT}, None),
        ({"url": "https://git.example.com/you/auth.git", "commit": COMMIT}, None),
        ({}, None),
    ],
)
def test_the_page_is_where_the_package_comes_from(
    install: Install, installed: dict[str, str], page: str | None
) -> None:
    install(**installed)
    assert documentation.page_of("E8") == page


def test_reports_link_to_the_page_of_each_finding(install: Install) -> None:
    install("https://github.com/you/auth.git", COMMIT)
    page = f"https://github.com/you/auth/blob/{COMMIT}/docs/checks.md"
    report = run(broken())
    for reports in ([report], [report, report]):
        shown = RENDERERS[Format.HTML](reports, [])
        assert f'<a href="{page}#e8" rel="noreferrer">About E8</a>' in shown
    assert f"[E8]({page}#e8)" in RENDERERS[Format.MARKDOWN]([report], [])


def test_without_an_address_reports_have_no_link(install: Install) -> None:
    install("file:///home/you/auth")
    report = run(broken())
    for form in (Format.HTML, Format.MARKDOWN):
        text = RENDERERS[form]([report], [])
        assert "E8" in text
        assert "docs/checks" not in text
