"""Compares all that Terraform says on the warm and on the cold engine."""
