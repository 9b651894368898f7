"""Reads values from the command line, for several verbs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..checks import every_check
from ..checks.base import Check
from .errors import CommandFailed

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_ADDRESS = re.compile(r"[^\s@<>,;\"()]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+", re.ASCII)
_DOMAIN = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d", re.ASCII)


def phone_number(text: str) -> str:
    """A phone number in E.164 format.

    Raises:
        CommandFailed: the text is not a phone number.
    """
    number = re.sub(r"[\s().-]", "", text)
    if not _NUMBER.fullmatch(number):
        raise CommandFailed(f"{text!r} is not a phone number: write it as +4915112345678")
    return number


def email_address(text: str) -> str:
    """An email address without a name.

    Raises:
        CommandFailed: the text is not an email address.
    """
    if not _ADDRESS.fullmatch(text):
        raise CommandFailed(f"{text!r} is not an email address: write it as name@example.com")
    return text


def domain(text: str) -> str:
    """A domain name.

    Raises:
        CommandFailed: the text is not a domain name.
    """
    if not _DOMAIN.fullmatch(text):
        raise CommandFailed(f"{text!r} is not a domain: write it as example.com")
    return text


def chosen_checks(text: str | None) -> Sequence[Check]:
    """The checks that `--only` lists. Default: all checks.

    Raises:
        CommandFailed: a check does not exist.
    """
    if text is None:
        return every_check()
    ids = {name.strip().upper() for name in text.split(",") if name.strip()}
    known = {check.id for check in every_check()}
    if unknown := sorted(ids - known):
        raise CommandFailed(
            f"--only: there is no check {', '.join(unknown)}; "
            "the checks are E1 to E16, S0 to S12 and G1 to G5"
        )
    return [check for check in every_check() if check.id in ids]


def countries(text: str | None) -> tuple[str, ...]:
    """Country codes, separated by commas.

    Raises:
        CommandFailed: a code is not two letters.
    """
    codes = [code.strip().upper() for code in (text or "").split(",") if code.strip()]
    for code in codes:
        if not re.fullmatch("[A-Z]{2}", code):
            raise CommandFailed(
                f"--sms-countries: {code!r} is not a country code: "
                "write ISO 3166 codes, such as US,DE,GB"
            )
    return tuple(dict.fromkeys(codes))


def regions(text: str | None) -> list[str]:
    """Region names, separated by commas.

    Raises:
        CommandFailed: a name is not a region name.
    """
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    for name in names:
        if not _REGION.fullmatch(name):
            raise CommandFailed(f"--regions: {name!r} is not a region: write eu-west-1,us-east-1")
    return list(dict.fromkeys(names))
