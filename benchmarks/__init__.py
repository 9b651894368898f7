"""The harness against its peers: `make bench`."""
