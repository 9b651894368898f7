"""Rules of Route 53 records."""
