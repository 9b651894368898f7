"""Whether a pool makes Cognito send email at all."""

from __future__ import annotations

from ..answers import mapping, text, texts
from ..calls import DESCRIBE_USER_POOL_CLIENT, GET_MFA_CONFIG, LIST_USER_POOL_CLIENTS
from .attempt import attempt
from .fields import required
from .subject import Subject

CALLS = (LIST_USER_POOL_CLIENTS, DESCRIBE_USER_POOL_CLIENT)


async def is_unused(subject: Subject) -> bool:
    """Whether the pool certainly makes Cognito send no email; asks for the MFA settings, too."""
    pool = subject.pool
    if pool.needs_email:
        return not pool.open_sign_up and await only_federated(subject)
    if pool.mfa == "OFF":
        return True
    answer = await attempt(subject.ask(GET_MFA_CONFIG, pool.region, UserPoolId=pool.id))
    return not isinstance(answer, Exception) and (
        "MfaConfiguration" in answer and "EmailMfaConfiguration" not in answer
    )


async def only_federated(subject: Subject) -> bool:
    """Whether every app client signs users in through identity providers, as far as AWS tells.

    Cognito has no address to verify and no password to reset for such users. A client for machines
    (client_credentials) signs nobody in.
    """
    return await attempt(_only_federated(subject)) is True


async def _only_federated(subject: Subject) -> bool:
    pool = subject.pool
    listed = await subject.ask(LIST_USER_POOL_CLIENTS, pool.region, UserPoolId=pool.id)
    ids = [text(mapping(one).get("ClientId")) for one in required(listed, "UserPoolClients")]
    is_federated = False
    for client_id in ids:
        answer = await subject.ask(
            DESCRIBE_USER_POOL_CLIENT, pool.region, UserPoolId=pool.id, ClientId=client_id
        )
        client = mapping(required(answer, "UserPoolClient"))
        if texts(client.get("AllowedOAuthFlows")) == ("client_credentials",):
            continue
        providers = texts(client.get("SupportedIdentityProviders"))
        if not providers or "COGNITO" in providers:
            return False
        is_federated = True
    return is_federated
