"""Translates an existing pool into inputs and imports of this project's Terraform module."""

from __future__ import annotations

from collections.abc import Callable

from .attributes import adopt_attributes
from .clients import adopt_clients
from .domain import adopt_domain
from .email import adopt_email
from .groups import adopt_groups
from .identity_providers import adopt_identity_providers
from .messages import adopt_messages
from .mfa import adopt_mfa
from .model import Adoption, ExistingPool
from .pool import adopt_pool
from .read import read_pool
from .render import render
from .sms import adopt_sms
from .threat_protection import adopt_threat_protection
from .triggers import adopt_triggers

__all__ = ["Adoption", "ExistingPool", "adopt", "read_pool", "render"]

_TOPICS: tuple[Callable[[ExistingPool], Adoption], ...] = (
    adopt_pool,
    adopt_attributes,
    adopt_email,
    adopt_sms,
    adopt_mfa,
    adopt_messages,
    adopt_triggers,
    adopt_threat_protection,
    adopt_clients,
    adopt_groups,
    adopt_identity_providers,
    adopt_domain,
)


def adopt(existing: ExistingPool) -> Adoption:
    """Work out the inputs and imports for a pool.

    Nothing is dropped silently: a setting for which the module has no input becomes a remark.
    """
    adoption = Adoption()
    for topic in _TOPICS:
        adoption.add(topic(existing))
    adoption.remarks += [f"not read, so not adopted: {reason}" for reason in existing.unread]
    return adoption
