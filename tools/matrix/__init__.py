"""Runs a part of the suite with each Terraform, OpenTofu and each Python."""
