"""What AWS documents about Cognito messaging, as pure functions.

The gateway's rules and the readiness checks share them. Nothing here calls AWS.
"""
