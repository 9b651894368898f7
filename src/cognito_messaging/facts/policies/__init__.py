"""IAM policies: their grammar, their evaluation, and what Cognito needs from them."""

from .cognito import (
    COGNITO_EMAIL,
    COGNITO_IDP,
    SEND_TEXT,
    Trust,
    evaluate_trust,
    identity_policy_allows,
    role_context,
    sms_publish,
    sms_send_text,
    trust_decision,
)
from .document import Document, InvalidPolicy, as_list, read_document, statements
from .evaluation import Decision, Request, evaluate, evaluate_all, limited

__all__ = [
    "COGNITO_EMAIL",
    "COGNITO_IDP",
    "SEND_TEXT",
    "Decision",
    "Document",
    "InvalidPolicy",
    "Request",
    "Trust",
    "as_list",
    "evaluate",
    "evaluate_all",
    "evaluate_trust",
    "identity_policy_allows",
    "limited",
    "read_document",
    "role_context",
    "sms_publish",
    "sms_send_text",
    "statements",
    "trust_decision",
]
