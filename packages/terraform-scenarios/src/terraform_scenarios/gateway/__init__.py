"""A reverse proxy between AWS clients and an AWS emulator.

It records each call, checks it against botocore's model and the rules of plug-ins, answers what the
emulator lacks, and injects faults.
"""

from .api_call import ApiCall
from .errors import AwsError, GatewayError
from .faults import Fault, FaultKind
from .gateway import Gateway
from .manual_actions import ManualActions
from .outbox import Message
from .plugins import Owner, Rule, RuleContext, Supplement, SupplementCall
from .record import RecordedCall

__all__ = [
    "ApiCall",
    "AwsError",
    "Fault",
    "FaultKind",
    "Gateway",
    "GatewayError",
    "ManualActions",
    "Message",
    "Owner",
    "RecordedCall",
    "Rule",
    "RuleContext",
    "Supplement",
    "SupplementCall",
]
