"""Faults that AWS and the way to it have, injected by call, count or chance."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import Enum

from botocore.model import OperationModel

from terraform_scenarios.gateway.wire import EC2, QUERY, REST_XML, AwsError


class FaultKind(Enum):
    """What goes wrong."""

    THROTTLING = "throttling"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    DROPPED_BEFORE = "dropped-before"
    """The connection breaks before the target sees the request."""
    DROPPED_AFTER = "dropped-after"
    """The target does what it was asked, and its answer is lost."""
    SLOW = "slow"
    ACCESS_DENIED = "access-denied"
    EXPIRED = "expired-credentials"


@dataclass
class Fault:
    """One fault, and the calls it strikes: each condition that is given must hold.

    Attributes:
        kind: What goes wrong.
        service: botocore's name of the service, such as `iam`; None for every service.
        operation: The operation, such as `CreateRole`; None for every operation.
        nth: Strike only the nth call that matches, counted from 1; None for each.
        probability: The chance that a call which matches is struck, from 0 to 1.
        seed: Where the chance starts from: the same seed strikes the same calls in a row.
        times: Strike at most so often; None for no limit.
        delay: Seconds that a SLOW call waits.
    """

    kind: FaultKind
    service: str | None = None
    operation: str | None = None
    nth: int | None = None
    probability: float = 1.0
    seed: int = 0
    times: int | None = None
    delay: float = 1.0
    seen: int = field(default=0, init=False)
    """How many calls matched service and operation so far."""
    struck: int = field(default=0, init=False)
    """How many of them it struck."""

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability is {self.probability}: write a number from 0 to 1")
        if self.nth is not None and self.nth < 1:
            raise ValueError(f"nth is {self.nth}: write 1 for the first call that matches")
        if not 0 <= self.delay <= 600:
            raise ValueError(f"delay is {self.delay}: write seconds from 0 to 600")
        self._random = random.Random(self.seed)  # noqa: S311 (chance to repeat, not to guess)

    def strikes(self, service: str, operation: str) -> bool:
        """Whether it strikes this call; counts the call."""
        if self.service not in (None, service) or self.operation not in (None, operation):
            return False
        self.seen += 1
        if self.nth is not None and self.seen != self.nth:
            return False
        if self.times is not None and self.struck >= self.times:
            return False
        if self.probability < 1 and self._random.random() >= self.probability:
            return False
        self.struck += 1
        return True


def fault_error(kind: FaultKind, operation: OperationModel, protocol: str) -> AwsError | None:
    """What AWS answers to a call that meets the fault; None for a fault that answers nothing.

    Source: the "Common Errors" page of the IAM, SNS and Cognito API references, and botocore's
    table of the throttling codes that SDKs retry.
    """
    xml = protocol in (QUERY, EC2, REST_XML)
    if kind is FaultKind.THROTTLING:
        return AwsError(_throttling_code(operation, protocol), "Rate exceeded")
    if kind is FaultKind.SERVER_ERROR:
        return AwsError("InternalFailure", "The request processing has failed.", 500)
    if kind is FaultKind.UNAVAILABLE:
        code = "ServiceUnavailable" if xml else "ServiceUnavailableException"
        return AwsError(code, "The request has failed due to a temporary failure.", 503)
    if kind is FaultKind.ACCESS_DENIED:
        name = f"{operation.service_model.signing_name}:{operation.name}"
        return AwsError(
            "AccessDenied" if xml else "AccessDeniedException",
            f"User is not authorized to perform: {name}",
            403 if xml else 400,
        )
    if kind is FaultKind.EXPIRED:
        return AwsError(
            "ExpiredToken" if xml else "ExpiredTokenException",
            "The security token included in the request is expired",
            403 if xml else 400,
        )
    return None


def _throttling_code(operation: OperationModel, protocol: str) -> str:
    named = {shape.name for shape in operation.error_shapes}
    if "TooManyRequestsException" in named:
        return "TooManyRequestsException"
    return {QUERY: "Throttling", EC2: "RequestLimitExceeded", REST_XML: "Throttling"}.get(
        protocol, "ThrottlingException"
    )
