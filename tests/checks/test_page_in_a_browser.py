"""The HTML report in a real browser, if one is installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from cognito_messaging.checks import every_check
from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.readiness.findings import worst_first
from cognito_messaging.report import RENDERERS, Format

from .fake_aws import HOSTILE, broken, hostile, run
from .fleet import fleet

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

SHOWN = "(elements) => elements.filter((element) => element.checkVisibility()).length"
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
PAGES = ("one", "hostile", "small", "forty", "none")
Show = Callable[..., Page]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages in files: of one pool, of hostile pools, of 7 and 40 pools, and of none."""
    folder = tmp_path_factory.mktemp("pages")
    one, bad, forty = run(broken()), run(hostile()), fleet()
    reports = {"one": [one], "hostile": [bad, bad], "small": fleet(7), "forty": forty, "none": []}
    files = {}
    for name in PAGES:
        problems = [HOSTILE] if name in ("hostile", "none") else []
        files[name] = folder / f"{name}.html"
        page = RENDERERS[Format.HTML](reports[name], problems)
        files[name].write_text(page, encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def browser(pages: dict[str, Path]) -> Iterator[Browser]:
    # After `pages`: while Playwright runs, asyncio.run fails.
    with sync_playwright() as playwright:
        # The sandbox does not work as root, as in CI. The page is this project's own.
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


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


@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(show: Show, name: str, width: int) -> None:
    page = show(name, width=width)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", ["one", "hostile", "small", "none"])
def test_axe_finds_no_violation(show: Show, name: str, width: int, scheme: str) -> None:
    page = show(name, width=width, color_scheme=scheme)
    page.evaluate(OPEN_ALL)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_markup_from_other_people_neither_runs_nor_loads(show: Show) -> None:
    page = show("hostile")
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("[document.scripts.length, document.images.length]") == [1, 0]


@pytest.mark.parametrize(
    "code",
    [
        "const it = document.createElement('script'); it.text = 'window.hacked = 1';"
        " document.body.append(it)",
        "document.body.insertAdjacentHTML('beforeend', '<svg onload=\"window.hacked = 1\">')",
    ],
)
def test_the_policy_of_the_page_runs_no_other_script(
    browser: Browser, pages: Any, code: str
) -> None:
    page = browser.new_page()
    page.goto(pages["one"].as_uri())
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(code)
    assert page.evaluate("window.hacked") is None
    page.close()


def test_the_page_of_one_pool_has_email_beside_sms_on_a_desktop_only(show: Show) -> None:
    def corner(page: Page, channel: str) -> tuple[float, float]:
        box = page.locator(f".channel.{channel}").bounding_box()
        assert box
        return box["x"], box["y"]

    for width, beside in ((1280, True), (375, False)):
        page = show("one", width=width)
        assert page.locator("h1").inner_text().startswith("Not ready")
        email, sms = corner(page, "email"), corner(page, "sms")
        assert (email[1] == sms[1]) is beside
        assert (email[0] == sms[0]) is not beside
    assert page.locator(".bar rect").count() == 3


def test_the_page_supports_light_and_dark_mode(show: Show) -> None:
    def brightness(page: Page, which: str) -> int:
        colour = page.evaluate(f"getComputedStyle(document.body).{which}")
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    light, dark = show("one", color_scheme="light"), show("one", color_scheme="dark")
    assert brightness(light, "backgroundColor") > 600 > 150 > brightness(dark, "backgroundColor")
    assert brightness(dark, "color") > 500 > 150 > brightness(light, "color")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_first_view_of_a_fleet_has_the_worst_pool(show: Show, width: int) -> None:
    row = show("forty", width=width).locator(".fleet tbody tr").first
    box = row.bounding_box()
    assert box
    assert box["y"] + box["height"] < 900
    worst = worst_first(fleet())[0]
    failing = [item.check.id for item in worst.by_urgency() if item.verdict is Verdict.FAIL]
    assert len(failing) > 3
    words = row.inner_text().split()
    assert words[-len(failing) :] == failing
    assert {"fail", worst.pool.name, worst.pool.id, worst.pool.account, worst.pool.region} < set(
        words
    )
    assert str(worst.count(Verdict.PASS)) in words


def shown(page: Page) -> list[str]:
    return page.locator(".fleet tbody tr:visible .id").all_inner_texts()


def test_search_and_filters_hide_the_other_pools(show: Show) -> None:
    page = show("forty")
    assert len(shown(page)) == 40
    page.get_by_label("Search").fill("SHOP- 4444")
    named = shown(page)
    assert named == ["us-east-1_Fleet010", "eu-west-1_Fleet031"]
    assert page.locator("details.one:visible").count() == len(named)
    assert page.get_by_text(f"{len(named)} of 40 pools").is_visible()
    page.get_by_label("Search").fill("")
    page.get_by_role("combobox", name="Verdict").select_option("pass")
    assert shown(page) == ["eu-west-1_Fleet013"]
    page.get_by_role("combobox", name="Verdict").select_option("any")
    page.get_by_role("combobox", name="Check").select_option(
        label="G2 The pool is protected from deletion"
    )
    of_check = len(shown(page))
    assert 0 < of_check < 20
    page.get_by_role("combobox", name="Severity").select_option("critical")
    assert shown(page) == []
    page.get_by_role("combobox", name="Severity").select_option("high")
    page.get_by_role("combobox", name="Verdict").select_option("pass")
    assert len(shown(page)) == 40 - of_check


def test_a_filter_for_a_check_leaves_its_findings_of_the_accounts(show: Show) -> None:
    page = show("forty")
    page.get_by_role("combobox", name="Check").select_option(
        label="E8 The account is out of the SES sandbox"
    )
    left = page.locator(".account details:visible summary b").all_inner_texts()
    assert [text.split(";")[0] for text in left] == [
        f"SES in {region} is in the sandbox" for region in ("eu-west-1", "us-east-1")
    ]


def test_a_keyboard_reaches_filter_details_and_copy(show: Show) -> None:
    page = show("small", permissions=["clipboard-read", "clipboard-write"])
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.id") == "text"
    assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
    page.locator(".fleet tbody a").first.press("Enter")
    part = page.locator("details.one").first
    assert part.get_attribute("open") is not None
    finding = page.locator(".account details", has=page.locator(".copy")).first
    finding.locator("summary").press("Enter")
    button = finding.locator(".copy")
    button.press("Enter")
    page.get_by_text("Copied the command", exact=True).wait_for(state="attached")
    assert (
        page.evaluate("navigator.clipboard.readText()") == finding.locator("code").last.inner_text()
    )
    assert button.inner_text().startswith("Copied")


def test_a_link_to_a_finding_of_the_account_opens_it(show: Show) -> None:
    page = show("small")
    page.locator("details.one summary").first.click()
    link = page.locator("details.one .shared a").first
    target = page.locator(f"details:has([id='{(link.get_attribute('href') or '')[1:]}'])")
    assert target.get_attribute("open") is None
    link.click()
    assert target.get_attribute("open") is not None
    assert target.locator("summary").is_visible()


def test_copy_works_where_the_page_may_not_use_the_clipboard_directly(show: Show) -> None:
    page = show("one", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.locator(".copy").first.click()
    page.get_by_text("Copied the command", exact=True).wait_for(state="attached")
    command = "cognito-messaging --region eu-west-1 production-access request --help"
    assert page.evaluate("navigator.clipboard.readText()") == command


@pytest.mark.parametrize("name", ["one", "small"])
def test_without_scripts_only_search_and_copy_are_missing(show: Show, name: str) -> None:
    page = show(name, java_script_enabled=False)
    assert page.locator(".filter:visible, button:visible").count() == 0
    summaries = page.locator("summary:visible")
    for number in range(summaries.count()):
        summaries.nth(number).click()
    for finding in page.locator(".finding h3, .finding h5, .quiet li, .matrix td").all()[:40]:
        assert finding.is_visible()


def test_printing_one_pool_shows_every_check(show: Show) -> None:
    for script in (True, False):
        page = show("one", java_script_enabled=script)
        page.emulate_media(media="print")
        ids = page.locator(".finding .id, .quiet .id").all()
        found = {item.inner_text().partition(" ")[0] for item in ids if item.is_visible()}
        assert found == {check.id for check in every_check()}
        assert page.locator("button:visible").count() == 0


def test_printing_a_fleet_shows_every_check_and_the_details_that_are_open(show: Show) -> None:
    page = show("forty", color_scheme="dark")
    page.locator("details.one summary").first.click()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".matrix td").evaluate_all(SHOWN) == 40 * len(every_check())
    assert page.locator("details.one").nth(0).locator(".why").first.is_visible()
    brief = page.locator("details.one").nth(1)
    assert brief.locator("h5").first.is_visible()
    assert not brief.locator(".why").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 25, 31)"


def test_forty_pools_print_on_at_most_ten_pages(show: Show) -> None:
    def count(page: Page) -> int:
        return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))

    page = show("forty")
    brief = count(page)
    assert 2 <= brief <= 10
    page.get_by_role("button", name="Open all").click()
    assert count(page) > brief


def test_colours_and_motion_of_the_reader_are_respected(show: Show) -> None:
    page = show("one", forced_colors="active", reduced_motion="reduce")
    border = page.locator(".mark").first.evaluate("(mark) => getComputedStyle(mark).borderTopColor")
    assert border == page.evaluate("getComputedStyle(document.body).color")
    fill, ground = page.locator(".bar").first.evaluate(
        "(bar) => [getComputedStyle(bar).fill, getComputedStyle(bar).backgroundColor]"
    )
    assert fill != ground
    assert page.evaluate("document.getAnimations().length") == 0


def test_every_link_can_be_read_without_its_sentence(show: Show) -> None:
    page = show("small")
    page.evaluate(OPEN_ALL)
    names: dict[str, set[str]] = {}
    for name, address in page.locator("a").evaluate_all(
        "(links) => links.map((link) => [link.innerText.trim(), link.href])"
    ):
        assert len(name) > 8, address
        names.setdefault(name, set()).add(address)
    assert all(len(addresses) == 1 for addresses in names.values()), names
