"""The duration of the checks if each call takes a while, and their handling of throttling."""

from __future__ import annotations

import asyncio
import json
import selectors
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import boto3
import pytest

from cognito_messaging.aws import Aws, BotoTransport
from cognito_messaging.calls import DESCRIBE_USER_POOL, ApiOperation
from cognito_messaging.readiness import Account, Report, assess_fleet, assess_pool

from .fake_aws import ACCOUNT, EXPECTATIONS, HEALTHY, POOL_ID, UNUSED, Dns, FakeAws

DELAY = 0.1
REGIONS = ("eu-west-1", "eu-central-1", "us-east-1", "ap-northeast-1")


async def _assess(aws: Aws) -> Report:
    return await assess_pool(aws, POOL_ID, "eu-west-1", expectations=EXPECTATIONS, resolver=Dns())


class _Selector(selectors.DefaultSelector):
    """Never waits: reports the time that the loop would have waited."""

    passed: Callable[[float], None]

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready and timeout:
            self.passed(timeout)
        return ready


class _FastLoop(asyncio.SelectorEventLoop):
    """An event loop with its own clock, on which waiting takes no time.

    A call in a thread is made at once, and answered after a delay on that clock.
    """

    def __init__(self) -> None:
        selector = _Selector()
        selector.passed = self._pass
        self._now = 0.0
        super().__init__(selector)

    def _pass(self, seconds: float) -> None:
        self._now += seconds

    def time(self) -> float:
        return self._now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        answered = self.create_future()
        self.call_later(DELAY, answered.set_result, func(*args))
        return answered


def test_one_pool_takes_as_long_as_its_longest_chain_of_calls() -> None:
    fake = FakeAws()
    with Aws(fake) as aws, asyncio.Runner(loop_factory=_FastLoop) as runner:
        runner.run(_assess(aws))
        took = runner.get_loop().time()
    assert fake.asked.total() >= 20
    # The pool, its domain, its clients, the style of each client: no chain of calls is longer.
    assert took == pytest.approx(4 * DELAY)


class Fleet(FakeAws):
    """Fifty pools in each region; notes when each call began."""

    POOLS = 50

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[tuple[str, str, float]] = []

    def __call__(
        self, operation: ApiOperation, region: str, params: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self.begun.append((operation.service, region, asyncio.get_running_loop().time()))
        answer = dict(super().__call__(operation, region, params))
        if operation.name == "ListUserPools":
            return {"UserPools": [{"Id": f"{region}_Pool{n}"} for n in range(self.POOLS)]}
        if operation.name == "DescribeUserPool":
            pool_id = str(params["UserPoolId"])
            arn = f"arn:aws:cognito-idp:{region}:{ACCOUNT}:userpool/{pool_id}"
            answer["UserPool"] = {**answer["UserPool"], "Id": pool_id, "Arn": arn}
        return answer

    def busiest_second(self, service: str) -> int:
        """The most calls of a service that began in one region within any one second."""
        most = 0
        for region in REGIONS:
            times = sorted(at for *where, at in self.begun if where == [service, region])
            for index, at in enumerate(times):
                most = max(most, sum(later < at + 1 for later in times[index:]))
        return most


def test_two_hundred_pools_in_four_regions_take_half_a_minute_at_aws_default_rates() -> None:
    fake = Fleet()
    progress: list[tuple[int, int]] = []
    with Aws(fake) as aws, asyncio.Runner(loop_factory=_FastLoop) as runner:
        reports, problems = runner.run(
            assess_fleet(
                [Account("test", aws)],
                REGIONS,
                expectations=EXPECTATIONS,
                resolver=Dns(),
                progress=lambda done, total: progress.append((done, total)),
            )
        )
        took = runner.get_loop().time()
    assert (len(reports), problems) == (200, [])
    assert took <= 30
    assert progress[0] == (0, 200)
    assert progress[-1] == (200, 200)
    assert set(fake.asked.values()) == {1}
    assert fake.busiest_second("cognito-idp") <= 15
    assert fake.busiest_second("wafv2") <= 5


class _Throttling(BaseHTTPRequestHandler):
    asked: ClassVar[Counter[str]] = Counter()
    lock = threading.Lock()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        target = self.headers["X-Amz-Target"]
        with self.lock:
            self.asked[target] += 1
            throttled = self.asked[target] <= 2
        body: dict[str, Any] = {"__type": "TooManyRequestsException", "message": "slow down"}
        if not throttled:
            body = {"UserPool": {"Id": POOL_ID, "Name": "customers"}}
        text = json.dumps(body).encode()
        self.send_response(400 if throttled else 200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name in the base class)
        pass


@pytest.fixture
def throttling() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Throttling) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_call_that_is_throttled_twice_is_answered_in_the_end(
    throttling: str, session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    with Aws(BotoTransport(session, throttling)) as aws:
        answer = asyncio.run(aws.ask(DESCRIBE_USER_POOL, "eu-west-1", UserPoolId=POOL_ID))
    assert answer["UserPool"]["Name"] == "customers"
    assert _Throttling.asked.total() == 3


def test_the_fake_aws_answers_exactly_the_calls_that_the_checks_make() -> None:
    fake = FakeAws()
    with Aws(fake) as aws:
        asyncio.run(_assess(aws))
    made = {name.split(" ")[0] for name in fake.asked}
    assert made == set(HEALTHY) - UNUSED
