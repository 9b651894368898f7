"""The rules are tried through a gateway before a live target."""

from tests.gateway.conftest import (  # noqa: F401 (fixtures)
    account,
    gateway,
    gateway_of,
    shared_gateway,
    straight,
    target,
)
