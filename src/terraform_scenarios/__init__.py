"""Test Terraform modules with real plans and applies, many scenarios at a time."""
