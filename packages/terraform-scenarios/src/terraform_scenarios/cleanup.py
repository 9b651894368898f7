"""Destroys what a batch has applied, or says why it is kept and how to look at it."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .batch import Batch
from .targets import Target
from .targets.servers import free_port
from .terraform import Terraform


@dataclass(frozen=True)
class Cleanup:
    """The result of cleaning up.

    Attributes:
        reason: why batches are kept; empty if they are not.
        kept: batches with a root and a state that are kept.
        notes: lines for the user.
        must_fail: something is left that should not be.
        interrupted: a Ctrl-C ended it.
    """

    reason: str = ""
    kept: Sequence[Batch] = ()
    notes: tuple[str, ...] = ()
    must_fail: bool = False
    interrupted: bool = False


def clean_up(batch: Batch, *, keep: bool, interrupted: bool, remove: bool = True) -> Cleanup:
    """Destroy what a batch and the batches given to it have applied, and remove their folders.

    Args:
        batch: the batch.
        keep: the user wants roots and resources kept.
        interrupted: the user has interrupted an earlier clean-up: destroy nothing.
        remove: remove the folders; False if the next run uses them.
    """
    batches = [*batch.with_given]
    reason, kept = "Kept." if keep else "", batches
    notes: list[str] = []
    try:
        for one in batches:
            one.root.take_back()
        for index, one in enumerate(batches):
            if not reason and not one.root.target.ephemeral and one.has_applied:
                # Given batches are kept too: what is left may need them.
                kept = batches[index:]
                if interrupted:
                    reason = "Not cleaned up, since the run was interrupted."
                else:
                    one.destroy()
                    if one.interrupted:
                        notes.append("Interrupted: what had been applied is destroyed.")
            if not reason:
                one.close()
        # After all are destroyed: a topic's policy exists as long as the topic, which may be given.
        left = [address for one in batches for address in one.leftovers()] if not reason else []
        if left:
            reason, kept = f"After destroy the target still has: {', '.join(left)}.", batches
    except KeyboardInterrupt:
        interrupted = True
        reason = "Interrupted while cleaning up."
    except Exception as error:
        reason = f"Cleaning up failed: {error}"
    if not reason:
        if remove:
            shutil.rmtree(batch.folder.parent, ignore_errors=True)
        return Cleanup(notes=tuple(notes), interrupted=interrupted)
    return Cleanup(reason, kept, tuple(notes), must_fail=not keep, interrupted=interrupted)


def how_to_look(reason: str, terraform: Terraform, target: Target) -> str:
    """Why a root is kept, and the commands to look at its resources and to destroy them."""
    start = stop = ""
    if target.fallback:
        port = free_port()
        services = ",".join(target.services)
        start = (
            f"  {shlex.quote(sys.executable)} -m terraform_scenarios.gateway --port {port} "
            f"--upstream {target.endpoint} --fallback {target.fallback.endpoint} "
            f"--services {services} &\n"
        )
        target = replace(target, endpoint=f"http://127.0.0.1:{port}")
        stop = "\n  kill $!  # stops the gateway"
    names = "".join(f"  export {k}={shlex.quote(v)}\n" for k, v in target.environment().items())
    configuration = terraform.env.get("TF_CLI_CONFIG_FILE")
    if configuration:
        names += f"  export TF_CLI_CONFIG_FILE={shlex.quote(configuration)}\n"
    running = [one for one in (target, target.fallback) if one and one.pid]
    # Without -9, LocalStack sometimes closes its port and goes on running.
    stop += "".join(f"\n  kill -9 {one.pid}  # stops the {one.name} target" for one in running)
    return (
        f"{reason} To look at it:\n{start}{names}  cd {shlex.quote(str(terraform.root))}\n"
        f"  {terraform.binary} state list\n"
        f"  {terraform.binary} destroy{stop}"
    )
