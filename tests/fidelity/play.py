"""Making the requests of this folder through a gateway."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from botocore.exceptions import ClientError

from terraform_scenarios.gateway import Fault, Gateway

from ..corpus.entries import Player
from ..gateway.live import Account
from ..rules.cases import REGION, Setting
from .declared import Reached, Request

# What people do on AWS, by the name that requests.yaml gives it.
MANUAL: Mapping[str, Callable[[Gateway, str], None]] = {
    "expire_codes": lambda gateway, account: gateway.manual.expire_codes(account=account),
    "leave_sms_sandbox": lambda gateway, account: gateway.manual.leave_sandbox(
        "sms", account=account
    ),
}

Answer = tuple[str, str, str]


class Fidelity:
    """Makes requests, each in an account of its own."""

    def __init__(self, gateway: Gateway, numbers: Iterator[int]) -> None:
        self._gateway = gateway
        self._numbers = numbers
        self._account = Account(gateway.endpoint, str(next(numbers)))

    def answer(self, request: Request) -> Answer:
        """The error of a request (empty if it passes), its message, and who answered."""
        return self.prepared(request)()

    def prepared(self, request: Request) -> Callable[[], Answer]:
        """Make what a request needs; returns what makes the request, each time it is called."""
        account = self._account
        account.become(str(next(self._numbers)))

        def verify(name: str) -> None:
            self._gateway.manual.verify_sender(name, account=account.number)

        player = Player(Setting(account, verify), REGION)
        player.prepare(list(request.given))
        if request.manual:
            MANUAL[request.manual](self._gateway, account.number)

        def ask() -> Answer:
            error = message = ""
            try:
                player.call(request.call, dict(request.parameters))
            except ClientError as refused:
                error = refused.response["Error"]["Code"]
                message = refused.response["Error"]["Message"]
            return error, message, self._gateway.calls[-1].answered_by

        return ask

    def injected(self, reached: Reached, ask: Callable[[], Answer]) -> Answer:
        """The answer to a prepared request that a fault strikes: the request changes nothing."""
        service, _, operation = reached.operation.partition(".")
        self._gateway.inject(Fault(reached.code, service, operation))
        try:
            return ask()
        finally:
            self._gateway.clear_faults()
