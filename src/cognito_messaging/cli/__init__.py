"""The command ``cognito-messaging``."""
