"""Targets to apply to: the embedded emulator, moto, LocalStack, and AWS."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from ..errors import TargetUnavailable
from .aws import aws
from .base import UNREACHABLE, Target
from .localstack import localstack
from .servers import embedded, moto

__all__ = [
    "MAY_HAVE_FALLBACK",
    "NAMES",
    "UNREACHABLE",
    "Target",
    "aws",
    "embedded",
    "localstack",
    "moto",
    "open_target",
]

_OPENERS: dict[str, Callable[[bool], contextlib.AbstractContextManager[Target]]] = {
    "embedded": embedded,
    "moto": moto,
    "localstack": localstack,
    "aws": lambda _: aws(),
}
NAMES = tuple(_OPENERS)
MAY_HAVE_FALLBACK = "localstack"


@contextlib.contextmanager
def open_target(name: str, *, keep: bool = False) -> Iterator[Target]:
    """The target of that name; an emulator is started, and stopped at the end.

    Args:
        name: one of `NAMES`.
        keep: keep it running at the end; `Target.pid` is the process to stop.

    Raises:
        TargetUnavailable: it cannot be opened; the message says what to do.
    """
    if name not in _OPENERS:
        raise TargetUnavailable(f"There is no target '{name}'. Choose one of: {', '.join(NAMES)}.")
    with _OPENERS[name](keep) as target:
        yield target
