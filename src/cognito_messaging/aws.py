"""Calls AWS: each call once, many at a time, for a limited time, with failures as `CallFailed`."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import botocore.exceptions
from botocore.parsers import ResponseParserError

from .calls import ApiOperation
from .genuine import NotFromAws
from .transport import Answer, BotoTransport, Transport

__all__ = ["SECONDS", "Answer", "Aws", "BotoTransport", "CallFailed", "one_line"]

_NOT_FOUND = frozenset(
    {
        "NoSuchEntity",
        "NoSuchEntityException",
        "NotFoundException",
        "ResourceNotFoundException",
        "WAFNonexistentItemException",
    }
)
_REFUSED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "NotAuthorizedException",
        "UnauthorizedOperation",
    }
)

# How long to wait for all answers that one question needs, such as those about one pool.
SECONDS = 30.0
NO_ANSWER = "NoAnswer"
NOT_FROM_AWS = "NotFromAws"
_MOST_FOREIGN_TEXT = 2000  # of a message; AWS's own are shorter

# Calls a second that AWS allows by default in one account and region. For a fleet, these services
# are called once for each pool; all others once for each region. Cognito: quota category
# UserPoolRead (DG, "Quotas in Amazon Cognito"); WAF: any Get action without a separate quota (AWS
# WAF quotas).
_CALLS_A_SECOND = {"cognito-idp": 15, "wafv2": 5}


class CallFailed(Exception):
    """AWS refused a call, or did not answer it.

    Attributes:
        code: AWS's error code, or the name of the client-side error.
        operation: the operation that was called.
        answered: whether AWS answered with this error, so that it tells something of the account.
    """

    def __init__(
        self,
        operation: ApiOperation,
        region: str,
        code: str,
        message: str,
        *,
        answered: bool = False,
    ) -> None:
        self.operation = operation
        self.region = region
        self.code = code
        self.message = one_line(message, _MOST_FOREIGN_TEXT)
        self.answered = answered
        super().__init__(f"{operation.full_name} in {region}: {code}: {self.message}")

    @property
    def not_found(self) -> bool:
        """Whether AWS answered that the resource does not exist."""
        return self.code in _NOT_FOUND

    @property
    def reason(self) -> str:
        """The reason in one line."""
        if self.code in _REFUSED:
            return (
                f"AWS refused {self.operation.full_name} in {self.region} ({self.code}): "
                f"allow {' and '.join(self.operation.actions)} to the user of these credentials"
            )
        called = f"{self.operation.full_name} in {self.region}"
        if self.code == NO_ANSWER and self.operation.changes:
            return f"{called}: {self.message}; AWS may have done it: look before you try again"
        if self.code == NO_ANSWER:
            return f"{called}: {self.message}; look at the network and the endpoint"
        if self.code == NOT_FROM_AWS:
            return f"{called}: the answer is not AWS's: {self.message}; look at the endpoint"
        return f"{called} failed ({self.code}): {self.message}"


# The length of the second, for a call that starts later than it may.
_SECOND = 1.25


@dataclass
class _Pace:
    """The pace of the calls of one service in one region.

    Attributes:
        starts: when the last calls started, in the loop's time.
        waited: how long the calls so far had to wait, in seconds.
    """

    starts: deque[float]
    waited: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Aws:
    """AWS's answers for one account, each of them requested once.

    Two checks that make the same call share its answer. Use an instance on one event loop only, and
    close it, or use it as a context manager, to end its threads.

    Args:
        transport: makes the calls.
        threads: the most calls at the same time.
        seconds: how long to wait for all answers together, counted from the first call. The time by
            which AWS's quotas make a large fleet wait comes on top.
        watch: is called with the names of the calls in progress when one begins or ends.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        threads: int = 48,
        seconds: float = SECONDS,
        watch: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        self._transport = transport
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aws")
        self._seconds = seconds
        self._watch = watch
        self._answers: dict[tuple[str, str, str], asyncio.Task[Answer]] = {}
        self._in_progress: list[str] = []
        self._paces: dict[tuple[str, str], _Pace] = {}
        self._first_call: float | None = None
        self._abandoned = False
        self.now = datetime.now(UTC)

    def __enter__(self) -> Aws:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # After a Ctrl-C, do not wait for calls that AWS has not answered.
        self.close(wait=kind is not KeyboardInterrupt)

    def close(self, *, wait: bool = True) -> None:
        """End the threads; by default, wait for calls in progress, unless their time is over."""
        self._threads.shutdown(wait=wait and not self._abandoned, cancel_futures=True)

    async def ask(self, operation: ApiOperation, region: str, **params: object) -> Answer:
        """Call an operation, or return the answer of an earlier equal call.

        Raises:
            CallFailed: AWS refused the call, could not be reached, or answered with an error; or
                another server answered, or nobody in time.
        """
        key = (operation.full_name, region, json.dumps(params, sort_keys=True, default=str))
        if key not in self._answers:
            self._answers[key] = asyncio.ensure_future(self._make(operation, region, params))
        return await asyncio.shield(self._answers[key])

    async def _make(self, operation: ApiOperation, region: str, params: Answer) -> Answer:
        await self._wait_for_turn(operation.service, region)
        loop = asyncio.get_running_loop()
        name = f"{operation.full_name} in {region}"
        self._in_progress.append(name)
        self._watch(self._in_progress)
        try:
            end = self._end(loop.time())
            if end <= loop.time():
                raise TimeoutError
            async with asyncio.timeout_at(end):
                return await loop.run_in_executor(
                    self._threads, self._transport, operation, region, params
                )
        except TimeoutError:
            self._abandoned = True
            seconds = max(self._seconds, 0.1)  # on a slow machine, nothing may be left of the limit
            message = f"no answer within {round(seconds, 0 if seconds >= 1 else 1):g} s"
            raise CallFailed(operation, region, NO_ANSWER, message) from None
        except botocore.exceptions.ClientError as error:
            details = error.response.get("Error", {})
            code = details.get("Code") or "Unknown"
            # A number is the status of an answer without an error of AWS, as of a gateway.
            message, answered = details.get("Message") or str(error), not code.isdigit()
            raise CallFailed(operation, region, code, message, answered=answered) from error
        except (NotFromAws, ResponseParserError) as error:
            raise CallFailed(operation, region, NOT_FROM_AWS, str(error)) from error
        except Exception as error:
            # A proxy, an emulator or a network may break an answer in any way.
            raise CallFailed(operation, region, type(error).__name__, str(error)) from error
        finally:
            self._in_progress.remove(name)
            self._watch(self._in_progress)

    def _end(self, now: float) -> float:
        """When to give up a call that begins now."""
        if self._first_call is None:
            self._first_call = now
        paced = max((pace.waited for pace in self._paces.values()), default=0.0)
        return min(now, self._first_call + paced) + self._seconds

    async def _wait_for_turn(self, service: str, region: str) -> None:
        quota = _CALLS_A_SECOND.get(service)
        if quota is None:
            return
        # As many calls as AWS allows in a second may start at once, so that one pool does not wait;
        # one less, with room for a call that is not the command's.
        at_once = quota - 1
        pace = self._paces.setdefault((service, region), _Pace(deque(maxlen=at_once)))
        clock = asyncio.get_running_loop().time
        async with pace.turn:
            if len(pace.starts) == at_once:
                wait = max(pace.starts[0] + _SECOND - clock(), 0)
                pace.waited += wait
                await asyncio.sleep(wait)
            pace.starts.append(clock())


def one_line(text: str, limit: int | None = None) -> str:
    """Fold whitespace, and cut text of others that is longer than a limit."""
    folded = " ".join(text.split())
    return folded if limit is None or len(folded) <= limit else folded[: limit - 1] + "…"
