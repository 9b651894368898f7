"""The HTML report in print."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from cognito_messaging.checks import every_check

from .browser import Show

SHOWN = "(elements) => elements.filter((element) => element.checkVisibility()).length"


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


@pytest.mark.parametrize("name", ["forty", "apart"])
def test_forty_pools_print_on_at_most_ten_pages(show: Show, name: str) -> None:
    def count(page: Page) -> int:
        return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))

    page = show(name)
    brief = count(page)
    assert 2 <= brief <= 10
    page.get_by_role("button", name="Open all").click()
    assert count(page) > brief
