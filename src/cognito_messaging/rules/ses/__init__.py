"""Rules for SES itself, in both versions of its API."""
