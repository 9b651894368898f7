"""Fixtures of a live AWS emulator."""

from ..checks.live import endpoint, pool_id, session

__all__ = ["endpoint", "pool_id", "session"]
