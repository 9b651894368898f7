"""A MiniStack for the session, and gateways before it. To be replaced by the harness's target."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from itertools import count

import boto3
import pytest
from botocore.config import Config

from terraform_scenarios.gateway import Gateway

_ACCOUNTS = count(100_000_000_001)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def target(tmp_path_factory):
    """Where a MiniStack of this session's own answers."""
    port = free_port()
    scratch = tmp_path_factory.mktemp("ministack")
    environment = {
        **os.environ,
        "BIND_HOST": "127.0.0.1",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "GATEWAY_PORT": str(port),
        "TMPDIR": str(scratch),
    }
    with (scratch / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"], env=environment, stdout=log, stderr=log
        )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while not answers(f"{url}/_localstack/health"):
            assert process.poll() is None, (scratch / "log").read_text()
            assert time.monotonic() < deadline, "MiniStack does not come up"
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=1) as response:
            return response.status == 200
    except OSError:
        return False


class Account:
    """An AWS account of a test's own, behind a gateway or straight on the target."""

    def __init__(self, endpoint, number, region="us-east-1"):
        self.endpoint, self.number, self.region = endpoint, number, region

    def client(self, service, region=None, **config):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=region or self.region,
            aws_access_key_id=self.number,
            aws_secret_access_key="secret-of-the-test",
            config=Config(
                retries={"max_attempts": 0},
                parameter_validation=False,
                inject_host_prefix=False,
                connect_timeout=5,
                read_timeout=20,
                **config,
            ),
        )


@pytest.fixture(scope="session")
def gateway_of(target):
    """Start gateways that live as long as the session."""
    started = []

    def start(**options):
        started.append(Gateway(target, **options).start())
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture(scope="session")
def shared_gateway(gateway_of):
    return gateway_of(plugins=["cognito_messaging.rules"])


@pytest.fixture
def gateway(shared_gateway):
    """A gateway with every rule, as new."""
    shared_gateway.reset()
    return shared_gateway


@pytest.fixture
def account(gateway):
    """A new account behind the gateway."""
    return Account(gateway.endpoint, str(next(_ACCOUNTS)))


@pytest.fixture
def straight(target, account):
    """The same account, straight on the target."""
    return Account(target, account.number)
