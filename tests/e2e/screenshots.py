"""`python -m tests.e2e.screenshots` takes the screenshots of the docs, into docs/images."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright
from rich.console import Console

from cognito_messaging.readiness import Expectations, assess
from cognito_messaging.report import RENDERERS, Format
from terraform_scenarios import Progress
from tools.web import serve

from ..docs.served import served
from . import ready
from .visitor import User, Visitor

REPOSITORY = Path(__file__).parents[2]
IMAGES = REPOSITORY / "docs" / "images"


def main() -> None:
    missing = ready.missing_requirement()
    if missing:
        sys.exit(missing)
    with serve(ready.PAGE, Progress(Console())) as site:
        auth = site.outputs["config"]["pools"]["email"]["outputs"]["auth"]
        target = site.local.target
        report = assess(
            auth["user_pool_id"],
            session=target.session(),
            endpoint_url=target.endpoint,
            expectations=Expectations(emails_per_day=5000, sms_countries=("US", "DE")),
        )
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=ready.chromium(), args=["--no-sandbox"]
            )
            page = chromium.new_page(viewport={"width": 1200, "height": 640})
            _second_factor(Visitor(page, site, "email", User("ada@example.org", "+15555550100")))
            page.screenshot(path=IMAGES / "page.png")
            page.set_viewport_size({"width": 1200, "height": 900})
            with TemporaryDirectory() as folder:
                launch = Path(folder, "launch.html")
                launch.write_text(RENDERERS[Format.HTML]([report], []), encoding="utf-8")
                page.goto(launch.as_uri())
                page.screenshot(path=IMAGES / "readiness.png")
            with served(REPOSITORY / "site") as address:
                _search(chromium.new_page(viewport={"width": 1200, "height": 640}), address)
            chromium.close()


def _second_factor(ada: Visitor) -> None:
    """Sign up and continue to the second factor, so that the outbox has an email and an SMS."""
    ada.sign_up(phone=True)
    ada.expect_heading("Confirm your account")
    ada.enter_code(ada.messages()[-1].code, "Confirm")
    ada.sign_in()
    ada.expect_signed_in()
    row = ada.page.locator("[data-factor=SMS]")
    row.get_by_role("button", name="Turn on").click()
    row.get_by_text("On", exact=True).wait_for()
    ada.press("Sign out")
    ada.sign_in()
    ada.expect_heading("One more step")
    sent = ada.page.locator(f"aside li[data-destination='{ada.user.phone}']")
    sent.get_by_role("button").click()


def _search(page: Page, address: str) -> None:
    """Search the documentation for a check."""
    page.goto(f"{address}/docs/site/index.html")
    page.get_by_role("textbox", name="Search").first.fill("S5")
    page.keyboard.press("Enter")
    page.get_by_text("Search finished").wait_for()
    page.screenshot(path=IMAGES / "search.png")


if __name__ == "__main__":
    main()
