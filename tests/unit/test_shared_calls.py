"""Scenarios share one module call if possible, and each gets only its own values."""

import http.client
import json
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
import tftest

from terraform_scenarios import (
    Scenario,
    addresses,
    module_text,
    open_target,
    read_state,
    root_files,
)
from terraform_scenarios.module_calls import ModuleCall
from terraform_scenarios.scenario import Step, canonical
from terraform_scenarios.state_server import StateServer

MODULE = """
variable "name" {
  type = string
}

variable "size" {
  type     = number
  default  = 3
  nullable = false
}

variable "note" {
  type    = string
  default = "none given"
}
"""


@pytest.fixture
def module(tmp_path):
    folder = tmp_path / "module"
    folder.mkdir()
    (folder / "main.tf").write_text(MODULE)
    return folder


def calls(*scenarios):
    return [ModuleCall(s, s.module, s.arguments()) for s in scenarios]


def test_scenarios_share_a_call_if_null_has_the_same_effect_as_omitting_an_input(module):
    small, given = (Scenario.of(module, i) for i in ({"name": "a"}, {"name": "b", "size": 9}))
    assert small.shared_call
    assert small.shared_call == given.shared_call


def test_scenarios_do_not_share_a_call_if_null_would_be_a_value_of_an_input(module):
    without, with_note = (
        Scenario.of(module, i) for i in ({"name": "a"}, {"name": "a", "note": "x"})
    )
    assert without.shared_call != with_note.shared_call


def test_a_refused_scenario_and_an_upgrade_have_their_own_call(module):
    assert not Scenario.of(module, {"name": "a"}, rejects=True).shared_call
    assert not Scenario.of(
        module, {"name": "a"}, steps=[Step("upgrade", revision="v1")]
    ).shared_call


def test_a_change_that_would_move_to_another_call_has_its_own_call(module):
    stays = Step("change", inputs=canonical({"name": "a", "size": 1}))
    leaves = Step("change", inputs=canonical({"name": "a", "note": "x"}))
    assert Scenario.of(module, {"name": "a"}, steps=[stays]).shared_call
    assert not Scenario.of(module, {"name": "a"}, steps=[leaves]).shared_call


@pytest.mark.parametrize("file", ["main.tf", "provider.tf.json"])
def test_a_module_with_a_provider_block_in_a_submodule_is_not_shared(module, file):
    below = module / "below"
    below.mkdir()
    text = 'provider "aws" {}' if file == "main.tf" else '{"provider": {"aws": {}}}'
    (below / file).write_text(text)
    (module / "calls.tf").write_text('module "below" {\n  source = "./below"\n}\n')
    assert not module_text.can_have_for_each(module)
    assert not Scenario.of(module, {"name": "a"}).shared_call


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("main.tf", 'resource "terraform_data" "a" {\n  provisioner "local-exec" {}\n}\n'),
        ("main.tf.json", '{"resource": {"terraform_data": {"a": {"provisioner": {}}}}}'),
        ("main.tf", 'provider "aws" {}\n'),
        ("provider.tf.json", '{"provider": {"aws": {}}}'),
    ],
)
def test_a_module_with_provisioners_or_providers_is_needed_for_its_destroy(module, file, text):
    below = module / "below"
    below.mkdir()
    assert module_text.can_be_destroyed_without_code([module, below])
    (below / file).write_text(text)
    assert not module_text.can_be_destroyed_without_code([module, below])


def test_a_module_that_calls_itself_is_read_once(module):
    (module / "calls.tf").write_text('module "again" {\n  source = "./../module"\n}\n')
    assert module_text.can_have_for_each(module)


def test_a_shared_call_passes_null_for_omitted_inputs(module, tmp_path):
    small, given = (Scenario.of(module, i) for i in ({"name": "a"}, {"name": "b", "size": 9}))
    folder = tmp_path / "root"
    assert root_files.write(folder, calls(small, given)) == {small.shared_call: module}
    data = json.loads((folder / f"call_{small.shared_call}.json").read_text())
    assert data == {small.key: {"name": "a", "size": None}, given.key: {"name": "b", "size": 9}}


def test_a_root_without_shared_calls_has_one_file_for_each_scenario_and_no_old_files(
    module, tmp_path
):
    one, other = (Scenario.of(module, {"name": n}) for n in "ab")
    folder = tmp_path / "root"
    root_files.write(folder, calls(one, other))
    root_files.write(folder, calls(one, other), share=False)
    names = {path.name for path in folder.glob("call_*")}
    assert names == {f"call_{s.key}.tf.json" for s in (one, other)}


def test_other_files_in_the_root_stay(module, tmp_path):
    (tmp_path / "data.json").write_text("{}")
    root_files.write(tmp_path, calls(Scenario.of(module, {"name": "a"})))
    assert (tmp_path / "data.json").exists()


@pytest.mark.parametrize(
    ("address", "key", "inside"),
    [
        ("module.s1.aws_x.this", "s1", "aws_x.this"),
        ('module.all_1["s1"].aws_x.this["a.b"]', "s1", 'aws_x.this["a.b"]'),
        ('module.s1.module.sub["k"].aws_x.this', "s1", 'module.sub["k"].aws_x.this'),
        ('module.all_1["s1"]', "s1", ""),
        ("aws_x.this", "", "aws_x.this"),
    ],
)
def test_an_address_is_split_into_scenario_and_relative_address(address, key, inside):
    assert (addresses.key_of(address), addresses.relative_address(address)) == (key, inside)


def test_outputs_are_read_from_shared_and_separate_calls(module):
    shared, own = (Scenario.of(module, {"name": n}) for n in "ab")
    state = tftest.TerraformState(
        {
            "resources": [],
            "outputs": {
                shared.shared_call: {"value": {shared.key: {"id": 1}}},
                own.key: {"value": {"id": 2}},
            },
        }
    )
    assert read_state.state_outputs(state, [shared, own]) == {shared: {"id": 1}, own: {"id": 2}}


def request(url, method="GET", body=None):
    with urllib.request.urlopen(urllib.request.Request(url, data=body, method=method)) as answer:
        return answer.status, answer.read()


def test_a_state_with_separate_calls_keeps_the_dependencies_within_each_scenario():
    def resource(module, **instance):
        return {"module": module, "type": "t", "name": "n", "instances": [instance]}

    state = tftest.TerraformState(
        {
            "serial": 3,
            "outputs": {},
            "resources": [
                resource('module.all_1["a"]', index_key="x", dependencies=["module.all_1.t.m"]),
                resource('module.all_1["b"].module.c["a"]', dependencies=["module.all_1.data.t.m"]),
                resource("module.s9", dependencies=["module.s9.t.m"]),
                {"type": "t", "name": "in_the_root", "instances": [{}]},
            ],
        }
    )
    assert read_state.with_own_calls(state) == {
        "serial": 3,
        "outputs": {},
        "resources": [
            resource("module.a", index_key="x", dependencies=["module.a.t.m"]),
            resource('module.b.module.c["a"]', dependencies=["module.b.data.t.m"]),
            resource("module.s9", dependencies=["module.s9.t.m"]),
            {"type": "t", "name": "in_the_root", "instances": [{}]},
        ],
    }


def test_a_state_is_kept_until_it_is_deleted():
    with StateServer() as server:
        assert request(server.url) == (204, b"")
        request(server.url, "POST", b'{"serial": 1}')
        assert request(server.url) == (200, b'{"serial": 1}')
        request(server.url, "DELETE")
        assert request(server.url) == (204, b"")


def test_a_state_is_served_only_on_loopback_at_its_secret_path():
    with StateServer() as server:
        request(server.url, "POST", b"secret")
        parts = urlsplit(server.url)
        assert parts.hostname == "127.0.0.1"
        assert len(parts.path) > 16
        with pytest.raises(urllib.error.HTTPError, match="404"):
            request(f"http://{parts.netloc}/")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            request(f"http://{parts.netloc}/", "POST", b"other")
        assert request(server.url) == (200, b"secret")


def test_several_requests_can_use_one_connection():
    with StateServer() as server:
        parts = urlsplit(server.url)
        connection = http.client.HTTPConnection(parts.netloc)
        read = []
        for method, body in (("GET", None), ("POST", b"1"), ("GET", None), ("DELETE", None)):
            connection.request(method, parts.path, body)
            read.append(connection.getresponse().read())
        connection.close()
    assert read == [b"", b"", b"1", b""]


def test_the_embedded_target_sends_each_response_in_one_piece():
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    head = (
        "POST / HTTP/1.1\r\nHost: sts.us-east-1.amazonaws.com\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    with open_target("embedded") as target:
        parts = urlsplit(target.endpoint)
        for _ in range(5):
            with socket.create_connection((parts.hostname, parts.port)) as connection:
                connection.sendall(head + body)
                answer, _, rest = connection.recv(65536).partition(b"\r\n\r\n")
            assert f"content-length: {len(rest)}" in answer.decode().lower()
