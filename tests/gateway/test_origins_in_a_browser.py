"""A page of another origin in a real browser tries to drive the gateway, if one is installed."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import queue
import subprocess
import threading

import pytest

from ..e2e.ready import chromium

pytestmark = pytest.mark.skipif(chromium() is None, reason="Chromium is not installed")

# Each try is one that a browser makes without asking the server first, except for the last two.
_PAGE = """<!doctype html><meta charset="utf-8"><body><script>
const gateway = "%s", read = {};
const scope = "X-Amz-Credential=200000000009/20260101/us-east-1/iam/aws4_request";
const create = (name) => `Action=CreateUser&Version=2010-05-08&UserName=${name}`;
const post = (name, type) => fetch(`${gateway}/?${scope}`, {
  method: "POST", mode: "no-cors", headers: {"Content-Type": type}, body: create(name)});
const load = (tag, url, more = {}) => new Promise((done) => {
  const one = Object.assign(document.createElement(tag), more, {onload: done, onerror: done});
  document.body.append(one);
  one.src = url;
  setTimeout(done, 5000);
});
const form = () => new Promise((done) => {
  document.body.insertAdjacentHTML("beforeend", `<iframe name="f"></iframe>
    <form method="post" target="f" action="${gateway}/?${scope}">
    <input name="Action" value="CreateUser"><input name="Version" value="2010-05-08">
    <input name="UserName" value="form"></form>`);
  document.querySelector("[name=f]").onload = done;
  document.querySelector("form").submit();
  setTimeout(done, 5000);
});
const socket = () => new Promise((done) => {
  const one = new WebSocket(gateway.replace("http", "ws") + `/?${scope}&${create("socket")}`);
  one.onopen = one.onerror = one.onclose = done;
});
const sandboxed = () => load("iframe", "about:blank", {
  sandbox: "allow-scripts", srcdoc: `<script>fetch("${gateway}/?${scope}", {method: "POST",
    mode: "no-cors", body: new URLSearchParams("${create("sandbox")}")})<\\/script>`});
async function see(name, url, options) {
  try { read[name] = await (await fetch(url, options)).text(); } catch { read[name] = null; }
}
(async () => {
  await Promise.allSettled([
    post("plain", "text/plain"), post("typed", "text/plain;a=application/json"),
    post("form-type", "application/x-www-form-urlencoded"),
    load("img", `${gateway}/?${scope}&${create("image")}`),
    load("script", `${gateway}/?${scope}&${create("script")}`),
    load("iframe", `${gateway}/?${scope}&${create("frame")}`),
    form(), socket(), sandboxed(),
    see("outbox", `${gateway}/_gateway/messages`),
    see("call", gateway, {method: "POST", body: '{"ClientId": "none"}', headers: {
      "X-Amz-Target": "AWSCognitoIdentityProviderService.DescribeUserPoolClient",
      "Content-Type": "application/x-amz-json-1.1"}}),
  ]);
  await fetch("/read", {method: "POST", body: JSON.stringify(read)});
})();
</script></body>"""


class Site(http.server.BaseHTTPRequestHandler):
    """Serves the page, and receives what it could read."""

    def __init__(self, *arguments, page, read):
        self._page, self._read = page, read
        super().__init__(*arguments)

    def do_GET(self):
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self._page.encode())

    def do_POST(self):
        self._read.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def command(folder, *more):
    return [
        str(chromium()),
        "--headless",
        "--no-sandbox",  # CI runs as root, and the pages are this project's own
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={folder / 'profile'}",
        *more,
    ]


@contextlib.contextmanager
def served(gateway):
    """The page on a port of its own; yields the port, and a queue of what the page has read."""
    read = queue.Queue()
    handler = functools.partial(Site, page=_PAGE % gateway.endpoint, read=read)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, read
        server.shutdown()


def visit(url, read, folder):
    """Open a page, and return what it could read."""
    with subprocess.Popen(
        command(folder, "--remote-debugging-port=0", url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as browser:
        try:
            return read.get(timeout=60)
        finally:
            browser.kill()


def reached(gateway):
    return [call.operation for call in gateway.calls if call.operation]


@pytest.fixture
def plain(gateway_of):
    """A gateway that no page may call yet."""
    return gateway_of()


# For the browser, the first name is another site than the gateway's 127.0.0.1, the second the same.
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_page_of_another_origin_reaches_no_operation_and_reads_nothing(plain, name, tmp_path):
    with served(plain) as (port, read):
        found = visit(f"http://{name}:{port}/", read, tmp_path)
    assert found == {"outbox": None, "call": None}
    # The browser made the tries.
    assert len([call for call in plain.calls if call.status == 403]) >= 8
    assert reached(plain) == []


def test_a_page_of_an_allowed_origin_reads_messages_and_answers(plain, tmp_path):
    with served(plain) as (port, read):
        plain.allow_origin(f"http://localhost:{port}")
        found = visit(f"http://localhost:{port}/", read, tmp_path)
    # Other tests may have sent messages through the same emulator.
    assert isinstance(json.loads(found["outbox"]), list)
    assert "InvalidParameterException" in found["call"]
    # This shows that the tries of the test above would reach an operation.
    assert reached(plain).count("CreateUser") >= 6
    assert "DescribeUserPoolClient" in reached(plain)


def test_a_page_that_points_its_host_name_at_loopback_reads_nothing(plain, tmp_path):
    port = plain.endpoint.rpartition(":")[2]
    url = f"http://attacker.example:{port}/_gateway/messages"
    resolve = "--host-resolver-rules=MAP attacker.example 127.0.0.1"
    done = subprocess.run(
        command(tmp_path, resolve, "--dump-dom", url), capture_output=True, text=True, timeout=60
    )
    # An answer that is not read is not shown: a list of messages would be.
    assert "[]" not in done.stdout
    assert [call.message for call in plain.calls if "messages" in call.path] == [
        "attacker.example is not a name of this machine's loopback"
    ]
