"""Finds out what a deployed pool still needs before production: runs the checks and reports."""

from ..checks.subject import Expectations
from .assessment import assess, assess_pool
from .findings import Finding, Report
from .fleet import Account, assess_fleet

__all__ = [
    "Account",
    "Expectations",
    "Finding",
    "Report",
    "assess",
    "assess_fleet",
    "assess_pool",
]
