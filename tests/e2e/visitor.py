"""A user on the page of the example, with actions and expectations."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe

PASSWORD = "Correct-Horse-7"


@dataclass(frozen=True)
class User:
    """A user that no other test uses."""

    email: str
    phone: str


class Visitor:
    """A user on the page of one pool, in a browser, with the messages that they receive."""

    def __init__(self, page, site, pool, user):
        self.page, self.site, self.pool, self.user = page, site, pool, user
        self.name = user.phone if pool == "phone" else user.email
        page.goto(f"{site.address}#{pool}")

    # Messages

    def messages(self, destination=None):
        recipient = destination or self.name
        sent = self.site.local.gateway.messages()
        return [one for one in sent if one.destination == recipient]

    # Actions

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, field, value):
        self.page.locator(f"input[name={field}]").fill(value)

    def sign_up(self, *, phone=False):
        self.press("Create an account")
        self.fill("username", self.name)
        self.fill("password", PASSWORD)
        if phone:
            self.fill("phone", self.user.phone)
        self.press("Create")

    def sign_in(self, password=PASSWORD):
        self.fill("username", self.name)
        self.fill("password", password)
        self.press("Sign in")

    def enter_code(self, code, button):
        self.fill("code", code)
        self.press(button)

    # Expectations

    def expect_heading(self, heading):
        self.page.get_by_role("heading", name=heading, exact=True).wait_for()

    def expect_text(self, text):
        self.page.get_by_text(text, exact=True).wait_for()

    def expect_accessible(self, view=""):
        """Axe finds no violation in what the page shows."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{view}: {found.generate_report()}"

    def alert(self):
        """The name and the text of the error that the page shows."""
        shown = self.page.locator("[data-error]")
        shown.wait_for()
        return shown.get_attribute("data-error"), shown.inner_text()

    def expect_signed_in(self):
        self.expect_heading("You are signed in")
        assert self.page.locator("[data-user]").inner_text() == self.name
