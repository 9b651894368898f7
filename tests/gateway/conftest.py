"""Fixtures of a live AWS emulator behind gateways."""

from .live import account, gateway, gateway_of, shared_gateway, straight, target

__all__ = ["account", "gateway", "gateway_of", "shared_gateway", "straight", "target"]
