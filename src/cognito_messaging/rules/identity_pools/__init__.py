"""Identity pools."""
