"""Fixtures: an AWS emulator for the session, gateways in front of it, and AWS accounts on it."""

from __future__ import annotations

import urllib.request
from itertools import count

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.loaders import create_loader

from terraform_scenarios import open_target
from terraform_scenarios.gateway import Gateway

_ACCOUNTS = count(100_000_000_001)
_LOADER = create_loader()  # one for all, since it keeps the models that it has read


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
    """An AWS account, behind a gateway or directly on the target.

    Its clients are created once, because that takes longer than a call. After `become` they call as
    another account.
    """

    def __init__(self, endpoint, number, region="us-east-1"):
        self.endpoint, self.region = endpoint, region
        core = botocore.session.Session()
        core.register_component("data_loader", _LOADER)
        self._session = boto3.Session(number, "secret-of-the-test", botocore_session=core)
        self._clients = {}

    @property
    def number(self):
        return self._session.get_credentials().access_key

    def become(self, number, region="us-east-1"):
        self._session.get_credentials().access_key = number
        self.region = region

    def client(self, service, region=None, **config):
        key = service, region or self.region, *config.items()
        if key not in self._clients:
            self._clients[key] = self._session.client(
                service,
                endpoint_url=self.endpoint,
                region_name=region or self.region,
                config=Config(
                    retries={"max_attempts": 0},
                    parameter_validation=False,
                    inject_host_prefix=False,
                    connect_timeout=5,
                    read_timeout=20,
                    **config,
                ),
            )
        return self._clients[key]


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


@pytest.fixture(scope="session")
def shared_account(shared_gateway):
    return Account(shared_gateway.endpoint, str(next(_ACCOUNTS)))


@pytest.fixture
def account(gateway, shared_account):
    """A new account behind the gateway."""
    shared_account.become(str(next(_ACCOUNTS)))
    return shared_account


@pytest.fixture
def direct_account(target, account):
    """The same account, directly on the target."""
    return Account(target, account.number)
