"""Groups and resource servers of a user pool."""
