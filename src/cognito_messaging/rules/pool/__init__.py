"""Rules and supplements for user pools, and for identity pools."""
