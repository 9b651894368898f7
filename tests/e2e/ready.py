"""`python -m tests.e2e.ready` installs the requirements of the browser tests, or reports them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from terraform_scenarios import HarnessError
from tools import npm

PAGE = Path(__file__).parents[2] / "examples" / "amplify-web"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of the browser, or None."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


def missing_requirement() -> str | None:
    """The missing requirement of the browser tests, as a message; None if there is none."""
    if chromium() is None:
        return "Chromium is needed. Install it, for example with: apt-get install chromium"
    if find_spec("playwright") is None:
        return "Playwright is needed. Install it with: pip install playwright"
    try:
        npm.install(PAGE)
    except HarnessError as error:
        return str(error)
    return None


def _install_chromium() -> None:
    """Install Chromium with apt, if apt exists and the user is root."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    sys.stdout.write("Installing Chromium (a minute or two, once) ...\n")
    sys.stdout.flush()
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(
            ["apt-get", "-qq", *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
            check=False,
        )


def main() -> int:
    """Install the requirements; return 0 if nothing is missing."""
    if chromium() is None:
        _install_chromium()
    missing = missing_requirement()
    if missing:
        sys.stderr.write(f"{missing}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
