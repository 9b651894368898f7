"""The repairs that bring a root, its state and its account together again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore import xform_name

from ..calls import ApiOperation


@dataclass(frozen=True)
class TerraformCommand:
    """A command of Terraform that changes the state, such as `import ADDRESS ID`.

    Attributes:
        arguments: the arguments after the name of the program.
        evaluates: whether it evaluates the configuration, and so needs its variables.
    """

    arguments: tuple[str, ...]
    evaluates: bool = False


@dataclass(frozen=True)
class AwsCall:
    """A call that deletes something, or allows that it is deleted.

    Attributes:
        operation: the operation, such as DeleteUserPool.
        region: the region of the call.
        parameters: strings or lists of strings by AWS's names.
    """

    operation: ApiOperation
    region: str
    parameters: Mapping[str, Any]

    def command(self, options: tuple[str, ...] = ()) -> str:
        """The same call as a command of the AWS CLI."""
        arguments = []
        for name, value in self.parameters.items():
            arguments += [
                f"--{xform_name(name, '-')}",
                *([value] if isinstance(value, str) else value),
            ]
        verb = xform_name(self.operation.name, "-")
        return shlex.join(
            ["aws", self.operation.service, verb, *arguments, "--region", self.region, *options]
        )


@dataclass(frozen=True)
class Repair:
    """Something to do, with the reason.

    Attributes:
        commands: what to run, in this order.
        reason: why, in a sentence or two.
        proved: whether it is certain that it concerns only this root. If not, it is shown and never
            run.
    """

    commands: tuple[TerraformCommand | AwsCall, ...]
    reason: str
    proved: bool = True


def untaint(address: str, reason: str) -> Repair:
    """Keep a tainted resource."""
    return Repair((TerraformCommand(("untaint", address)),), reason)


def bring_in(address: str, import_id: str, reason: str, *, proved: bool = True) -> Repair:
    """Take a resource that exists into the state."""
    return Repair((TerraformCommand(("import", address, import_id), True),), reason, proved)
