"""Rules for a pool's way to the phone network, and the texts that it sends."""
