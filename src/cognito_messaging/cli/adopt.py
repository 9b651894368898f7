"""``cognito-messaging adopt``: put a pool that exists under the module."""

from __future__ import annotations

from typing import Annotated

import typer


def adopt(
    context: typer.Context,
    pool_id: Annotated[str, typer.Argument(help="As in eu-west-1_AbCdEfGhI.")],
) -> None:
    """Print import blocks and module inputs for a pool that exists."""
    raise NotImplementedError
