"""AWS's rules for Cognito messaging, and the facts that they stand on.

The facts (`arns`, `regions`, `senders`, `policies`) are pure functions that the gateway's rules and
the readiness checks share. The rules, one class a file, lie in the packages beside them.
"""
