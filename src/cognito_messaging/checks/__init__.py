"""The readiness checks: one class in each file, found by the file name."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from .base import Check


@cache
def every_check() -> tuple[Check, ...]:
    """All checks, E1 to G5, in the order of their ids."""
    found: list[Check] = []
    for module in pkgutil.iter_modules(__path__):
        if re.fullmatch(r"[egs]\d\d_\w+", module.name):
            loaded = importlib.import_module(f"{__name__}.{module.name}")
            found += [
                value()
                for value in vars(loaded).values()
                if isinstance(value, type)
                and issubclass(value, Check)
                and value.__module__ == loaded.__name__
            ]
    order = {"E": 0, "S": 1, "G": 2}
    return tuple(sorted(found, key=lambda check: (order[check.id[0]], int(check.id[1:]))))
