"""Rules of CloudWatch Logs."""
