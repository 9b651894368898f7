"""Faults of AWS and of the network, injected by call, count or chance."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import Enum

from botocore.model import OperationModel

from .errors import AwsError
from .wire import EC2, QUERY, REST_XML


class FaultKind(Enum):
    """What goes wrong."""

    THROTTLING = "throttling"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    DROPPED_BEFORE = "dropped-before"
    """The connection breaks before the emulator receives the request."""
    DROPPED_AFTER = "dropped-after"
    """The emulator carries out the request, and its answer is lost."""
    SLOW = "slow"
    ACCESS_DENIED = "access-denied"
    EXPIRED = "expired-credentials"


@dataclass
class Fault:
    """A fault, and the calls that it strikes: those that meet every condition.

    Attributes:
        kind: what goes wrong, or the code of an error that botocore's model declares for the
            operation, such as `LimitExceededException`. Calls of other operations are not struck.
        service: botocore's name of the service, such as `iam`; None for every service.
        operation: the operation, such as `CreateRole`; None for every operation.
        nth: strike only the nth call that matches, counted from 1; None for every call.
        probability: the chance that a matching call is struck, from 0 to 1.
        seed: seed of the chance: the same seed strikes the same calls in a sequence.
        times: strike at most this many calls; None for no limit.
        delay: seconds by which a SLOW call is delayed.
    """

    kind: FaultKind | str
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
    """How many of these calls it struck."""

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability is {self.probability}: use a number from 0 to 1")
        if self.nth is not None and self.nth < 1:
            raise ValueError(f"nth is {self.nth}: use 1 for the first call that matches")
        if not 0 <= self.delay <= 600:
            raise ValueError(f"delay is {self.delay}: use a number of seconds from 0 to 600")
        self._random = random.Random(self.seed)  # noqa: S311 (no secret: it must be repeatable)

    @property
    def name(self) -> str:
        """The kind, in words."""
        return self.kind.value if isinstance(self.kind, FaultKind) else self.kind

    def strikes(self, service: str, operation: OperationModel) -> bool:
        """Count the call, and return whether the fault strikes it."""
        if self.service not in (None, service) or self.operation not in (None, operation.name):
            return False
        if not isinstance(self.kind, FaultKind) and self.kind not in declared_errors(operation):
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


def fault_error(kind: FaultKind | str, operation: OperationModel, protocol: str) -> AwsError | None:
    """The error that AWS answers to a call with the fault; None for a fault without an error.

    Source: the "Common Errors" page of the IAM, SNS and Cognito API references, and botocore's
    table of the throttling codes that SDKs retry.
    """
    if not isinstance(kind, FaultKind):
        return AwsError(kind, f"{kind} was injected", declared_errors(operation)[kind])
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


def declared_errors(operation: OperationModel) -> dict[str, int]:
    """The codes of the errors that an operation's model declares, each with its HTTP status."""
    found = {}
    for shape in operation.error_shapes:
        error = shape.metadata.get("error", {})
        found[error.get("code") or shape.name] = error.get("httpStatusCode", 400)
    return found
