import socket
import subprocess
import sys
from pathlib import Path

import pytest

from terraform_scenarios import TargetUnavailable, open_target
from terraform_scenarios.targets import servers

LISTENING = "0A"  # of /proc/net/tcp


def listening_addresses(port: int) -> set[str]:
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, hexport = local.split(":")
            if state == LISTENING and int(hexport, 16) == port:
                found.add(address)
    return found


def port_of(target) -> int:
    return int(target.endpoint.rsplit(":", 1)[1])


@pytest.mark.parametrize("name", ["embedded", "moto"])
def test_a_target_listens_on_loopback_only_and_stops_at_the_end(name):
    with open_target(name) as target:
        assert listening_addresses(port_of(target)) == {"0100007F"}  # 127.0.0.1
        assert target.client("sts").get_caller_identity()["Account"]
    assert listening_addresses(port_of(target)) == set()


def test_accounts_of_the_embedded_target_are_isolated():
    with open_target("embedded") as target:
        one, other = target.with_account(1), target.with_account(2)
        one.client("cognito-idp").create_user_pool(PoolName="mine")
        assert len(one.client("cognito-idp").list_user_pools(MaxResults=9)["UserPools"]) == 1
        assert other.client("cognito-idp").list_user_pools(MaxResults=9)["UserPools"] == []


def test_a_client_uses_the_settings_of_its_target_and_not_those_of_the_environment(monkeypatch):
    for name, value in {
        "AWS_PROFILE": "not-there",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_CA_BUNDLE": "/not/there",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "AWS_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    with open_target("embedded") as target:
        client = target.with_account(7).client("sns")
        arn = client.create_topic(Name="mine")["TopicArn"]
        assert arn == "arn:aws:sns:us-east-1:000000000007:mine"


def test_two_embedded_targets_can_run_at_the_same_time():
    with open_target("embedded") as one, open_target("embedded") as other:
        assert one.endpoint != other.endpoint


@pytest.fixture
def startable(monkeypatch, localstack_python):
    """LocalStack can be started, and none is running."""
    monkeypatch.setenv("TERRAFORM_SCENARIOS_LOCALSTACK", localstack_python)
    for name in ("AWS_ENDPOINT_URL", "LOCALSTACK_HOST"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["embedded", "localstack"])
def test_a_target_stops_when_the_process_that_started_it_is_killed(name, request):
    if name == "localstack":
        request.getfixturevalue("startable")
    script = (
        "from terraform_scenarios import open_target\nimport os, signal\n"
        f"with open_target({name!r}) as t:\n"
        "    print(t.endpoint, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    port = int(done.stdout.strip().rsplit(":", 1)[1])
    for _ in range(2000):
        if not listening_addresses(port):
            return
    pytest.fail("the target outlived its parent")


def test_a_dead_target_is_reported_with_its_exit_code():
    with open_target("embedded") as target:
        subprocess.run(["kill", "-9", str(target.pid)], check=True)
        message = ""
        for _ in range(100_000):
            try:
                target.check()
            except TargetUnavailable as died:
                message = str(died)
                break
        assert "ministack target died (exit code -9)" in message


def test_another_port_is_tried_if_a_process_takes_the_first(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = iter([taken.getsockname()[1], servers.free_port()])
        monkeypatch.setattr(servers, "free_port", lambda: next(ports))
        with open_target("embedded") as target:
            assert port_of(target) != taken.getsockname()[1]


def test_no_free_port_is_reported(monkeypatch):
    class Full(socket.socket):
        def bind(self, address):
            raise OSError(98, "Address already in use")

    monkeypatch.setattr(socket, "socket", Full)
    with pytest.raises(TargetUnavailable, match=r"No free port on 127\.0\.0\.1"):
        servers.free_port()


def test_a_missing_localstack_is_reported_with_an_alternative(monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("LOCALSTACK_HOST", "127.0.0.1:9")
    with pytest.raises(TargetUnavailable, match="--target embedded"), open_target("localstack"):
        pass


def test_localstack_is_found_at_its_configured_host(monkeypatch):
    with open_target("embedded") as running:
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        monkeypatch.setenv("LOCALSTACK_HOST", f"127.0.0.1:{port_of(running)}")
        with open_target("localstack") as target:
            assert target.client("sts").get_caller_identity()["Account"] == "000000000000"


def test_another_server_at_the_port_of_localstack_is_refused(monkeypatch):
    with open_target("moto") as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL", running.endpoint)
        with pytest.raises(TargetUnavailable, match="not LocalStack"), open_target("localstack"):
            pass


def test_aws_without_credentials_is_reported_with_the_login_command(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(TargetUnavailable, match="aws sso login"), open_target("aws"):
        pass


def test_an_unknown_target_is_refused_with_the_valid_names():
    names = "embedded, moto, localstack, aws"
    with pytest.raises(TargetUnavailable, match=names), open_target("azure"):
        pass


def test_boto3_is_not_loaded_before_a_client_is_made():
    """It takes a while, and many runs make no call."""
    code = "import sys, terraform_scenarios.session as _; sys.exit('boto3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
