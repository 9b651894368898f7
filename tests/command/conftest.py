"""A live AWS stand-in, for the tests that ask one."""

from ..checks.live import endpoint, pool_id, session

__all__ = ["endpoint", "pool_id", "session"]
