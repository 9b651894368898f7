"""Rules of Lambda functions that are triggers."""
