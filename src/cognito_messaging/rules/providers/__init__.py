"""Identity providers of a user pool."""
