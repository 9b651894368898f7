"""Rules for the SMS configuration of a user pool, and the SMS that it sends."""
