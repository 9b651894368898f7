"""Rules of IAM's own that an SMS role meets."""
