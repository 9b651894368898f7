"""The gateway's own HTTP API, under `/_gateway/`, and the outbox that it shows.

| | |
|---|---|
| GET health, calls, faults, rules | what the gateway knows |
| GET messages?account=&destination= | mail and SMS |
| POST verify-sender, unverify-sender | `{"identity": "example.com"}` |
| POST review | `{"status": "GRANTED"}` |
| POST confirm-number | `{"number": "+15555550100"}` |
| POST leave-sandbox, enter-sandbox | `{"channel": "email"}` or `"sms"` |
| POST expire-codes | `{}` |
| POST faults | `{"kind": "throttling", "service": "iam", "nth": 2}`, as `Fault` takes it |
| DELETE faults, calls | none any more |
| POST reset | forget everything |

The six that speak of people also take `"account"` and `"region"`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from terraform_scenarios.gateway.faults import Fault, FaultKind
from terraform_scenarios.gateway.outbox import Message
from terraform_scenarios.gateway.wire import AwsError, HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from terraform_scenarios.gateway.server import Gateway

_MAIL = "/_ministack/ses/messages"
_TEXTS = "/_ministack/sns/sms-messages"
_CODE = re.compile(r"(?<![\w#&])(\d{6,8})(?!\w)")
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


class _BadRequestError(ValueError):
    """A request to the gateway's own API that is wrong; the message says how to write it."""


async def answer(gateway: Gateway, asked: HttpRequest) -> HttpAnswer:
    """Answer a request to the gateway's own API."""
    # A page elsewhere must not steer the gateway through a name that it points at loopback.
    host = urlsplit(f"//{asked.headers.get('host', '')}").hostname
    if host not in _LOOPBACK_NAMES:
        return _json(403, {"message": f"{host} is not a name of this machine's loopback"})
    route = f"{asked.method} {asked.path.removeprefix('/_gateway/')}"
    try:
        if route == "GET messages":
            found = await collect_messages(gateway)
            wanted = dict(asked.parameters)
            return _json(200, [one.as_json() for one in found if _wanted(one, wanted)])
        if route in _READ:
            return _json(200, _READ[route](gateway))
        if route in _WRITE:
            _WRITE[route](gateway, _body(asked))
            return _json(200, {})
    except _BadRequestError as error:
        return _json(400, {"message": str(error)})
    except (ValueError, TypeError) as error:
        return _json(400, {"message": str(error)})
    except AwsError as error:
        return _json(503, {"message": error.message})
    return _json(404, {"message": f"{route} is none of {', '.join(sorted({*_READ, *_WRITE}))}"})


async def collect_messages(gateway: Gateway) -> list[Message]:
    """The mail that the target has recorded, the SMS published there, and the gateway's own."""
    found = gateway.outbox.messages()
    known = {(one.account, one.sender, one.destination, one.text) for one in found}
    mail = await _records(gateway, _MAIL)
    for account, records in mail.get("messages", {}).items():
        for record in records:
            for message in _mail(account, record):
                key = (account, message.sender, message.destination, message.text)
                if key not in known:
                    found.append(gateway.annotate(message))
    return sorted(found, key=lambda one: one.at)


async def _records(gateway: Gateway, path: str) -> Mapping[str, Any]:
    fetched = await gateway.fetch(path)
    if fetched.status != 200:
        return {}
    try:
        loaded = json.loads(fetched.body)
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _mail(account: str, record: Mapping[str, Any]) -> list[Message]:
    text = record.get("BodyText") or record.get("BodyHtml") or ""
    code = _CODE.search(text)
    return [
        Message(
            channel="email",
            account=account,
            region="",
            sender=record.get("Source", ""),
            destination=destination,
            subject=record.get("Subject", ""),
            text=text,
            code=code[1] if code else "",
            sent_through="",
            reply_to=(),
            at=float(record.get("Timestamp", 0.0)),
        )
        for destination in record.get("To", [])
    ]


def _wanted(message: Message, wanted: Mapping[str, str]) -> bool:
    return all(
        getattr(message, name) == wanted[name]
        for name in ("account", "destination", "channel", "sender")
        if name in wanted
    )


def _body(asked: HttpRequest) -> dict[str, Any]:
    if asked.method == "DELETE":
        return {}
    # A form, which any web page may send, is not taken for JSON.
    if "application/json" not in asked.headers.get("content-type", ""):
        raise _BadRequestError("send a JSON object with content-type: application/json")
    try:
        loaded = json.loads(asked.body or b"{}")
    except (ValueError, RecursionError):
        raise _BadRequestError("the body is not JSON: send a JSON object") from None
    if not isinstance(loaded, dict):
        raise _BadRequestError("the body is not a JSON object")
    return loaded


def _json(status: int, value: object) -> HttpAnswer:
    headers = [("content-type", "application/json")]
    # The outbox is there to be looked at, from a page on another port too; nothing else is.
    if isinstance(value, list):
        headers.append(("access-control-allow-origin", "*"))
    return HttpAnswer(status, headers, json.dumps(value, default=str).encode())


def _add_fault(gateway: Gateway, body: Mapping[str, Any]) -> None:
    kinds = [kind.value for kind in FaultKind]
    if body.get("kind") not in kinds:
        raise _BadRequestError(f"kind is {body.get('kind')!r}: write one of {', '.join(kinds)}")
    gateway.inject(Fault(**{**body, "kind": FaultKind(body["kind"])}))


def _shown_fault(fault: Fault) -> dict[str, Any]:
    shown = {key: value for key, value in vars(fault).items() if not key.startswith("_")}
    return {**shown, "kind": fault.kind.value}


_READ: Mapping[str, Callable[[Gateway], object]] = {
    "GET health": lambda gateway: {"status": "ok", "target": gateway.target},
    "GET calls": lambda gateway: {"calls": [call.as_json() for call in gateway.calls]},
    "GET faults": lambda gateway: {"faults": [_shown_fault(one) for one in gateway.faults]},
    "GET rules": lambda gateway: {
        "rules": [
            {"id": rule.id, "text": rule.text, "source": rule.source} for rule in gateway.rules
        ]
    },
}
_WRITE: Mapping[str, Callable[[Gateway, Mapping[str, Any]], None]] = {
    "POST verify-sender": lambda gateway, body: gateway.people.verify_sender(**body),
    "POST unverify-sender": lambda gateway, body: gateway.people.unverify_sender(**body),
    "POST review": lambda gateway, body: gateway.people.decide_review(**body),
    "POST confirm-number": lambda gateway, body: gateway.people.confirm_number(**body),
    "POST leave-sandbox": lambda gateway, body: gateway.people.leave_sandbox(**body),
    "POST enter-sandbox": lambda gateway, body: gateway.people.enter_sandbox(**body),
    "POST expire-codes": lambda gateway, body: gateway.people.expire_codes(**body),
    "POST faults": _add_fault,
    "DELETE faults": lambda gateway, _: gateway.clear_faults(),
    "DELETE calls": lambda gateway, _: gateway.clear_calls(),
    "POST reset": lambda gateway, _: gateway.reset(),
}
