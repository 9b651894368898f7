"""Check G2: the pool is protected from deletion."""

from ..calls import DESCRIBE_USER_POOL
from . import sources
from .base import Check
from .outcome import Channel, Outcome, Remediation, Severity, passed, warned
from .subject import Subject


class DeletionProtection(Check):
    """Is the pool protected from accidental deletion?"""

    id = "G2"
    title = "The pool is protected from deletion"
    channel = Channel.GENERAL
    severity = Severity.HIGH
    why = "Deleting a pool deletes every user, and passwords cannot be restored."
    source = sources.DG_DELETION
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Turn deletion protection on.",
        terraform="deletion_protection",
        console="Cognito → User pools → {pool_id} → Settings → Deletion protection",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        state = subject.pool.raw.get("DeletionProtection")
        if state == "ACTIVE":
            return passed("Deletion protection is active.", DeletionProtection=state)
        return warned(f"Deletion protection is {state or 'not set'}.", DeletionProtection=state)
