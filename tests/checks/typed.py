"""Whether the fixes that a report prints can be typed: commands, and the text around them."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import botocore.session
import typer
from botocore import xform_name
from botocore.validate import validate_parameters

from cognito_messaging.checks.outcome import Remediation
from cognito_messaging.cli.app import app

_PLACEHOLDER = re.compile(r"\{\w*\}|<[A-Za-z][\w -]*>|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|file://|…")
# Every command of AWS's CLI has these (AWS CLI Command Reference, global options).
_GLOBAL = {"region", "query", "output"}
_WITHOUT_REGION = {"iam"}
_CAPTURED = re.compile(r"(?P<name>\w+)=\$\((?P<inner>.*)\) && (?P<rest>.*)")


def check_remediation(remediation: Remediation, names: Sequence[str] = ()) -> None:
    """Fail unless a remediation can be followed as it is printed.

    Args:
        remediation: as a finding has it.
        names: texts from AWS, which may look like anything.
    """
    for text in (remediation.what, remediation.console or ""):
        for name in names:
            text = text.replace(name, "")
        # The names of AWS's own settings and roles are no placeholders.
        assert not _PLACEHOLDER.search(text.replace("InvalidSmsRole…", "")), text
    if remediation.command:
        check_command(remediation.command)


def check_command(command: str) -> None:
    """Fail unless each command in a line parses, with options that exist."""
    assert "\n" not in command
    if captured := _CAPTURED.fullmatch(command):
        check_command(captured["inner"])
        check_command(
            captured["rest"].replace(f'"${captured["name"]}"', "arn:aws:wafv2:acl-from-before")
        )
        return
    for words in _each(shlex.split(command)):
        assert words, command
        {"aws": _check_aws, "cognito-messaging": _check_ours}[words[0]](words[1:])


def _each(words: list[str]) -> Iterator[list[str]]:
    while "&&" in words:
        at = words.index("&&")
        yield words[:at]
        words = words[at + 1 :]
    yield words


def _check_ours(words: list[str]) -> None:
    """Parse a command as the program does, without running it."""
    command: Any = typer.main.get_command(app)
    context = None
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            context = command.make_context("cognito-messaging", list(words))
            while hasattr(command, "resolve_command"):
                rest = [*getattr(context, "_protected_args", ()), *context.args]
                name, command, rest = command.resolve_command(context, rest)
                context = command.make_context(name, rest, parent=context)
        except Exception as error:
            # Typer's classes differ from release to release; --help exits with 0.
            if getattr(error, "exit_code", 1) == 0:
                return
            raise AssertionError(f"{words}: {error}") from error
    assert not context.args, words


@cache
def _model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def _check_aws(words: list[str]) -> None:
    """Compare a command with the model of the operation that it calls."""
    service, operation, *rest = words
    model = _model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(names[operation]).input_shape
    members = {xform_name(name, "-"): name for name in shape.members}
    given: dict[str, list[str]] = {}
    for word in rest:
        if word.startswith("--"):
            assert word[2:] in members or word[2:] in _GLOBAL, (words, word)
            given[word[2:]] = []
        else:
            given[list(given)[-1]].append(word)
    assert service in _WITHOUT_REGION or given.get("region"), words
    parameters = {
        members[option]: _value(shape.members[members[option]], values)
        for option, values in given.items()
        if option not in _GLOBAL
    }
    validate_parameters(parameters, shape)


def _value(shape: Any, words: list[str]) -> Any:
    if shape.type_name == "boolean":
        assert words == [], words
        return True
    if shape.type_name == "list" and not words[0].startswith("["):
        return [_value(shape.member, [word]) for word in words]
    (word,) = words
    if shape.type_name in ("structure", "list", "map"):
        if word[0] in "{[":
            return _known(shape, json.loads(word))
        return dict(pair.split("=", 1) for pair in word.split(","))  # the CLI's short form
    if shape.type_name in ("integer", "long"):
        return int(word)
    if shape.type_name in ("double", "float"):
        return float(word)
    if word.startswith("{"):
        json.loads(word)  # a policy
    else:
        assert not _PLACEHOLDER.search(word) or word in (getattr(shape, "enum", None) or ()), word
    return word


def _known(shape: Any, value: Any) -> Any:
    """A value; botocore's validation does not look at enumerations."""
    if isinstance(value, dict):
        members = shape.members if shape.type_name == "structure" else {}
        for name, inner in value.items():
            assert shape.type_name == "map" or name in members, (shape.name, name)
            _known(members.get(name) or shape.value, inner)
    elif isinstance(value, list):
        for inner in value:
            _known(shape.member, inner)
    elif enum := getattr(shape, "enum", None):
        assert value in enum, (shape.name, value)
    return value
