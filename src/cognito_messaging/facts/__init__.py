"""What AWS's documentation says of Cognito messaging, as pure functions.

The gateway's rules and the readiness checks share them. Nothing here asks anybody.
"""
