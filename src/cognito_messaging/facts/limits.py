"""Limits of AWS that Cognito messaging runs into."""

from __future__ import annotations

# SNS, "SMS sandbox": verified destination numbers in an account and region.
SANDBOX_NUMBERS = 10
