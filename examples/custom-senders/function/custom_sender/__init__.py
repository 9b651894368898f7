"""Sends the messages of a user pool in place of Cognito."""
