"""Rules for SNS: SMS settings and messages, the SMS sandbox, topics and subscriptions."""
