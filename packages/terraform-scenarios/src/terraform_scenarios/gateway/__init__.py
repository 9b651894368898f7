"""A reverse proxy between AWS clients and a stand-in for AWS.

It records each call, holds it against botocore's model and a plug-in's rules, answers what the
stand-in lacks, and injects faults.
"""

from terraform_scenarios.gateway.faults import Fault, FaultKind
from terraform_scenarios.gateway.outbox import Message
from terraform_scenarios.gateway.people import People
from terraform_scenarios.gateway.plugins import ApiCall, Asked, Owner, Rule, Supplement, World
from terraform_scenarios.gateway.record import Call
from terraform_scenarios.gateway.server import Gateway, GatewayError
from terraform_scenarios.gateway.wire import AwsError

__all__ = [
    "ApiCall",
    "Asked",
    "AwsError",
    "Call",
    "Fault",
    "FaultKind",
    "Gateway",
    "GatewayError",
    "Message",
    "Owner",
    "People",
    "Rule",
    "Supplement",
    "World",
]
