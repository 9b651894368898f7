"""What a maintainer runs from time to time: none of it is part of the package."""
