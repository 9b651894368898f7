"""Supplements for what the embedded target lacks, by service, account and region."""
