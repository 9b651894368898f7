"""The documentation site: it builds without warnings, and its links, anchors and search work."""

import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from cognito_messaging.checks import every_check
from terraform_scenarios import __all__ as api
from terraform_scenarios.gateway.loading import load_rules
from tools.hcl_blocks import REPOSITORY, parsed

from ..checks.browser import open_chromium
from .served import served

PAGES = (
    "docs/site/index.html",
    "docs/cognito-messaging.html",
    "docs/checks.html",
    "docs/module.html",
    "docs/gateway-rules.html",
    "docs/site/api.html",
    "search.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    python = REPOSITORY / ".site" / "bin" / "python"
    if not python.exists():
        assert "CI" not in os.environ, "Sphinx is not installed"
        pytest.skip("Sphinx is not installed: make site installs it")
    folder = tmp_path_factory.mktemp("site")
    command = [python, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs/site", ".", folder]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    shutil.rmtree(folder / ".doctrees")
    return folder


class Page(HTMLParser):
    """The anchors of a page, its links, and what a browser loads with it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and found.get("href"):
            self.links.add(found["href"])
        elif tag == "link" and found.get("rel") in ("stylesheet", "preload", "icon"):
            self.loaded.add(found["href"])
        elif tag in ("script", "img", "iframe") and found.get("src"):
            self.loaded.add(found["src"])


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, Page]:
    return {file: Page(file) for file in site.rglob("*.html")}


def test_every_link_leads_to_a_page_and_an_anchor_of_it(site, pages):
    broken = []
    for file, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            anchor = unquote(parts.fragment)
            found = pages.get(target)
            if not target.is_file() or (found and anchor and anchor not in found.anchors):
                broken.append(f"{file.relative_to(site)}: {link}")
    assert len(pages) > 30
    assert broken == []


def test_nothing_is_loaded_from_another_host(pages):
    assert {one for page in pages.values() for one in page.loaded if urlsplit(one).netloc} == set()


def test_each_input_check_rule_and_name_of_the_api_has_an_anchor(site, pages):
    def anchors(page):
        return pages[site / page].anchors

    inputs = {
        name.strip('"').replace("_", "-")
        for file in REPOSITORY.glob("variables*.tf")
        for block in parsed(file)["variable"]
        for name in block
    }
    assert len(inputs) >= 30
    assert {name for name in inputs if name not in anchors("docs/module.html")} == set()
    checks = {check.id.lower() for check in every_check()}
    assert checks <= anchors("docs/checks.html")
    rules = {rule.id for rule in load_rules("cognito_messaging.rules")}
    assert rules <= anchors("docs/gateway-rules.html")
    names = {f"terraform_scenarios.{name}" for name in api if not name.startswith("_")}
    assert names <= anchors("docs/site/api.html")


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with open_chromium() as chromium:
        yield chromium


@pytest.mark.parametrize(
    ("width", "scheme", "pages"),
    [(375, "light", PAGES), (1280, "dark", PAGES[:3])],  # the colors are those of the theme
    ids=["phone", "dark"],
)
def test_pages_are_readable(browser, address, width, scheme, pages):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for one in pages:
        page.goto(f"{address}/{one}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), one
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], one
    context.close()


def test_without_a_server_the_top_folder_leads_to_the_first_page_and_its_search_works(
    browser, site
):
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/docs/site/index.html")
    page.get_by_role("textbox", name="Search").first.fill("S5")
    page.keyboard.press("Enter")
    page.locator("#search-results a[href$='docs/checks.html#s5']").first.wait_for()
    page.close()


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("client_defaults", "docs/module.html#client-defaults"),
        ("S5", "docs/checks.html#s5"),
        ("email-identity-verified", "docs/gateway-rules.html#email-identity-verified"),
        ("Email address is not verified", "docs/gateway-rules.html"),
        ("terraform_root", "docs/terraform-scenarios.html"),
        ("Scenario.of", "docs/site/api.html#terraform_scenarios.Scenario.of"),
    ],
)
def test_the_search_finds(browser, address, words, result):
    page = browser.new_page()
    page.goto(f"{address}/docs/site/index.html")
    page.get_by_role("textbox", name="Search").first.fill(words)
    page.keyboard.press("Enter")
    page.locator(f"#search-results a[href*='{result}']").first.wait_for()
    page.close()
