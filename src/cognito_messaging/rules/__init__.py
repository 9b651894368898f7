"""Rules and supplements for the gateway: what AWS refuses, and what emulators lack.

Each rule is a class, each file a topic. The rules need the extra `cognito-messaging[gateway]`, and
use the same facts (`cognito_messaging.facts`) as the command.
"""
