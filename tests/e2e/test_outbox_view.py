"""The outbox next to the page: mail as it looks, a filter, the newest code, fifty at a time."""

from __future__ import annotations

import http.server
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

HOSTILE = """<h1 style="color: rgb(1, 2, 3)">Hello</h1>
<script>parent.hacked = 1; document.body.dataset.hacked = 1</script>
<img src="{probe}/image" onerror="document.body.dataset.hacked = 2">
<link rel="stylesheet" href="{probe}/style">
<meta http-equiv="refresh" content="0;url={probe}/moved">
<iframe src="{probe}/frame"></iframe>
<form action="{probe}/form"><button>Win</button></form>
<a href="{probe}/link" target="_top">Read more</a>"""


def message(number, *, text="", html="", destination="bob@example.org"):
    code = f"{700_000 + number}"
    return {
        "channel": "email", "sender": "a@example.com", "destination": destination,
        "subject": f"Mail {number}", "text": text or f"Your code is {code}.", "html": html,
        "code": code, "sent_through": "", "reply_to": [], "at": 1_700_000_000 + number,
    }  # fmt: skip


@pytest.fixture
def outbox(browser, site):
    """Open the page with an outbox of these messages, in place of the gateway's."""
    contexts = []

    def open_page(messages, **options):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        origin = site.address.rstrip("/")
        headers = {"access-control-allow-origin": origin}
        page.route(site.outbox, lambda route: route.fulfill(json=messages, headers=headers))
        page.goto(site.address)
        page.locator("aside li").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_mail_with_markup_is_shown_as_it_looks(outbox):
    page = outbox([message(1, text="Your code is <b>700001</b>.")])
    frame = page.frame_locator("aside iframe")
    expect(frame.locator("b")).to_have_text("700001")
    assert "<b>" not in page.locator("aside").inner_text()


def test_a_mail_with_text_and_html_is_shown_as_html(outbox):
    page = outbox([message(1, text="plain", html="<p>rich</p>")])
    expect(page.frame_locator("aside iframe").locator("p")).to_have_text("rich")


@pytest.fixture
def probe():
    """A server, and the paths that a browser has requested from it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Log nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()
        thread.join()


def test_a_hostile_mail_runs_no_script_and_loads_nothing(outbox, probe):
    address, asked = probe
    page = outbox([message(1, text=HOSTILE.format(probe=address))])
    frame = page.frame_locator("aside iframe").first
    expect(frame.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
    frame.get_by_role("button", name="Win").click()
    frame.get_by_role("link", name="Read more").click()
    page.wait_for_timeout(1_000)
    assert asked == []
    assert page.evaluate("window.hacked") is None
    assert frame.locator("body").get_attribute("data-hacked") is None
    assert page.url.endswith("/")
    assert page.locator("aside iframe").get_attribute("sandbox") == ""


def test_the_outbox_can_show_the_messages_to_one_address(outbox):
    page = outbox([message(1), message(2, destination="carol@example.org"), message(3)])
    assert page.locator("aside li").count() == 3
    page.get_by_label("Sent to").fill("CAROL@")
    expect(page.locator("aside li")).to_have_count(1)
    page.get_by_label("Sent to").fill("nobody")
    expect(page.locator("aside")).to_contain_text("No message to this address.")


def test_one_click_copies_the_newest_code_of_the_shown_messages(outbox):
    page = outbox(
        [message(1), message(2, destination="carol@example.org"), message(3)],
        permissions=["clipboard-read", "clipboard-write"],
    )
    copy = page.get_by_role("button", name="Copy the newest code")
    copy.click()
    expect(page.locator("aside").get_by_role("status")).to_have_text("700003 is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "700003"
    page.get_by_label("Sent to").fill("carol")
    copy.click()
    expect(page.locator("aside").get_by_role("status")).to_have_text("700002 is copied.")


def test_the_outbox_shows_fifty_messages_at_a_time(outbox):
    page = outbox([message(number) for number in range(120)])
    shown = page.locator("aside li")
    assert shown.count() == 50
    assert "Mail 119" in shown.first.inner_text()
    page.get_by_role("button", name="Show 50 older messages").click()
    expect(shown).to_have_count(100)
    page.get_by_role("button", name="Show 20 older messages").click()
    expect(shown).to_have_count(120)
    assert page.get_by_role("button", name="older messages").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_outbox_fits_every_width_and_axe_finds_no_violation(outbox, scheme):
    page = outbox(
        [message(1, text="<b>Hello</b>" + "x" * 300), message(2), message(3, text="y" * 300)],
        color_scheme=scheme,
    )
    page.get_by_role("heading", name="Sign in").wait_for()
    for width in (320, 375, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
