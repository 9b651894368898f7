"""Each rule of the submodules refuses an input with its own message.

The top-level module does not repeat these rules: it passes its inputs to the submodules.
modules/log-delivery and modules/managed-login are not here, because they need provider 6. So does
modules/sms-pool; sms_pool_inputs has its inputs without its resources.
"""

from pathlib import Path

import pytest

from ..hcl import refusals

MODULES = Path(__file__).parents[2] / "modules"
DOMAIN = {"domain": "example.com"}
OWN = {"selector": "own", "private_key": "AAAA", "public_key": "AAAA"}
NUMBER = {"country": "US", "type": "SIMULATOR"}
REGISTERED = {"registration_id": "registration-1"}
EXISTING = {"arn": "arn:aws:sms-voice:us-east-1:123456789012:phone-number/phone-1"}
POOL = "arn:aws:sms-voice:us-east-1:123456789012:pool/pool-1"
ELSEWHERE = "arn:aws:sms-voice:us-west-2:123456789012:phone-number/phone-1"
ROLE = {"name": "p"}
STREAM = "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"


def with_set(**settings):
    return {**DOMAIN, "configuration_set": {"name": "a", **settings}}


SENDER = {"sender_id": "EXAMPLE", "country": "DE"}
# Where a module is not in modules/.
FOLDERS = {"sms-pool": "sms_pool_inputs"}

# By module: a part of the message, and inputs that only this rule refuses.
REFUSED = {
    "email-identity": {
        "domain is not a domain name": {"domain": "https://example.com"},
        "address is not an email address": {"address": "Ann <ann@example.com>"},
        "Set exactly one of domain and address": {},
        "until_verified must be": {**DOMAIN, "until_verified": "NEVER"},
        "wait_minutes must be": {**DOMAIN, "wait_minutes": 4321},
        "dkim.key_length must be": {**DOMAIN, "dkim": {"key_length": "RSA_4096_BIT"}},
        "Your own DKIM key needs": {**DOMAIN, "dkim": {"selector": "own"}},
        "dkim.key_length is only for a key": {
            **DOMAIN,
            "dkim": {**OWN, "key_length": "RSA_2048_BIT"},
        },
        "dkim.selector must have": {**DOMAIN, "dkim": {**OWN, "selector": "-own"}},
        "dkim.private_key must be": {**DOMAIN, "dkim": {**OWN, "private_key": "-----BEGIN"}},
        "dkim.public_key must be": {**DOMAIN, "dkim": {**OWN, "public_key": "-----BEGIN"}},
        "dkim is only for a domain": {
            "address": "a@example.com",
            "dkim": {"key_length": "RSA_2048_BIT"},
        },
        "mail_from.domain must be": {**DOMAIN, "mail_from": {"domain": "mail.example.org"}},
        "mail_from.on_mx_failure must be": {
            **DOMAIN,
            "mail_from": {"domain": "mail.example.com", "on_mx_failure": "SHRUG"},
        },
        "dmarc.policy must be": {**DOMAIN, "dmarc": {"policy": "ask"}},
        "dmarc.report_addresses takes": {
            **DOMAIN,
            "dmarc": {"report_addresses": ["mailto:a@example.com"]},
        },
        "dmarc.percent must be": {**DOMAIN, "dmarc": {"percent": 101}},
        "dmarc is only for a domain": {"address": "a@example.com", "dmarc": {}},
        "route53.zone_id must be": {**DOMAIN, "route53": {"zone_id": "/hostedzone/Z0"}},
        "route53 is only for a domain": {"address": "a@example.com", "route53": {"zone_id": "Z0"}},
        "The configuration set's name must": {**DOMAIN, "configuration_set": {"name": "a b"}},
        "suppressed_reasons takes": {
            **DOMAIN,
            "configuration_set": {"name": "a", "suppressed_reasons": ["OPEN"]},
        },
        "feedback.event_types takes": {
            **DOMAIN,
            "configuration_set": {"name": "a", "feedback": {"event_types": ["READ"]}},
        },
        "max_delivery_seconds must be": with_set(max_delivery_seconds=299),
        "dedicated_ip_pool needs either": with_set(dedicated_ip_pool={"name": "a", "create": {}}),
        "dedicated_ip_pool.create.scaling_mode must": with_set(
            dedicated_ip_pool={"create": {"scaling_mode": "AUTO"}}
        ),
        "dedicated_ip_pool.create.name must": with_set(
            dedicated_ip_pool={"create": {"name": "Codes"}}
        ),
        "tracking.domain must be a domain": with_set(
            tracking={"domain": "https://links.example.com"}
        ),
        "tracking.https_policy must": with_set(
            tracking={"domain": "links.example.com", "https_policy": "NEVER"}
        ),
        "feedback.firehose.stream_arn is not": with_set(
            feedback={"firehose": {"stream_arn": "events"}}
        ),
        "feedback.firehose.role.arn is not": with_set(
            feedback={"firehose": {"stream_arn": STREAM, "role": {"arn": "events"}}}
        ),
        "default_configuration_set is not a valid": {
            **DOMAIN,
            "default_configuration_set": "arn:aws:ses:us-east-1:000000000000:configuration-set/x",
        },
        "An identity has one default": {
            **with_set(identity_default=True),
            "default_configuration_set": "x",
        },
    },
    "sms-role": {
        "name is empty": {"name": ""},
        "role_name is not": {**ROLE, "role_name": "a/b"},
        "path is not an IAM path": {**ROLE, "path": "service"},
        "permissions_boundary is not": {**ROLE, "permissions_boundary": "PowerUserAccess"},
        "external_id is not": {**ROLE, "external_id": "a b"},
    },
    "sms-origination": {
        "write country and type of a number to lease": {
            "phone_numbers": {"a": {**EXISTING, **NUMBER}}
        },
        "the module does not change a number": {
            "phone_numbers": {"a": {**EXISTING, "deletion_protection": False}}
        },
        "arn must be the ARN of a phone number": {"phone_numbers": {"a": {"arn": POOL}}},
        "is in another region than": {"phone_numbers": {"a": {"arn": ELSEWHERE}}},
        "country must be": {"phone_numbers": {"a": {**NUMBER, "country": "us"}}},
        "You lease a short code": {"phone_numbers": {"a": {**NUMBER, "type": "SHORT_CODE"}}},
        "message_type must be": {"phone_numbers": {"a": {**NUMBER, "message_type": "SPAM"}}},
        "capabilities takes": {"phone_numbers": {"a": {**NUMBER, "capabilities": ["VOICE"]}}},
        "TEN_DLC is only for the US": {
            "phone_numbers": {"a": {**NUMBER, "type": "TEN_DLC", "imported": True}}
        },
        "must be registered is pending for days": {
            "phone_numbers": {"a": {**NUMBER, "type": "TOLL_FREE"}}
        },
        "opt_out_list must have": {"opt_out_list": "a b"},
        "preferences.default_sms_type must": {"preferences": {"default_sms_type": "Urgent"}},
        "preferences.default_sender_id must": {"preferences": {"default_sender_id": "12345"}},
        "success_sampling_rate must": {
            "preferences": {"delivery_status_success_sampling_rate": -1}
        },
        "preferences.monthly_spend_limit must": {"preferences": {"monthly_spend_limit": -1}},
    },
    "sms-pool": {
        "write country and type of a number to lease": {
            "phone_numbers": {"a": {**EXISTING, **NUMBER}}
        },
        "the module does not change a number": {
            "phone_numbers": {"a": {**EXISTING, "active": True}}
        },
        "arn must be the ARN of a phone number": {"phone_numbers": {"a": {"arn": POOL}}},
        "phone_numbers: country must be": {"phone_numbers": {"a": {**NUMBER, "country": "us"}}},
        "You lease a short code": {"phone_numbers": {"a": {**NUMBER, "type": "SHORT_CODE"}}},
        "capabilities takes": {"phone_numbers": {"a": {**NUMBER, "capabilities": ["VOICE"]}}},
        "sender_id must have": {"sender_ids": {"a": {**SENDER, "sender_id": "Example"}}},
        "sender_ids: country must be": {"sender_ids": {"a": {**SENDER, "country": "US"}}},
        "a pool with a sender ID can only have": {
            "sender_ids": {"a": SENDER, "b": {**SENDER, "country": "CH"}}
        },
        "message_type must be": {"message_type": "SPAM"},
        "opt_out_list must have": {"opt_out_list": "a b"},
        "allowed_roles takes": {"allowed_roles": ["arn:aws:iam::123456789012:root"]},
    },
    "messaging-alarms": {
        "name must have": {"name": "a/b"},
        "email: bounce_rate": {"name": "a", "email": {"bounce_rate": 5}},
        "email.daily_quota must": {"name": "a", "email": {"daily_quota": 0}},
        "sms: spend_share": {"name": "a", "sms": {"success_rate": 90}},
        "sms.monthly_spend_limit must": {"name": "a", "sms": {"monthly_spend_limit": 0}},
    },
}
# Further inputs for some of the rules.
MORE = [
    (
        "email-identity",
        "address is not an email address",
        {"address": "a@example.com,b@example.com"},
    ),
    ("email-identity", "wait_minutes must be", {**DOMAIN, "wait_minutes": 1.5}),
    ("email-identity", "max_delivery_seconds must be", with_set(max_delivery_seconds=50401)),
    ("email-identity", "max_delivery_seconds must be", with_set(max_delivery_seconds=300.5)),
    ("email-identity", "dedicated_ip_pool needs either", with_set(dedicated_ip_pool={})),
    (
        "email-identity",
        "dedicated_ip_pool.create.name must",
        with_set(dedicated_ip_pool={"create": {"name": "a" * 65}}),
    ),
    ("email-identity", "tracking.domain must be", with_set(tracking={"domain": "links"})),
    (
        "email-identity",
        "feedback.firehose.stream_arn is not",
        with_set(feedback={"firehose": {"stream_arn": STREAM.replace("firehose", "kinesis")}}),
    ),
    ("email-identity", "dmarc.percent must be", {**DOMAIN, "dmarc": {"percent": 0.5}}),
    (
        "email-identity",
        "dmarc.report_addresses takes",
        {**DOMAIN, "dmarc": {"report_addresses": ["a@example.com@example.org"]}},
    ),
    *(
        ("sms-origination", "must be registered is pending for days", {"phone_numbers": {"a": one}})
        for one in (
            {**NUMBER, **REGISTERED, "type": "TEN_DLC"},
            {**REGISTERED, "country": "SG", "type": "LONG_CODE"},
            {"country": "CA", "type": "TOLL_FREE"},
            {"country": "DE", "type": "LONG_CODE"},
        )
    ),
    *(
        (
            "sms-origination",
            "write country and type of a number to lease",
            {"phone_numbers": {"a": one}},
        )
        for one in ({}, {"country": "US"}, {"type": "SIMULATOR"})
    ),
    *(
        (
            "sms-origination",
            "the module does not change a number",
            {"phone_numbers": {"a": {**EXISTING, **one}}},
        )
        for one in (REGISTERED, {"opt_out_list": "a"}, {"imported": True})
    ),
    (
        "sms-pool",
        "a pool with a sender ID can only have",
        {"sender_ids": {"a": SENDER}, "phone_numbers": {"a": NUMBER}},
    ),
    *(
        ("sms-pool", "sender_id must have", {"sender_ids": {"a": {**SENDER, "sender_id": one}}})
        for one in ("12345", "AB", "ABCDEFGHIJKL", "-ABC", "ABC-")
    ),
    (
        "sms-origination",
        "success_sampling_rate must",
        {"preferences": {"delivery_status_success_sampling_rate": 0.5}},
    ),
    (
        "sms-origination",
        "preferences.monthly_spend_limit must",
        {"preferences": {"monthly_spend_limit": 0.5}},
    ),
]
CASES = [
    pytest.param(
        inputs,
        marks=[
            pytest.mark.terraform_module(FOLDERS.get(module, f"../../modules/{module}")),
            pytest.mark.scenario(rejects=message),
        ],
        id=f"{module}-{message}",
    )
    for module, message, inputs in [
        *(
            (module, message, inputs)
            for module, rules in REFUSED.items()
            for message, inputs in rules.items()
        ),
        *MORE,
    ]
]


@pytest.mark.parametrize("scenario", CASES)
def test_an_input_that_breaks_one_rule_is_refused_by_that_rule_only(rejected, scenario):
    assert len(rejected.diagnostics) == 1, rejected.diagnostics


@pytest.mark.parametrize("module", REFUSED)
def test_every_rule_of_the_module_has_a_case(module):
    messages = list(refusals(MODULES / module, "variables.tf"))
    assert len(messages) == len(REFUSED[module])
    for part in REFUSED[module]:
        assert sum(part in message for message in messages) == 1, part
