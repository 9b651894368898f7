"""Reads values from the command line, for several verbs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..checks import every_check
from ..checks.base import Check
from .errors import CommandFailed, ExitCode

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


def listed(option: str, text: str | None) -> list[str]:
    """The parts of a value that are separated by commas, each once; none without the option.

    Raises:
        CommandFailed: the option is given, but has no value.
    """
    parts = [part.strip() for part in (text or "").split(",") if part.strip()]
    if text is not None and not parts:
        raise CommandFailed(f"{option} is empty: write a value, or leave it out")
    return list(dict.fromkeys(parts))


def chosen_checks(text: str | None) -> Sequence[Check]:
    """The checks that `--only` lists. Default: all checks.

    Raises:
        CommandFailed: a check does not exist, or none is listed.
    """
    ids = {name.upper() for name in listed("--only", text)}
    every = every_check()
    known = [check.id for check in every]
    if unknown := sorted(ids - {*known}):
        raise CommandFailed(
            f"--only: there is no check {', '.join(unknown)}; the checks are {', '.join(known)}"
        )
    return [check for check in every if check.id in ids] if ids else every


def countries(text: str | None) -> tuple[str, ...]:
    """Country codes, separated by commas.

    Raises:
        CommandFailed: a code is not two letters.
    """
    codes = [code.upper() for code in listed("--sms-countries", text)]
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
    return [region_name(name, "--regions") for name in listed("--regions", text)]


def region_name(text: str, where: str, code: ExitCode = ExitCode.USAGE) -> str:
    """The name of a region.

    Args:
        text: the name.
        where: what gave it, such as `--region`.
        code: the exit code if it is none.

    Raises:
        CommandFailed: it is not the name of a region.
    """
    if not _REGION.fullmatch(text):
        raise CommandFailed(f"{where}: {text!r} is not a region: write it as eu-west-1", code)
    return text
