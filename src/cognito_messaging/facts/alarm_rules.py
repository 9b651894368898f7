"""The rule expression of a composite alarm.

Source: CloudWatch API, PutCompositeAlarm, AlarmRule; User Guide, "Composite alarms": functions of
the state of other alarms, joined by AND, OR, NOT and parentheses; AT_LEAST counts alarms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .policies.conditions import all_of, any_of

States = Callable[[str], str | None]
"""The state of an alarm by its name: ALARM, OK or INSUFFICIENT_DATA; None if it is not known."""

_STATE = r"ALARM|OK|INSUFFICIENT_DATA"
_NAME = r'"(?:[^"\\]|\\.)*"|[^()",]+?'
_TOKEN = re.compile(
    rf"\s*(?:(?P<state>{_STATE})\s*\(\s*(?P<name>{_NAME})\s*\)"
    rf"|AT_LEAST\s*\(\s*(?P<count>\d+)\s*(?P<percent>%?)\s*,\s*(?P<not>NOT\s+)?"
    rf"(?P<each>{_STATE})\s*,\s*\((?P<names>[^()]*)\)\s*\)"
    r"|(?P<word>AND\b|OR\b|NOT\b|TRUE\b|FALSE\b|\(|\)))"
)


class _Unreadable(Exception):
    """The text is not a rule that is understood here."""


def evaluate(rule: str, states: States) -> bool | None:
    """Whether a rule is true for the states of other alarms; None if that is not known."""
    try:
        tokens = _tokens(rule, states)
        result = _either(tokens)
    except (_Unreadable, IndexError, RecursionError):
        return None
    return None if tokens else result


def _tokens(rule: str, states: States) -> list[str | bool | None]:
    """The words of a rule, last first, with the truth of each function in place of it."""
    found: list[str | bool | None] = []
    at, end = 0, len(rule.rstrip())
    while at < end:
        token = _TOKEN.match(rule, at)
        if token is None:
            raise _Unreadable
        at = token.end()
        if token["state"]:
            found.append(_is(states, token["name"], token["state"]))
        elif token["each"]:
            found.append(_at_least(states, token.groupdict()))
        else:
            found.append({"TRUE": True, "FALSE": False}.get(token["word"], token["word"]))
    return found[::-1]


def _is(states: States, name: str, wanted: str) -> bool | None:
    plain = re.sub(r"\\(.)", r"\1", name.strip()[1:-1]) if '"' in name else name.strip()
    state = states(plain.partition(":alarm:")[2] if plain.startswith("arn:") else plain)
    return None if state is None else state == wanted


def _at_least(states: States, token: Mapping[str, str | None]) -> bool | None:
    names = re.findall(r'"(?:[^"\\]|\\.)*"|[^",]*[^",\s]', token["names"] or "")
    wanted = int(token["count"] or 0)
    if token["percent"]:
        wanted = -(-wanted * len(names) // 100)
    truths = [_is(states, name, token["each"] or "") for name in names]
    if token["not"]:
        truths = [None if truth is None else not truth for truth in truths]
    if truths.count(True) >= wanted:
        return True
    return None if len(truths) - truths.count(False) >= wanted else False


def _either(tokens: list[str | bool | None]) -> bool | None:
    parts = [_both(tokens)]
    while tokens and tokens[-1] == "OR":
        tokens.pop()
        parts.append(_both(tokens))
    return any_of(parts)


def _both(tokens: list[str | bool | None]) -> bool | None:
    parts = [_one(tokens)]
    while tokens and tokens[-1] == "AND":
        tokens.pop()
        parts.append(_one(tokens))
    return all_of(parts)


def _one(tokens: list[str | bool | None]) -> bool | None:
    word = tokens.pop()
    if word == "NOT":
        inner = _one(tokens)
        return None if inner is None else not inner
    if word == "(":
        inner = _either(tokens)
        if tokens.pop() != ")":
            raise _Unreadable
        return inner
    if isinstance(word, str):
        raise _Unreadable
    return word
