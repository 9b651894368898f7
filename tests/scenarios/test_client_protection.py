"""A client can have its own rules of threat protection instead of the pool's."""

import pytest

RISK = "aws_cognito_risk_configuration.this"
TEXTS = {"subject": "Blocked", "html_body": "<p>Blocked</p>", "text_body": "Blocked"}
POOL_RULES = {
    "compromised_credentials": {"event_filter": ["SIGN_UP"]},
    "account_takeover": {
        "high": {"event_action": "BLOCK", "notify": True},
        "notify_configuration": {"reply_to": "b@example.com", "block_email": TEXTS},
    },
}
CLIENTS = {
    "web": {
        "compromised_credentials": {"event_action": "NO_ACTION", "event_filter": ["SIGN_IN"]},
        "account_takeover": {
            "low": {"event_action": "NO_ACTION"},
            "medium": {"event_action": "MFA_REQUIRED", "notify": True},
        },
        "blocked_ip_ranges": ["192.0.2.0/24"],
        "skipped_ip_ranges": ["198.51.100.0/24"],
    },
    # A key that the pool's own rules have in the state.
    "this": {"compromised_credentials": {}},
}
POOL = {
    "name": "protection",
    "tier": "PLUS",
    "email": {"identity": {"address": "{scenario}@example.com"}},
    "clients": {"web": {}, "this": {}, "other": {}},
}


def risk_of(applied, client=None):
    named = {} if client is None else {"ClientId": applied.outputs["client_ids"][client]}
    return applied.client("cognito-idp").describe_risk_configuration(
        UserPoolId=applied.outputs["user_pool_id"], **named
    )["RiskConfiguration"]


@pytest.mark.scenario(**POOL, threat_protection={**POOL_RULES, "clients": CLIENTS})
class TestRulesOfClients:
    def test_a_client_has_its_own_rules(self, applied):
        risk = risk_of(applied, "web")
        assert risk["ClientId"] == applied.outputs["client_ids"]["web"]
        assert risk["CompromisedCredentialsRiskConfiguration"] == {
            "EventFilter": ["SIGN_IN"],
            "Actions": {"EventAction": "NO_ACTION"},
        }
        takeover = risk["AccountTakeoverRiskConfiguration"]
        assert takeover["Actions"] == {
            "LowAction": {"EventAction": "NO_ACTION", "Notify": False},
            "MediumAction": {"EventAction": "MFA_REQUIRED", "Notify": True},
        }
        assert risk["RiskExceptionConfiguration"] == {
            "BlockedIPRangeList": ["192.0.2.0/24"],
            "SkippedIPRangeList": ["198.51.100.0/24"],
        }

    def test_its_notices_are_those_of_the_pool(self, applied):
        notify = risk_of(applied, "web")["AccountTakeoverRiskConfiguration"]["NotifyConfiguration"]
        assert notify["SourceArn"] == applied.outputs["email_configuration"]["sourceArn"]
        assert notify["ReplyTo"] == "b@example.com"
        assert notify["BlockEmail"]["Subject"] == "Blocked"

    def test_a_client_can_have_any_key(self, applied):
        risk = risk_of(applied, "this")
        assert risk["ClientId"] == applied.outputs["client_ids"]["this"]
        events = risk["CompromisedCredentialsRiskConfiguration"]["EventFilter"]
        assert sorted(events) == ["PASSWORD_CHANGE", "SIGN_IN", "SIGN_UP"]
        assert "AccountTakeoverRiskConfiguration" not in risk

    def test_the_others_have_the_rules_of_the_pool(self, applied):
        assert risk_of(applied, "other") == risk_of(applied)
        assert "ClientId" not in risk_of(applied)
        events = risk_of(applied)["CompromisedCredentialsRiskConfiguration"]["EventFilter"]
        assert events == ["SIGN_UP"]

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


OTHER = "arn:aws:ses:us-east-1:000000000000:identity/example.org"
NOTICES = {
    "source_arn": OTHER,
    "from": "Security <security@example.org>",
    "block_email": TEXTS,
    "mfa_email": {**TEXTS, "subject": "Code needed"},
    "no_action_email": {**TEXTS, "subject": "New device"},
}
OWN_NOTICES = {
    "medium": {"event_action": "MFA_IF_CONFIGURED"},
    "high": {"event_action": "BLOCK", "notify": True},
    "notify_configuration": {**NOTICES, "reply_to": "c@example.com"},
}
FEWER_NOTICES = {
    "high": {"event_action": "BLOCK", "notify": True},
    "notify_configuration": {"source_arn": OTHER, "block_email": TEXTS},
}


@pytest.mark.scenario(
    **POOL, threat_protection={"clients": {"web": {"compromised_credentials": {}}}}
)
@pytest.mark.change(threat_protection={"clients": {"web": {"account_takeover": OWN_NOTICES}}})
@pytest.mark.change(threat_protection={"clients": {"web": {"account_takeover": FEWER_NOTICES}}})
@pytest.mark.change(threat_protection={})
def test_rules_of_a_client_alone_change_in_place_and_can_be_removed(transitions):
    changed, fewer, removed = transitions
    assert changed.updated == [f'{RISK}["client/web"]']
    assert changed.created == changed.deleted == changed.replaced == []
    assert removed.deleted == [f'{RISK}["client/web"]']
    assert all(one.settled.empty for one in transitions)
    risk = changed.after.resources[f'{RISK}["client/web"]']
    (takeover,) = risk["account_takeover_risk_configuration"]
    (notices,) = takeover["notify_configuration"]
    assert notices["reply_to"] == "c@example.com"
    assert (notices["source_arn"], notices["from"]) == (OTHER, NOTICES["from"])
    assert takeover["actions"][0]["medium_action"] == [
        {"event_action": "MFA_IF_CONFIGURED", "notify": False}
    ]
    assert risk["compromised_credentials_risk_configuration"] == []
    risk = fewer.after.resources[f'{RISK}["client/web"]']
    (notices,) = risk["account_takeover_risk_configuration"][0]["notify_configuration"]
    assert notices["mfa_email"] == notices["no_action_email"] == []
    assert "ClientId" not in risk_of(removed.after, "web")


@pytest.mark.scenario(
    **{**POOL, "email": None},
    threat_protection={
        "account_takeover": {
            "medium": {"event_action": "MFA_IF_CONFIGURED", "notify": True},
            "high": {"event_action": "MFA_REQUIRED"},
            "notify_configuration": NOTICES,
        }
    },
)
@pytest.mark.change(
    threat_protection={
        "account_takeover": {
            "medium": {"event_action": "NO_ACTION"},
            "notify_configuration": {"source_arn": OTHER, "mfa_email": NOTICES["mfa_email"]},
        }
    },
)
class TestNoticesOfThePool:
    def test_they_have_their_own_sender_and_texts(self, transition):
        risk = transition.before.resources[f'{RISK}["this"]']
        (takeover,) = risk["account_takeover_risk_configuration"]
        (notify,) = takeover["notify_configuration"]
        assert (notify["source_arn"], notify["from"]) == (OTHER, NOTICES["from"])
        subjects = [notify[f"{kind}_email"][0]["subject"] for kind in ("block", "mfa", "no_action")]
        assert subjects == ["Blocked", "Code needed", "New device"]
        (actions,) = takeover["actions"]
        assert actions["medium_action"] == [{"event_action": "MFA_IF_CONFIGURED", "notify": True}]
        assert actions["high_action"] == [{"event_action": "MFA_REQUIRED", "notify": False}]

    def test_they_change_in_place(self, transition):
        assert transition.updated == [f'{RISK}["this"]']
        takeover = risk_of(transition.after)["AccountTakeoverRiskConfiguration"]
        assert takeover["Actions"] == {
            "MediumAction": {"EventAction": "NO_ACTION", "Notify": False}
        }
        assert set(takeover["NotifyConfiguration"]) == {"SourceArn", "MfaEmail"}
        assert transition.settled.empty, transition.settled
