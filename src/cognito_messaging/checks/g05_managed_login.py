"""Check G5: managed login has pages to show."""

import asyncio

from ..answers import mapping, text
from ..aws import CallFailed
from ..calls import (
    DESCRIBE_STYLE_OF_CLIENT,
    DESCRIBE_USER_POOL_DOMAIN,
    LIST_USER_POOL_CLIENTS,
)
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, NotApplicable, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject

_MANAGED = 2  # API, ManagedLoginVersion; 1, or none, is the classic hosted UI


class ManagedLogin(Check):
    """Does each client have the branding style without which managed login shows no page?"""

    id = "G5"
    title = "The clients of managed login have a branding style"
    channel = Channel.GENERAL
    severity = Severity.HIGH
    why = "Managed login shows no page to users of a client without a style: nobody can sign in."
    source = sources.API_MANAGED_LOGIN
    calls = (DESCRIBE_USER_POOL_DOMAIN, LIST_USER_POOL_CLIENTS, DESCRIBE_STYLE_OF_CLIENT)
    remediation = Remediation(
        "Give each client that has none Cognito's default style.",
        terraform="modules/managed-login",
        command="cognito-messaging branding {pool_id}",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        domains = _domains(subject)
        if not domains:
            raise NotApplicable("the pool has no domain, and so no pages for sign-in")
        if _MANAGED not in await asyncio.gather(*(_version(subject, one) for one in domains)):
            raise NotApplicable(f"{' and '.join(domains)}: the classic pages, which need no style")
        answer = await subject.ask(
            LIST_USER_POOL_CLIENTS, subject.pool.region, UserPoolId=subject.pool.id
        )
        listed = map(mapping, required(answer, "UserPoolClients"))
        clients = [one for one in listed if text(one.get("ClientId"))]
        if not clients:
            raise NotApplicable("the pool has no clients")
        styled = await asyncio.gather(*(_has_style(subject, one["ClientId"]) for one in clients))
        bare = [
            text(one.get("ClientName")) or one["ClientId"]
            for one, has in zip(clients, styled, strict=True)
            if not has
        ]
        if not bare:
            return passed(f"All {len(clients)} clients have a style.", without_style=[])
        if len(bare) == len(clients):
            return failed("No client has a style: managed login shows no page.", without_style=bare)
        # The check does not read what a client is for, since that would show its secret.
        return warned(
            f"{', '.join(bare)}: no style, so that managed login shows no page for "
            f"{'it' if len(bare) == 1 else 'them'}.",
            without_style=bare,
        )


def _domains(subject: Subject) -> list[str]:
    named = (text(subject.pool.raw.get(key)) for key in ("CustomDomain", "Domain"))
    return [name for name in named if name]


async def _version(subject: Subject, domain: str) -> object:
    answer = await subject.ask(DESCRIBE_USER_POOL_DOMAIN, subject.pool.region, Domain=domain)
    return mapping(answer.get("DomainDescription")).get("ManagedLoginVersion")


async def _has_style(subject: Subject, client: str) -> bool:
    pool = subject.pool
    try:
        await subject.ask(
            DESCRIBE_STYLE_OF_CLIENT, pool.region, UserPoolId=pool.id, ClientId=client
        )
    except CallFailed as error:
        if not error.not_found:
            raise
        return False
    return True
