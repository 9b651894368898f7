"""Rules of AWS WAF."""
