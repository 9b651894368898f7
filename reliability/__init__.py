"""What the example survives of the faults that AWS, the way to it and CI have: `make faults`.

examples/complete is applied, applied again once SES has verified the sender, changed and destroyed,
and each of these commands meets one fault at a time. Then the same command is run again.
"""
