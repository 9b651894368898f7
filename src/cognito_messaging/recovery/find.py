"""Finds what a broken apply has left."""

from __future__ import annotations

from pathlib import Path

from .doubled_pools import find_pools_and_clients
from .doubled_roles import find_roles_and_policies
from .lookup import Lookup
from .named import find_named
from .picture import Creation, Picture
from .repairs import Repair, TerraformCommand, bring_in, untaint

# Types of which the provider reads every setting, so that a plan shows what an interrupted creation
# has not set. A plan with the mark removed sets the rest.
_READ_BACK = (
    "aws_cognito_",
    "aws_sesv2_",
    "aws_iam_role",
    "aws_sns_topic",
    "aws_pinpointsmsvoicev2_",
)


async def find_repairs(look: Lookup, picture: Picture) -> list[Repair]:
    """The repairs for a root, in an order in which they can be run.

    After the imports there may be more to find: the parts of what was imported.
    """
    repairs = [
        untaint(
            one.address,
            f"{one.values.get('id') or one.address} exists. Terraform would replace it because its "
            "creation did not finish; without the mark, the next apply sets only what is missing.",
        )
        for one in picture.resources
        if one.tainted and one.type.startswith(_READ_BACK)
    ]
    for wanted in picture.creations:
        if found := await find_named(look, picture, wanted):
            import_id, that = found
            repairs.append(_import(wanted, import_id, that.doubt))
    # Pools before roles: a role is deleted only if no pool sends with it.
    repairs += await find_pools_and_clients(look, picture)
    return repairs + await find_roles_and_policies(look, picture)


def _import(wanted: Creation, import_id: str, doubt: str) -> Repair:
    reason = f"{import_id} exists and is not in the state, so that its creation fails"
    if doubt:
        return bring_in(wanted.address, import_id, f"{reason}; but {doubt}.", proved=False)
    if wanted.moved_to is None:
        return bring_in(wanted.address, import_id, f"{reason}.")
    return Repair(
        (
            TerraformCommand(("state", "mv", wanted.address, wanted.moved_to)),
            *bring_in(wanted.address, import_id, "").commands,
        ),
        f"{reason}. The next apply destroys the resource that it replaces, at its new address.",
    )


def push(unsaved: Path) -> Repair:
    """Save the state that Terraform could not save itself."""
    return Repair(
        (TerraformCommand(("state", "push", unsaved.name)),),
        f"{unsaved} is the state of the last apply, which Terraform could not save. It is removed "
        "once it is saved. Terraform refuses it if the saved state is newer.",
    )


def unlock(lock_id: str) -> Repair:
    """Remove a lock that a broken run has left. Nobody but the user knows that it is broken."""
    return Repair(
        (TerraformCommand(("force-unlock", lock_id)),),
        "The state is locked. If the run that locked it is not running any more, remove the lock, "
        "and run this command again.",
        proved=False,
    )
