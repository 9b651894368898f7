"""The HTML report in a real browser, if one is installed."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cognito_messaging.report import RENDERERS, Format

from .fake_aws import FakeAws, broken, hostile, run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

# The report in a frame as wide as the device: a page that its own policy lets run no script is
# measured from outside.
_MEASURE = """<!doctype html><body><iframe id=f width=%d height=900 srcdoc="%s"></iframe><script>
onload = () => {
  const page = document.getElementById("f").contentDocument, root = page.documentElement;
  const box = (name) => { const e = page.querySelector(name); if (!e) return null;
    const r = e.getBoundingClientRect(); return {left: r.left, top: r.top, width: r.width}; };
  document.body.textContent = "RESULT" + JSON.stringify({
    hacked: window.hacked === 1, scrolls: root.scrollWidth > root.clientWidth,
    background: getComputedStyle(page.body).backgroundColor,
    ink: getComputedStyle(page.body).color,
    title: page.querySelector("h1").innerText, verdict: box(".verdict"),
    email: box(".channel.email"), sms: box(".channel.sms"),
    bars: [...page.querySelectorAll(".bar i")].map((e) => e.getBoundingClientRect().width),
    scripts: page.scripts.length, images: page.images.length }) + "END";
};
</script></body>"""


def measured(page: str, folder: Path, *, width: int, dark: bool = False) -> Any:
    wrapper = folder / "wrapper.html"
    wrapper.write_text(_MEASURE % (width, html.escape(page)), encoding="utf-8")
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",  # CI runs as root, and the page is this project's own
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1400,1000",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
        wrapper.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found = re.search("RESULT(.*)END", html.unescape(done.stdout), re.DOTALL)
    assert found, done.stdout[-500:]
    return json.loads(found[1])


def page_of(fake: FakeAws) -> str:
    return RENDERERS[Format.HTML]([run(fake)], [])


def test_on_a_phone_everything_fits_below_the_verdict(tmp_path: Path) -> None:
    page = measured(page_of(hostile()), tmp_path, width=360)
    assert not page["scrolls"]
    assert page["title"].startswith("Not ready")
    assert page["verdict"]["top"] < 100
    assert page["email"]["left"] == page["sms"]["left"]
    assert page["sms"]["top"] > page["email"]["top"]
    assert not page["hacked"]
    assert (page["scripts"], page["images"]) == (0, 0)


def test_on_a_desktop_email_and_sms_are_side_by_side_with_bars(tmp_path: Path) -> None:
    page = measured(page_of(broken()), tmp_path, width=1280)
    assert not page["scrolls"]
    assert page["email"]["top"] == page["sms"]["top"]
    assert page["sms"]["left"] > page["email"]["left"] + page["email"]["width"] - 1
    assert len(page["bars"]) == 3
    assert all(width > 0 for width in page["bars"])


def test_the_page_supports_light_and_dark_mode(tmp_path: Path) -> None:
    def brightness(colour: str) -> int:
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    page = page_of(FakeAws())
    light = measured(page, tmp_path, width=800)
    dark = measured(page, tmp_path, width=800, dark=True)
    assert brightness(light["background"]) > 600 > 150 > brightness(dark["background"])
    assert brightness(dark["ink"]) > 500 > 150 > brightness(light["ink"])
