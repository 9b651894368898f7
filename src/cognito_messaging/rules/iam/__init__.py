"""Rules of IAM, and of the policies of resources."""
