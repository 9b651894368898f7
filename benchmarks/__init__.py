"""Compares the plugin with other tools on the same scenarios: `make bench`."""
