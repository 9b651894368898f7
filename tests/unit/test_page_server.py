"""The server of the page that `make web` opens."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tools.web import _served


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:80", 200), ("attacker.example", 403), ("[::1", 400)]
)
def test_the_files_of_the_page_are_read_only_under_a_name_of_loopback(tmp_path, host, status):
    (tmp_path / "config.json").write_text('{"pools": {}}')
    with _served(tmp_path, "http://127.0.0.1:1") as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
        connection.request("GET", "/config.json", headers={"Host": host})
        response = connection.getresponse()
        assert (response.status, b"pools" in response.read()) == (status, status == 200)
        assert response.headers["Access-Control-Allow-Origin"] is None
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
