"""Fixtures of a live AWS emulator and of a browser."""

from .browser import browser, pages, show
from .live import endpoint, pool_id, session

__all__ = ["browser", "endpoint", "pages", "pool_id", "session", "show"]
