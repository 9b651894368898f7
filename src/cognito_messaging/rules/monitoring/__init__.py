"""Alarms and log groups."""
