"""Programs of make and for maintainers, which need a clone of the repository."""
