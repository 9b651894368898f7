"""`python -m tests.fidelity.enumeration` prints what botocore's models demand, as JSON.

The table runs it with the newest botocore too, to see what is new there.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import Any

from terraform_scenarios.gateway import models
from terraform_scenarios.gateway.faults import declared_errors

from .declared import recorded
from .stated import sentences

# The services whose documentation is read for constraints.
DOCUMENTED = ("cognito-idp", "cognito-identity", "sesv2", "sns", "pinpoint-sms-voice-v2")


def enumerate_models() -> dict[str, Any]:
    """The declared errors by operation, and the sentences that could state a constraint."""
    errors, documented = {}, []
    for name in recorded():
        service, _, operation = name.partition(".")
        model = models.operation(service, operation)
        if model is None:
            continue
        errors[name] = sorted(declared_errors(model))
        if service in DOCUMENTED:
            documented.append(model)
    found = [(one.service, one.id, one.place) for one in sentences(documented)]
    return {"botocore": version("botocore"), "errors": errors, "sentences": found}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(enumerate_models()))
