"""The command line of `cognito-messaging`: one file for each verb."""
