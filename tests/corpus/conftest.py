"""Fixtures of a live AWS emulator behind gateways."""

from ..gateway.live import account, gateway, gateway_of, shared_account, shared_gateway, target

__all__ = ["account", "gateway", "gateway_of", "shared_account", "shared_gateway", "target"]
