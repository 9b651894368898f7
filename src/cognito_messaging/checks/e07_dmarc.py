"""Check E7: the sender's domain has a DMARC policy."""

from ..calls import DESCRIBE_USER_POOL
from ..dns import LookupFailed
from . import sources
from .base import Check
from .outcome import Channel, Outcome, Remediation, Severity, Unknowable, passed, warned
from .subject import Subject


class Dmarc(Check):
    """Does the sender's domain publish a DMARC policy?"""

    id = "E7"
    title = "The sender's domain has a DMARC policy"
    channel = Channel.EMAIL
    severity = Severity.MEDIUM
    why = (
        "Large mailbox providers require one from bulk senders, "
        "and without it anyone can forge your messages."
    )
    source = sources.SES_DMARC
    calls = (DESCRIBE_USER_POOL,)
    remediation = Remediation(
        "Publish a TXT record at _dmarc.{domain}, to start with v=DMARC1; p=none.",
        terraform="email.dmarc",
        console='DNS: _dmarc.{domain} TXT "v=DMARC1; p=none"',
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        domain = subject.sender().name.rpartition("@")[2]
        subject.asked.append(f"DNS TXT _dmarc.{domain}")
        # The record of a parent domain applies to a subdomain without one (RFC 7489, 6.6.3). Which
        # parent counts depends on the public suffix list; it has at least two labels.
        labels = domain.split(".")
        names = [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
        try:
            for name in names:
                for record in await subject.resolver.lookup(f"_dmarc.{name}", "TXT"):
                    if record.lower().replace(" ", "").startswith("v=dmarc1"):
                        return passed(f"_dmarc.{name} has a policy.", record=record)
        except LookupFailed as error:
            raise Unknowable(str(error)) from error
        return warned(f"_dmarc.{domain} has no DMARC record.")
