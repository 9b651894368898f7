"""The base class of the readiness checks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from ..calls import ApiOperation
from .outcome import Channel, Outcome, Remediation, Severity, Source
from .subject import Subject


class Check(ABC):
    """One question about a pool.

    Attributes:
        id: short, and never changed.
        title: what is true if the check passes.
        why: what happens to users if it does not pass.
        calls: every AWS call that `run` may make.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    channel: ClassVar[Channel]
    severity: ClassVar[Severity]
    why: ClassVar[str]
    source: ClassVar[Source]
    remediation: ClassVar[Remediation]
    calls: ClassVar[tuple[ApiOperation, ...]] = ()

    @abstractmethod
    async def run(self, subject: Subject) -> Outcome:
        """Answer the question for one pool.

        Raises:
            CallFailed: AWS refused a call, or did not answer; the verdict is *unknown*.
            NotApplicable: the question does not apply to this pool.
            Unknowable: the question cannot be answered from here.
        """
