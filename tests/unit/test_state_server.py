"""The server of Terraform's state, which answers Terraform and no page in a browser."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from terraform_scenarios.state_server import StateServer


@pytest.fixture(scope="module")
def shared():
    with StateServer() as server:
        yield server


@pytest.fixture
def kept(shared):
    shared.content = b""
    return shared


def ask(kept, method, body=None, *, path=None, **headers):
    parts = urlsplit(kept.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    connection.request(method, path or parts.path, body, headers)
    response = connection.getresponse()
    return response.status, response.read()


def test_a_state_is_kept_until_it_is_deleted(kept):
    assert ask(kept, "GET") == (204, b"")
    ask(kept, "POST", b"state")
    assert (kept.content, ask(kept, "GET")) == (b"state", (200, b"state"))
    ask(kept, "DELETE")
    assert ask(kept, "GET") == (204, b"")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "attacker.example"}, 403),
        ({"Host": "[::1"}, 400),
        ({"Origin": "https://attacker.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Length": "-1"}, 400),
        ({"Content-Length": "many"}, 400),
        ({"Content-Length": "9" * 20}, 400),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_page_in_a_browser_neither_reads_nor_changes_it(kept, method, headers, status, capsys):
    kept.content = b"state"
    assert ask(kept, method, b"other" if method == "POST" else None, **headers)[0] == status
    assert kept.content == b"state"
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_another_path_does_not_exist(kept, method):
    kept.content = b"state"
    assert ask(kept, method, path="/state") == (404, b"")
    assert kept.content == b"state"
