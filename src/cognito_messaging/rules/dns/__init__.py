"""Records of Route 53."""
