"""Email and SMS of Cognito user pools: AWS facts, gateway rules, readiness checks, the command."""
