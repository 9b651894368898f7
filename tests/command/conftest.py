"""Fixtures of a live AWS emulator, alone and behind a gateway."""

from ..checks.live import endpoint, pool_id, session
from .behind_a_gateway import gateway, interrupt, run, shared_gateway, voice

__all__ = [
    "endpoint",
    "gateway",
    "interrupt",
    "pool_id",
    "run",
    "session",
    "shared_gateway",
    "voice",
]
