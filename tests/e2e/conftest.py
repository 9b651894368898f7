"""The page of the example, served once for all tests, and a browser that opens it."""

from __future__ import annotations

import itertools

import pytest

from terraform_scenarios import Progress
from tools.web import serve

from . import ready
from .visitor import PASSWORD, User, Visitor

_numbers = itertools.count(100)


@pytest.fixture(scope="session")
def site():
    """The page with its three pools, applied once."""
    missing = ready.missing_requirement()
    if missing:
        pytest.skip(missing)
    with serve(ready.PAGE, Progress(None)) as served:
        yield served


@pytest.fixture(scope="module")
def browser(site):
    """A browser for one test module: while Playwright runs, asyncio.run in other tests fails."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=10_000)
    with sync_playwright() as playwright:
        # The sandbox does not work as root, as in CI. The page is trusted.
        chromium = playwright.chromium.launch(
            executable_path=ready.chromium(), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A new browser window. An error of the page fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    window = context.new_page()
    errors = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.on(
        "console",
        lambda message: (
            errors.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield window
    context.close()
    assert errors == []


@pytest.fixture
def user():
    number = next(_numbers)
    return User(f"ada{number}@example.org", f"+15555550{number}")


@pytest.fixture
def visit(page, site, user):
    """Open the page of a pool as a new user."""
    return lambda pool: Visitor(page, site, pool, user)


@pytest.fixture
def member(visit, site):
    """Open the page of a pool as a user with an account, an email address and a phone number."""

    def open_page(pool, *, phone=True):
        visitor = visit(pool)
        user = visitor.user
        known = {"phone_number": user.phone} if phone or pool == "phone" else {}
        if pool != "phone":
            known["email"] = user.email
        outputs = site.outputs["config"]["pools"][pool]["outputs"]["auth"]
        cognito = site.local.target.client("cognito-idp")
        given = {"UserPoolId": outputs["user_pool_id"], "Username": visitor.name}
        attributes = [{"Name": name, "Value": value} for name, value in known.items()]
        attributes += [{"Name": f"{name}_verified", "Value": "true"} for name in known]
        cognito.admin_create_user(**given, UserAttributes=attributes, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(**given, Password=PASSWORD, Permanent=True)
        return visitor

    return open_page
