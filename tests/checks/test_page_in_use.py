"""What readers do with the HTML report: filter, open, copy, with a mouse or a keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .browser import Show


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
