"""Rules for the email sender of a user pool."""
