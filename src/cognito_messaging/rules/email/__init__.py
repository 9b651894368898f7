"""Rules for the sender of a pool's mail."""
