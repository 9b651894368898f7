"""Limits of AWS that Cognito messaging runs into."""

from __future__ import annotations

# SNS, "SMS sandbox": verified destination numbers in an account and region.
SANDBOX_NUMBERS = 10

# DG, "Quotas in Amazon Cognito": mails a day in an account with COGNITO_DEFAULT, and the hour (UTC)
# at which the day begins.
DEFAULT_SENDER_DAILY_MESSAGES = 50
DEFAULT_SENDER_RESET_HOUR = 9
