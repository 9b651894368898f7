"""Rules and supplements for user pools themselves."""
