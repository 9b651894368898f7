"""What is wrong with a file, all at once, before anything is sent.

Sources: API, TextValidation, SelectValidation, PutRegistrationFieldValue (a text has at most 2048
characters), CreateRegistrationAttachment (5 MB; PDF, JPEG or PNG). A field whose condition does not
allow it gets the whole registration denied.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from .document import Document
from .forms import ATTACHMENT, CONDITIONAL, DISALLOWED, REQUIRED, SELECT, Form, FormField

_LONGEST = 2048
_LARGEST = 5 * 1024 * 1024
# How the content of a file begins, for each ending of its name.
_BEGINS = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}


def problems(form: Form, document: Document) -> list[str]:
    """Everything that AWS would refuse, each with its field and what to write instead."""
    return [*_unknown(form, document), *_associations(form, document), *_fields(form, document)]


def _unknown(form: Form, document: Document) -> Iterator[str]:
    known = [field.path for field in form.fields]
    for path in document.values:
        if path not in known:
            near = difflib.get_close_matches(path, known, 1)
            hint = f"write {near[0]}" if near else "leave it out"
            yield f"{path}: {form.type} has no such field: {hint}"


def _associations(form: Form, document: Document) -> Iterator[str]:
    kinds = " or ".join(form.before_submit)
    if kinds and not document.associate:
        yield f"associate: write the ID or phone number of the {kinds} that is registered"
    if not kinds and document.associate:
        yield (
            "associate: leave it out: AWS associates nothing with this registration before it is "
            "approved"
        )


def _fields(form: Form, document: Document) -> Iterator[str]:
    for field in form.fields:
        value = document.values.get(field.path)
        need = field.need_with(document.values)
        if value is None:
            if need == REQUIRED:
                yield f"{field.path}: it is required: write {field.limits}"
        elif need == DISALLOWED:
            on = sorted(
                condition["DependsOnFieldPath"]
                for rule in field.conditions.get("Rules", [])
                for condition in rule["Conditions"]
            )
            yield (
                f"{field.path}: leave it out: it is not allowed with this "
                f"{' and '.join(dict.fromkeys(on)) or 'form'}"
            )
        else:
            yield from (f"{field.path}: {wrong}" for wrong in _wrong(field, value, document.path))


def _wrong(field: FormField, value: object, file: Path) -> Iterator[str]:
    if field.kind == SELECT:
        yield from _wrong_choice(field, value)
    elif not isinstance(value, str):
        yield f"{value!r} is not a text: write it in quotes"
    elif field.kind == ATTACHMENT:
        yield from _wrong_file(file.parent / value)
    else:
        yield from _wrong_text(field, value)


def _wrong_choice(field: FormField, value: object) -> Iterator[str]:
    chosen = value if isinstance(value, list) else [value]
    for one in chosen:
        if not isinstance(one, str):
            yield f"{one!r} is not a text: write it in quotes"
        elif one not in field.options:
            near = difflib.get_close_matches(one.upper(), field.options, 1)
            hint = near[0] if near else f"one of {', '.join(field.options)}"
            yield f"{one!r} is no option: write {hint}"
    if not field.least <= len(chosen) <= (field.most or len(chosen)):
        yield f"{len(chosen)} options: write {field.least} to {field.most}"


def _wrong_text(field: FormField, value: str) -> Iterator[str]:
    most = min(field.most or _LONGEST, _LONGEST)
    if not field.least <= len(value) <= most:
        yield f"{len(value)} characters: write {field.least} to {most}"
    try:
        matches = not field.pattern or re.fullmatch(field.pattern, value) is not None
    except re.error:  # a pattern of another dialect: AWS checks it
        matches = True
    if not matches:
        example = f", such as {field.example}" if field.example else ""
        yield f"{value!r} does not have the form {field.format or field.pattern}{example}"


def _wrong_file(path: Path) -> Iterator[str]:
    begins = _BEGINS.get(path.suffix.lower())
    if begins is None:
        yield f"{path.name!r}: write the path of a file that ends with .pdf, .jpg or .png"
        return
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(len(begins))
    except OSError as error:
        yield f"{path}: {error.strerror or error}"
        return
    if size > _LARGEST:
        yield f"{path.name} has {size} bytes: AWS takes at most {_LARGEST}"
    elif beginning != begins:
        yield f"{path.name} is not what its name says: a {path.suffix[1:].upper()} begins otherwise"


def unsure(form: Form, document: Document) -> list[str]:
    """The fields with a value of which AWS does not say whether they are allowed."""
    return [
        field.path
        for field in form.fields
        if field.path in document.values and field.need_with(document.values) == CONDITIONAL
    ]
