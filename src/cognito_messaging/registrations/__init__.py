"""Registrations of SMS numbers and sender IDs: AWS's forms, and the file that fills one in."""
