"""What make shows and writes, and what a maintainer runs: all of it needs a checkout."""
