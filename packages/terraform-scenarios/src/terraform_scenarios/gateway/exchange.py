"""A request on its way through the pipeline, and what it comes to."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from sys import intern
from typing import Any

from .api_call import ApiCall
from .errors import AwsError
from .faults import Fault
from .record import RecordedAnswer, RecordedCall
from .wire import HttpAnswer, HttpRequest, RequestedOperation, error_code


@dataclass(frozen=True)
class StageResult:
    """The answer of the stage that answers a request.

    Attributes:
        answered_by: the stage: `upstream`, `fallback`, `contract`, `supplement`, `gateway`,
            `rule ID` or `fault KIND`.
        answer: the answer, or the error to write as one; None drops the connection.
    """

    answered_by: str
    answer: HttpAnswer | AwsError | None


@dataclass
class Exchange:
    """A request in the pipeline, and what the stages have found out about it."""

    request: HttpRequest
    order: int
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: float = field(default_factory=time.perf_counter)
    readable: HttpRequest = field(init=False, repr=False)
    """The request with a body that is not compressed; set once its operation is looked for."""
    account: str = ""
    region: str = ""
    identified: bool = False
    requested: RequestedOperation = field(init=False, repr=False)
    """The operation; set once `identified`."""
    fault: Fault | None = None
    """A fault that strikes this call, but lets it reach the emulator."""
    call: ApiCall = field(init=False, repr=False)
    """The call with its parameters; set once they are parsed."""
    shown: Mapping[str, Any] = field(default_factory=dict)
    """The parameters without secrets."""
    accepted: bool = False
    """Whether neither the contract nor a rule refused the call."""

    def recorded(
        self, result: StageResult, answer: HttpAnswer | None, message: str
    ) -> RecordedCall:
        """The call for the recording, with the answer that the client gets."""
        requested = self.requested if self.identified else None
        return RecordedCall(
            order=self.order,
            at=self.at,
            method=self.request.method,
            path=intern(self.request.path),
            service=requested.service if requested else "",
            operation=requested.operation.name if requested else "",
            region=intern(self.region),
            account=intern(self.account),
            request=self.shown,
            status=answer.status if answer else 0,
            error=error_code(answer) if answer else "",
            message=message,
            duration=time.perf_counter() - self.started,
            answered_by=result.answered_by,
            _answer=(
                RecordedAnswer.of(requested, answer)
                if requested and answer and answer.status < 300
                else None
            ),
        )
