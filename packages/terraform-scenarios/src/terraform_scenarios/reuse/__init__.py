"""`--reuse`: what a run leaves for the next one, and whether it still holds."""
