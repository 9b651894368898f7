"""For each rule, a call that breaks it and the nearest call that does not.

Each case gets its own account and prepares what the two calls need. The same cases run on a target
without the gateway, to see what the target refuses by itself (`tests/rules/table.py`).
"""

import importlib
import pkgutil

from .setting import (
    CASES,
    REGION,
    Pair,
    Setting,
    case,
    first_factors,
    permission,
    recovery,
    ses,
    sms,
)

for found in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(found.name)

__all__ = [
    "CASES",
    "REGION",
    "Pair",
    "Setting",
    "case",
    "first_factors",
    "permission",
    "recovery",
    "ses",
    "sms",
]
