"""The policies of a pool's SMS role, as IAM shows them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from ..answers import mapping, text, texts
from ..aws import CallFailed
from ..calls import (
    GET_MANAGED_POLICY,
    GET_MANAGED_POLICY_VERSION,
    GET_ROLE_POLICY,
    GET_SMS_ROLE,
    LIST_ATTACHED_POLICIES,
    LIST_ROLE_POLICIES,
)
from ..facts.arns import Arn
from ..facts.policies import (
    Decision,
    Document,
    limited,
    role_context,
    sms_publish,
    sms_send_text,
)
from .attempt import attempt
from .fields import required
from .outcome import Unknowable
from .subject import Subject

CALLS = (
    GET_SMS_ROLE,
    LIST_ROLE_POLICIES,
    GET_ROLE_POLICY,
    LIST_ATTACHED_POLICIES,
    GET_MANAGED_POLICY,
    GET_MANAGED_POLICY_VERSION,
)

Missing = CallFailed | Unknowable
"""The reason why a part could not be read."""


@dataclass(frozen=True)
class RoleDecisions:
    """What the parts of a role's policies decide about sending SMS, or why that is not known.

    Attributes:
        boundary: the permissions boundary; None if there is none.
        whole: all parts together.
    """

    inline: Decision | Missing
    attached: Decision | Missing
    boundary: Decision | Missing | None
    whole: Decision | Missing

    @property
    def is_deleted(self) -> bool:
        """Whether the role does not exist."""
        parts = (self.inline, self.boundary)
        return any(isinstance(part, CallFailed) and part.not_found for part in parts)


async def decide(subject: Subject, role: Arn) -> RoleDecisions:
    """Read the policies of a role, and evaluate them for an SMS of the pool.

    Raises:
        InvalidPolicy: a policy cannot be read.
    """
    inline, attached, boundary = await _read(subject, role.resource_name)
    both = (
        [*inline, *attached]
        if isinstance(inline, list) and isinstance(attached, list)
        else (attached if isinstance(inline, list) else inline)
    )
    context = role_context(role, subject.known_sms_region())
    settings = subject.sms()

    def decided(documents: list[Document] | Missing) -> Decision | Missing:
        if not isinstance(documents, list):
            return documents
        if settings.through == "eums":
            return sms_send_text(documents, settings.origination_identity, context)
        return sms_publish(documents, context=context)

    limit = decided(boundary) if boundary != [] else None
    whole = decided(both)
    if isinstance(whole, Decision) and limit is not None:
        whole = limited(whole, limit) if isinstance(limit, Decision) else limit
    return RoleDecisions(decided(inline), decided(attached), limit, whole)


async def _read(
    subject: Subject, name: str
) -> tuple[list[Document] | Missing, list[Document] | Missing, list[Document] | Missing]:
    """The inline policies of a role, the attached ones, and its permissions boundary."""
    region = subject.pool.region

    async def inline(policy: str) -> Document:
        answer = await subject.ask(GET_ROLE_POLICY, region, RoleName=name, PolicyName=policy)
        document: Document = required(answer, "PolicyDocument")
        return document

    async def managed(arn: str) -> Document:
        answer = await subject.ask(GET_MANAGED_POLICY, region, PolicyArn=arn)
        version = required(answer, "Policy", "DefaultVersionId")
        found = await subject.ask(
            GET_MANAGED_POLICY_VERSION, region, PolicyArn=arn, VersionId=version
        )
        document: Document = required(found, "PolicyVersion", "Document")
        return document

    async def every_inline() -> list[Document]:
        listed = await subject.ask(LIST_ROLE_POLICIES, region, RoleName=name)
        return await _each(inline, texts(required(listed, "PolicyNames")))

    async def every_attached() -> list[Document]:
        listed = await subject.ask(LIST_ATTACHED_POLICIES, region, RoleName=name)
        attached = required(listed, "AttachedPolicies")
        arns = [text(mapping(one).get("PolicyArn")) for one in attached]
        return await _each(managed, [arn for arn in arns if arn])

    async def boundary() -> list[Document]:
        role = required(await subject.ask(GET_SMS_ROLE, region, RoleName=name), "Role")
        arn = text(mapping(role.get("PermissionsBoundary")).get("PermissionsBoundaryArn"))
        return [await managed(arn)] if arn else []

    return await asyncio.gather(
        attempt(every_inline()), attempt(every_attached()), attempt(boundary())
    )


async def _each(read: Callable[[str], Awaitable[Document]], names: Iterable[str]) -> list[Document]:
    return list(await asyncio.gather(*(read(name) for name in names)))
