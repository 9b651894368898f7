"""Fixtures of a live AWS emulator behind gateways."""

from ..gateway.live import (
    account,
    direct_account,
    gateway,
    gateway_of,
    shared_account,
    shared_gateway,
    target,
)

__all__ = [
    "account",
    "direct_account",
    "gateway",
    "gateway_of",
    "shared_account",
    "shared_gateway",
    "target",
]
