"""App clients."""
