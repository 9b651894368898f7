"""What the HTML report looks like in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.readiness.findings import worst_first

from .browser import OPEN_ALL, PAGES, Show
from .fleet import fleet


@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(show: Show, name: str, width: int) -> None:
    page = show(name, width=width)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("one", 375, "dark"),
        ("one", 1280, "light"),
        ("small", 375, "light"),
        ("small", 1280, "dark"),
        ("hostile", 768, "light"),
        ("none", 1280, "light"),
    ],
)
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
    browser: Browser, pages: dict[str, Path], code: str
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
