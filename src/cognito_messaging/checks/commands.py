"""Command lines for remediations, which can be typed as they are printed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence


def aws(operation: str, **options: object) -> str:
    """A command of AWS's CLI, such as `aws("sns set-sms-attributes", region="eu-west-1")`.

    Args:
        operation: the service and the operation.
        options: the values by name. A mapping, and a list with mappings, becomes JSON; a list of
            texts becomes several words; True makes a switch; None leaves the option out.
    """
    words = ["aws", *operation.split()]
    for name, value in options.items():
        if value is not None:
            words += [f"--{name.replace('_', '-')}", *_words(value)]
    return shlex.join(words)


def in_turn(*commands: str) -> str:
    """One line that runs commands one after the other, as long as none fails."""
    return " && ".join(commands)


def _words(value: object) -> list[str]:
    if value is True:
        return []
    if isinstance(value, Mapping):
        return [json.dumps(value, separators=(",", ":"))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        if any(isinstance(one, Mapping) for one in value):
            return [json.dumps(value, separators=(",", ":"))]
        return [str(one) for one in value]
    return [str(value)]
