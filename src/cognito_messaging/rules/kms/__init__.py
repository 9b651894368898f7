"""Keys and their aliases."""
