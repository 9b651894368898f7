"""Tests whether the example recovers from faults of AWS, the network and CI: `make faults`.

examples/complete is applied, applied again once SES has verified the sender, changed and destroyed.
Each of these commands meets a fault; if it fails, the same command is run again.
"""
