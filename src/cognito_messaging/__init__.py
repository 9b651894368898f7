"""What AWS does with Cognito's email and SMS: rules, checks and the cognito-messaging command."""
