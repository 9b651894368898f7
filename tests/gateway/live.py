"""Fixtures: an AWS emulator for the session, gateways in front of it, and AWS accounts on it."""

from __future__ import annotations

import urllib.request
from itertools import count

import boto3
import pytest
from botocore.config import Config

from terraform_scenarios import open_target
from terraform_scenarios.gateway import Gateway

_ACCOUNTS = count(100_000_000_001)


@pytest.fixture(scope="session")
def target():
    """The URL of a MiniStack for this session."""
    with open_target("embedded") as embedded:
        yield embedded.endpoint


def answers(url):
    """Whether a GET of the URL returns status 200."""
    try:
        with urllib.request.urlopen(url, timeout=1) as response:
            return response.status == 200
    except OSError:
        return False


class Account:
    """An AWS account for one test, behind a gateway or directly on the target."""

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
    """Start gateways that run until the end of the session."""
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
    """A gateway with every rule, reset."""
    shared_gateway.reset()
    return shared_gateway


@pytest.fixture
def account(gateway):
    """A new account behind the gateway."""
    return Account(gateway.endpoint, str(next(_ACCOUNTS)))


@pytest.fixture
def direct_account(target, account):
    """The same account, directly on the target."""
    return Account(target, account.number)
