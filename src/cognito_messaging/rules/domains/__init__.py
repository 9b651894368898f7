"""Domains of a user pool, and the look of their pages."""
