"""Rules for the users of a pool: sign-up, attributes, passwords and sign-in."""
