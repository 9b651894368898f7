"""AWS's rules for Cognito messaging, one class a file, and what stand-ins lack, for the gateway.

They need the extra: `cognito-messaging[gateway]`. What they stand on are the facts
(`cognito_messaging.facts`), which the command shares.
"""
