"""Valid inputs are accepted, at the limits of each rule and in unusual forms."""

import pytest

SES = "arn:aws:ses:us-east-1:000000000000:identity"
ROLE = "arn:aws:iam::000000000000:role"
STREAM = "arn:aws:firehose:us-east-1:000000000000:deliverystream"


@pytest.mark.parametrize(
    "scenario",
    [
        {"name": "a"},
        {"name": "n" * 128},
        {"password_policy": {"minimum_length": 6, "temporary_password_validity_days": 0}},
        {
            "password_policy": {
                "minimum_length": 99,
                "temporary_password_validity_days": 365,
                "password_history_size": 24,
            }
        },
        {"sms": {}, "mfa": {"sms_message": "{####}"}},
        {"sms": {}, "mfa": {"sms_message": "{####}" + "x" * 134}},
        {"mfa": {"email_subject": "s" * 140, "email_message": "{####}" + "x" * 19994}},
        {"verification": {"sms_message": "{####}" + "x" * 134, "email_subject": "s"}},
        {"verification": {"email_message": "{####} for your subscription, AWS"}},
        {"invitation": {"sms_message": "{username}{####}" + "x" * 124, "email_subject": "s" * 140}},
        {"attributes": {"a" * 20: {}, "updated_at": {}}},
        # With email, which is used to sign in, there are fifty.
        {"attributes": {f"a{number}": {} for number in range(49)}},
        {"clients": {"c" * 128: {"access_token_validity": 5, "id_token_validity": 1440}}},
        {
            "clients": {
                "short": {
                    "refresh_token_validity": 60,
                    "token_validity_units": {"refresh_token": "minutes"},
                    "auth_session_validity": 15,
                    "refresh_token_rotation": {"retry_grace_period_seconds": 60},
                },
                "long": {"refresh_token_validity": 3650},
                "app": {
                    "callback_urls": [
                        "myapp://",
                        "http://localhost:3000/",
                        "https://a.example.com/",
                    ],
                    "default_redirect_uri": "myapp://",
                },
            }
        },
        {"groups": {"g" * 128: {"description": "d" * 2048, "precedence": 0}, "Größe": {}}},
        {"resource_servers": {"i" * 256: {"scopes": {f"s{n}": "s" for n in range(100)}}}},
        {"domain": {"prefix": "a" * 63}},
        {"domain": {"prefix": "a"}},
        {"email": {"identity": {"address": "ann+codes@example.com"}}},
        {
            "email": {
                "identity": {"domain": "xn--bcher-kva.example"},
                "from_address": "o'neil+x@XN--bcher-kva.example",
                "from_name": "ü" * 128,
                "reply_to_address": "a+b@xn--bcher-kva.example",
                "dmarc": {"percent": 0, "report_addresses": ["d+m@example.com"]},
            }
        },
        {
            "email": {
                "identity": {"address": "a@example.com"},
                "until_verified": "WAIT",
                "wait_minutes": 4320,
            }
        },
        {"email": {"identity": {"arn": f"{SES}/a@example.com"}, "configuration_set": "s" * 64}},
        {
            "email": {
                "identity": {"address": "a@example.com"},
                "create_configuration_set": {
                    "name": "S" * 64,
                    "max_delivery_seconds": 300,
                    "dedicated_ip_pool": {"create": {}},
                    "tracking": {"domain": "l.example.com", "https_policy": "REQUIRE_OPEN_ONLY"},
                    "vdm": {},
                    "feedback": {
                        "eventbridge": True,
                        "firehose": {
                            "stream_arn": f"{STREAM}/a.b_c-d",
                            "role": {"arn": f"{ROLE}/service/events"},
                        },
                    },
                },
                "account_vdm": {},
            }
        },
        {
            "email": {
                "identity": {"address": "a@example.com"},
                "create_configuration_set": {
                    "max_delivery_seconds": 50400,
                    "dedicated_ip_pool": {"create": {"name": "a._-0"}},
                },
                "default_configuration_set": "s" * 64,
            }
        },
        {"sms": {"role": {"arn": f"{ROLE}/a/deep/path/sms"}, "external_id": "ab"}},
        {"sms": {"role": {"name": "r" * 64, "path": "/a/b/"}, "external_id": "x" * 1224}},
        {"sms": {"role": {"permissions_boundary": "arn:aws:iam::aws:policy/PowerUserAccess"}}},
        {"alarms": {"email": {"bounce_rate": 1, "quota_share": 0.01, "daily_quota": 1}}},
    ],
    ids=lambda scenario: "-".join(scenario),
)
@pytest.mark.scenario(name="accepted")
def test_a_valid_value_is_accepted(planned, scenario):
    assert planned.resources["aws_cognito_user_pool.this"]["name"]


def of_another_partition(partition):
    identity = f"arn:{partition}:ses:us-east-1:000000000000:identity/a@example.com"
    role = f"arn:{partition}:iam::000000000000:role/service/sms"
    return [
        {"email": {"identity": {"arn": identity}}},
        {"sms": {"role": {"arn": role}, "external_id": "known"}},
    ]


@pytest.mark.parametrize(
    "scenario", [*of_another_partition("aws-cn"), *of_another_partition("aws-us-gov")]
)
@pytest.mark.scenario(name="partition", rejects="belongs to another partition than the pool")
def test_an_arn_of_another_partition_is_refused_only_because_of_its_partition(rejected, scenario):
    assert not [one for one in rejected.diagnostics if "is not the ARN" in str(one)]
