"""Finds out whether AWS has a region."""

from __future__ import annotations

import boto3
import botocore

from .arguments import region_name
from .errors import CommandFailed, ExitCode


def check_region(
    session: boto3.Session,
    name: str,
    where: str,
    code: ExitCode = ExitCode.USAGE,
    *,
    emulated: bool = False,
) -> None:
    """Raise unless AWS has a region.

    Args:
        session: knows the regions.
        name: the region.
        where: what gave it, such as `--region`.
        code: the exit code if it does not exist.
        emulated: whether the endpoint is an emulator's, which may have any region.

    Raises:
        CommandFailed: AWS has no such region.
    """
    region_name(name, where, code)
    if emulated or any(
        name in session.get_available_regions("ec2", partition)
        for partition in session.get_available_partitions()
    ):
        return
    raise CommandFailed(
        f"{where}: botocore {botocore.__version__} knows no region {name}: write it as "
        "eu-west-1, or update botocore if the region is new",
        code,
    )
