"""Fixtures that open HTML reports in a real browser, if one is installed."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cognito_messaging.report import RENDERERS, Format

from .fake_aws import HOSTILE, broken, hostile, run
from .fleet import each_in_its_account, fleet

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
PAGES = ("one", "hostile", "small", "forty", "apart", "none")
Show = Callable[..., "Page"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages in files: of one pool, hostile pools, 7 and 40 pools, 40 accounts, and no pool."""
    folder = tmp_path_factory.mktemp("pages")
    one, bad, forty = run(broken()), run(hostile()), fleet()
    reports = {
        "one": [one],
        "hostile": [bad, bad],
        "small": fleet(7),
        "forty": forty,
        "apart": each_in_its_account(),
        "none": [],
    }
    files = {}
    for name in PAGES:
        problems = [HOSTILE] if name in ("hostile", "none") else []
        files[name] = folder / f"{name}.html"
        page = RENDERERS[Format.HTML](reports[name], problems)
        files[name].write_text(page, encoding="utf-8")
    return files


@contextlib.contextmanager
def open_chromium() -> Iterator[Browser]:
    """A browser; the test is skipped if there is none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # The sandbox does not work as root, as in CI. The pages are this project's own.
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def browser(pages: dict[str, Path]) -> Iterator[Browser]:
    # After `pages`: while Playwright runs, asyncio.run fails.
    with open_chromium() as chromium:
        yield chromium


@pytest.fixture
def show(browser: Browser, pages: dict[str, Path]) -> Iterator[Show]:
    """Open a page. An error of the page, and a request for anything else, fails the test."""
    errors: list[str] = []
    contexts = []

    def open_page(name: str, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        address = pages[name].as_uri()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.partition("#")[0] == address
                else errors.append(f"request for {request.url}")
            ),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
