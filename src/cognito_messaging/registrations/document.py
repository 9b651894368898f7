"""The file that fills in a form: TOML, with one table for each section of the form."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .forms import REQUIRED, SELECT, Form, FormField, Values

_ARRANGED = ("registration_type", "name", "associate")
_WIDTH = 96


class InvalidDocument(Exception):
    """The file cannot be read; the message says what to write."""


@dataclass(frozen=True)
class Document:
    """What a file says.

    Attributes:
        path: where it is; paths of attachments are relative to its folder.
        type: the registration type.
        name: the name of the registration, by which it is found again.
        associate: the number or registration to associate it with, by ID, ARN or phone number.
        values: the value of each field path. An empty text is no value.
    """

    path: Path
    type: str
    name: str
    associate: tuple[str, ...]
    values: Values


def read_document(path: Path) -> Document:
    """Read a file.

    Raises:
        InvalidDocument: it cannot be read, is not TOML, or lacks what every file has.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidDocument(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InvalidDocument(f"{path} is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidDocument(f"{path} is not TOML: {error}") from error
    kind, name, associate = (found.pop(key, None) for key in _ARRANGED)
    if not isinstance(kind, str) or not re.fullmatch(r"[A-Za-z0-9_]{1,64}", kind):
        raise InvalidDocument(
            f"{path}: registration_type: write it at the top of the file, such as "
            'registration_type = "US_TOLL_FREE_REGISTRATION"'
        )
    if not isinstance(name, str) or not re.fullmatch(r"[\w .:/=+@-]{1,256}", name):
        raise InvalidDocument(
            f"{path}: name: write a name for the registration at the top of the file, such as "
            'name = "codes": 1 to 256 letters, digits, spaces or _.:/=+@-'
        )
    given = [associate] if isinstance(associate, str) else associate or []
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise InvalidDocument(
            f'{path}: associate: write it in quotes, such as associate = "+18885550123"'
        )
    named = tuple(dict.fromkeys(one.strip() for one in given if one.strip()))
    return Document(path, kind.upper(), name, named, dict(_values(found)))


def _values(table: Mapping[str, object], outer: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _values(value, f"{outer}{key}.")
        elif value not in ("", []):
            yield f"{outer}{key}", value


def template(form: Form) -> str:
    """A file for a form, with a comment for each field and no values."""
    lines = [
        f"# {form.title or form.type}. Fill in what is required, and what you know beyond it, and",
        "# run: cognito-messaging --region REGION registration submit FILE",
        "",
        f"registration_type = {_quoted(form.type)}",
        "# A name of your choice, by which a second run finds the registration.",
        'name = ""',
    ]
    if form.before_submit:
        lines += [
            f"# What the form is about ({' or '.join(form.before_submit)}): its ID, its ARN,",
            "# or the phone number, such as +18885550123.",
            'associate = ""',
        ]
    sections: dict[str, list[FormField]] = {"": []}  # a table begins once, fields without one first
    for field in form.fields:
        sections.setdefault(field.path.rpartition(".")[0], []).append(field)
    for section, fields in sections.items():
        lines += ["", f"[{section}]"] if section else [""] if fields else []
        for field in fields:
            lines += _field_lines(field)
    return "\n".join(lines) + "\n"


def _field_lines(field: FormField) -> Iterator[str]:
    need = field.need.lower()
    yield from _comment(f"{field.title or field.path} ({need}, {field.limits}). {field.about}")
    if field.format:
        yield from _comment(field.format)
    if field.example:
        yield from _comment(f"Example: {field.example}")
    value = "[]" if field.kind == SELECT and field.most != 1 else '""'
    hidden = "" if field.need == REQUIRED else "# "
    yield f"{hidden}{field.path.rpartition('.')[2]} = {value}"


def _comment(sentence: str) -> Iterator[str]:
    """A comment of several lines, in which nothing ends the comment."""
    words = sentence.split()
    while words:
        line = ["#"]
        while words and (len(line) == 1 or len(" ".join([*line, words[0]])) <= _WIDTH):
            line.append("".join(one for one in words.pop(0) if one.isprintable()))
        yield " ".join(line)


def _quoted(value: str) -> str:
    return json.dumps(value)
