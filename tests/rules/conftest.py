"""The rules are tested through a gateway in front of a live target."""

from tests.gateway.conftest import (  # noqa: F401 (fixtures)
    account,
    gateway,
    gateway_of,
    shared_gateway,
    straight,
    target,
)
