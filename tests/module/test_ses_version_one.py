"""Resources of version 1 of the SES API beside the module: both versions are one account."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from terraform_scenarios import root_files

_SES = {
    "aws_ses_email_identity": {"sender": {"email": "first@v1.example.com"}},
    "aws_ses_domain_identity": {"domain": {"domain": "v1.example.com"}},
    "aws_ses_domain_dkim": {"domain": {"domain": "${aws_ses_domain_identity.domain.domain}"}},
    "aws_ses_domain_mail_from": {
        "domain": {
            "domain": "${aws_ses_domain_identity.domain.domain}",
            "mail_from_domain": "bounce.${aws_ses_domain_identity.domain.domain}",
        }
    },
    "aws_ses_identity_policy": {
        "cognito": {
            "identity": "${aws_ses_domain_identity.domain.arn}",
            "name": "cognito",
            "policy": """${jsonencode({
              Version = "2012-10-17"
              Statement = [{
                Effect = "Allow"
                Action = ["ses:SendEmail", "ses:SendRawEmail"]
                Resource = aws_ses_domain_identity.domain.arn
                Principal = { Service = "email.cognito-idp.amazonaws.com" }
              }]
            })}""",
        }
    },
    "aws_sns_topic": {"bounces": {"name": "v1-bounces"}},
    "aws_ses_identity_notification_topic": {
        "bounces": {
            "identity": "${aws_ses_domain_identity.domain.domain}",
            "notification_type": "Bounce",
            "topic_arn": "${aws_sns_topic.bounces.arn}",
            "include_original_headers": True,
        }
    },
    "aws_ses_configuration_set": {
        "set": {"name": "v1", "delivery_options": {"tls_policy": "Require"}}
    },
    "aws_ses_event_destination": {
        "topic": {
            "name": "topic",
            "configuration_set_name": "${aws_ses_configuration_set.set.name}",
            "enabled": True,
            "matching_types": ["bounce", "renderingFailure"],
            "sns_destination": {"topic_arn": "${aws_sns_topic.bounces.arn}"},
        },
        "metrics": {
            "name": "metrics",
            "configuration_set_name": "${aws_ses_configuration_set.set.name}",
            "enabled": True,
            "matching_types": ["send"],
            "cloudwatch_destination": {
                "default_value": "none",
                "dimension_name": "ses:configuration-set",
                "value_source": "messageTag",
            },
        },
    },
    "aws_ses_template": {"hello": {"name": "v1", "subject": "Hello", "text": "Hello {{name}}"}},
}


def test_a_pool_sends_from_identities_of_version_one_and_nothing_changes_afterwards(
    terraform_root, target, repository
):
    module = {
        "source": root_files.local_source(repository, terraform_root.root),
        "deletion_protection": False,
    }
    configuration = {
        "provider": {"aws": target.provider()},
        "resource": _SES,
        "module": {
            "by_address": {
                **module,
                "name": "v1-address",
                "email": {"identity": {"arn": "${aws_ses_email_identity.sender.arn}"}},
            },
            "by_domain": {
                **module,
                "name": "v1-domain",
                "email": {
                    "identity": {"arn": "${aws_ses_domain_identity.domain.arn}"},
                    "from_address": "no-reply@v1.example.com",
                    "configuration_set": "${aws_ses_configuration_set.set.name}",
                },
            },
        },
    }
    (terraform_root.root / "main.tf.json").write_text(json.dumps(configuration))
    terraform_root.init()
    terraform_root.apply()
    ses = target.client("sesv2")
    shown = ses.get_email_identity(EmailIdentity="v1.example.com")
    assert shown["MailFromAttributes"]["MailFromDomain"] == "bounce.v1.example.com"
    assert set(shown["Policies"]) == {"cognito"}
    assert ses.get_email_identity(EmailIdentity="first@v1.example.com")["VerifiedForSendingStatus"]
    plan = terraform_root.root / "second.plan"
    terraform_root.plan(plan)
    changes = terraform_root.show_plan(plan)["resource_changes"]
    assert len(changes) > 10
    assert [one["address"] for one in changes if one["change"]["actions"] != ["no-op"]] == []
    terraform_root.destroy()
    for name in ("v1.example.com", "first@v1.example.com"):
        with pytest.raises(ClientError, match="NotFoundException"):
            ses.get_email_identity(EmailIdentity=name)
