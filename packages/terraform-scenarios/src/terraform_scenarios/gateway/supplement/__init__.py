"""What the embedded target lacks, one service a file, kept by account and region."""
