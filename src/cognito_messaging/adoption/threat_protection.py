"""Threat protection (advanced security)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..answers import mapping, text, texts
from .model import Adoption, ExistingPool, without_nulls


def adopt_threat_protection(existing: ExistingPool) -> Adoption:
    """The input `threat_protection`, and the import of the risk configuration."""
    add_ons = mapping(existing.pool.raw.get("UserPoolAddOns"))
    mode = text(add_ons.get("AdvancedSecurityMode"))
    flows = mapping(add_ons.get("AdvancedSecurityAdditionalFlows"))
    if not mode:
        return Adoption()
    if mode == "OFF":
        # The module takes no rules then; AWS does not use them either.
        return Adoption(inputs={"threat_protection": {"mode": mode}})
    risk = mapping(existing.risk)
    compromised = mapping(risk.get("CompromisedCredentialsRiskConfiguration"))
    exceptions = mapping(risk.get("RiskExceptionConfiguration"))
    takeover = mapping(risk.get("AccountTakeoverRiskConfiguration"))
    protection = without_nulls(mode=mode, custom_auth_mode=text(flows.get("CustomAuthMode")))
    if compromised:
        protection["compromised_credentials"] = without_nulls(
            event_action=text(mapping(compromised.get("Actions")).get("EventAction")),
            event_filter=list(texts(compromised.get("EventFilter"))) or None,
        )
    for old, new in (
        ("BlockedIPRangeList", "blocked_ip_ranges"),
        ("SkippedIPRangeList", "skipped_ip_ranges"),
    ):
        if ranges := texts(exceptions.get(old)):
            protection[new] = list(ranges)
    if takeover:
        protection["account_takeover"] = _account_takeover(takeover)
    adoption = Adoption(inputs={"threat_protection": protection})
    if compromised or exceptions or takeover:
        adoption.imports['aws_cognito_risk_configuration.this["this"]'] = existing.pool.id
    return adoption


def _account_takeover(takeover: Mapping[str, Any]) -> dict[str, object]:
    actions = mapping(takeover.get("Actions"))
    found: dict[str, object] = {}
    for level in ("low", "medium", "high"):
        action = mapping(actions.get(f"{level.capitalize()}Action"))
        if event_action := text(action.get("EventAction")):
            found[level] = {"event_action": event_action, "notify": bool(action.get("Notify"))}
    notify = mapping(takeover.get("NotifyConfiguration"))
    if notify:
        mails = {
            new: {
                "subject": mail.get("Subject", ""),
                "html_body": mail.get("HtmlBody", ""),
                "text_body": mail.get("TextBody", ""),
            }
            for old, new in (
                ("BlockEmail", "block_email"),
                ("MfaEmail", "mfa_email"),
                ("NoActionEmail", "no_action_email"),
            )
            if (mail := mapping(notify.get(old)))
        }
        found["notify_configuration"] = without_nulls(
            source_arn=text(notify.get("SourceArn")),
            **{"from": text(notify.get("From"))},
            reply_to=text(notify.get("ReplyTo")),
            **mails,
        )
    return found
