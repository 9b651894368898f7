"""Rules of IAM that apply to an SMS role."""
