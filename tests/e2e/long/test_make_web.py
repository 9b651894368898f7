"""`make web` in a terminal, until Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from .. import ready

REPOSITORY = Path(__file__).parents[3]


def fetched(address):
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.read().decode()


def processes_of(session):
    """The processes that still run in the session of a terminal."""
    shown = subprocess.run(
        ["ps", "-o", "pid=,stat=,args=", "-s", str(session)], stdout=subprocess.PIPE, text=True
    )
    return [line for line in shown.stdout.splitlines() if " Z" not in line]


@pytest.fixture
def scratch():
    """A folder with a short path, because it may contain sockets."""
    with tempfile.TemporaryDirectory(prefix="web-") as folder:
        yield Path(folder)


def test_make_web_serves_the_page_until_ctrl_c_and_leaves_nothing_behind(scratch):
    assert ready.missing_requirement() is None
    before = set((REPOSITORY / "examples" / "amplify-web").iterdir())
    web = subprocess.Popen(
        # As in a terminal: otherwise processes that a script starts in the background ignore it.
        ["env", "--default-signal=INT", "make", "web"],
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        lines = []
        for line in web.stdout:
            lines.append(line)
            if line.startswith("Press Ctrl-C"):
                break
        addresses = dict(re.findall(r"^(The page|Its outbox): +(http://127\.0\.0\.1:\d+/\S*)$",
                               "".join(lines), re.MULTILINE))  # fmt: skip
        assert set(addresses) == {"The page", "Its outbox"}, "".join(lines)
        assert '<div id="page">' in fetched(addresses["The page"])
        config = json.loads(fetched(addresses["The page"] + "config.json"))
        assert set(config["pools"]) == {"email", "phone", "required"}
        assert config["outbox"] == addresses["Its outbox"]
        assert json.loads(fetched(addresses["Its outbox"])) == []
        # Ctrl-C in a terminal is sent to all processes in the foreground.
        os.killpg(web.pid, signal.SIGINT)
        rest, _ = web.communicate(timeout=60)
    finally:
        if web.poll() is None:
            os.killpg(web.pid, signal.SIGKILL)
            web.wait()
    assert "everything that was started is stopped" in rest
    assert "Traceback" not in rest
    assert processes_of(web.pid) == []
    assert list(scratch.iterdir()) == []
    assert set((REPOSITORY / "examples" / "amplify-web").iterdir()) == before
    for address in addresses.values():
        with pytest.raises(urllib.error.URLError):
            fetched(address)
