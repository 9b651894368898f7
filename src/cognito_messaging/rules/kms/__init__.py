"""Rules of KMS keys and their aliases."""
