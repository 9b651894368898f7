"""The sender of the pool's email, read back from the target."""

import pytest

from ..reading import pool_of

DOMAIN = {"domain": "{scenario}.example.com"}
FROM = "no-reply@{scenario}.example.com"
SENDER = {"identity": DOMAIN, "from_address": FROM}


def email_of(applied):
    return pool_of(applied)["EmailConfiguration"]


def identity_arn(applied, name):
    account = applied.client("sts").get_caller_identity()["Account"]
    return f"arn:aws:ses:{applied.target.region}:{account}:identity/{name}"


@pytest.mark.scenario(
    name="domain",
    email={
        **SENDER,
        "from_name": "Example, Inc.",
        "reply_to_address": "support@example.com",
        "create_configuration_set": {"name": "{scenario}"},
    },
)
class TestADomainSender:
    def test_every_field_reads_back_as_configured(self, applied):
        domain = f"{applied.scenario.key}.example.com"
        assert email_of(applied) == {
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": identity_arn(applied, domain),
            "From": f'"Example, Inc." <no-reply@{domain}>',
            "ReplyToEmailAddress": "support@example.com",
            "ConfigurationSet": applied.scenario.key,
        }

    def test_the_output_has_the_settings_of_the_pool_with_the_names_of_cdk(self, applied):
        pool = email_of(applied)
        assert applied.outputs["email_configuration"] == {
            "emailSendingAccount": pool["EmailSendingAccount"],
            "sourceArn": pool["SourceArn"],
            "from": pool["From"],
            "replyToEmailAddress": pool["ReplyToEmailAddress"],
            "configurationSet": pool["ConfigurationSet"],
        }

    def test_the_dns_records_are_those_that_ses_expects(self, applied):
        domain = f"{applied.scenario.key}.example.com"
        identity = applied.client("sesv2").get_email_identity(EmailIdentity=domain)
        expected = {
            (f"{token}._domainkey.{domain}", "CNAME", f"{token}.dkim.amazonses.com")
            for token in identity["DkimAttributes"]["Tokens"]
        }
        found = {(r["name"], r["type"], r["value"]) for r in applied.outputs["dns_records"]}
        assert len(expected) == 3
        assert expected <= found

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(name="a", email={"identity": {"address": "{scenario}@example.com"}})
def test_an_address_is_its_own_sender_and_needs_no_dns(applied):
    address = f"{applied.scenario.key}@example.com"
    assert email_of(applied)["SourceArn"] == identity_arn(applied, address)
    assert email_of(applied)["From"] == address
    assert applied.outputs["dns_records"] == []


@pytest.mark.scenario(
    name="existing",
    email={
        "identity": {"arn": "arn:aws:ses:us-east-1:000000000000:identity/example.org"},
        "from_address": "no-reply@example.org",
    },
)
def test_an_existing_identity_is_used_and_none_is_created(planned):
    email = planned.outputs["email_configuration"]
    assert email["emailSendingAccount"] == "DEVELOPER"
    assert email["sourceArn"].endswith(":identity/example.org")
    assert planned.resources.of_type("aws_sesv2_email_identity") == []


@pytest.mark.scenario(name="plain")
class TestNoIdentity:
    def test_the_sender_is_cognito_explicitly(self, applied):
        assert email_of(applied) == {"EmailSendingAccount": "COGNITO_DEFAULT"}

    def test_the_manual_steps_warn_that_this_sender_is_not_for_production(self, applied):
        assert "50 messages a day" in " ".join(applied.outputs["manual_steps"])

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


IDENTITY = {"arn": "arn:aws:ses:us-east-1:000000000000:identity/example.org"}


@pytest.mark.parametrize(
    ("scenario", "written"),
    [
        ({"email": {"identity": IDENTITY, "from_address": "a@example.org", "from_name": name}}, to)
        for name, to in {
            "Example": "Example",
            "Example Support": "Example Support",
            "Example, Inc.": '"Example, Inc."',
            'The "Best" Co': '"The \\"Best\\" Co"',
            "back\\slash": '"back\\\\slash"',
            "Übung": "=?UTF-8?B?w5xidW5n?=",
        }.items()
    ],
)
@pytest.mark.scenario(name="names")
def test_display_names_are_quoted_and_encoded_for_email(planned, scenario, written):
    assert planned.outputs["email_configuration"]["from"] == f"{written} <a@example.org>"


@pytest.mark.scenario(name="switch", email={"identity": {"address": "{scenario}@example.com"}})
@pytest.mark.change(email={})
def test_removing_the_identity_switches_back_to_the_sender_of_cognito_in_place(transition):
    assert email_of(transition.after)["EmailSendingAccount"] == "COGNITO_DEFAULT"
    assert "aws_cognito_user_pool.this" in transition.updated
    assert transition.replaced == []
    assert transition.settled.empty, transition.settled


@pytest.mark.scenario(name="drift", email=SENDER)
@pytest.mark.drift(
    by=lambda applied: applied.client("cognito-idp").update_user_pool(
        UserPoolId=applied.outputs["user_pool_id"],
        EmailConfiguration={"EmailSendingAccount": "COGNITO_DEFAULT"},
        # AWS refuses an update without them, because the pool verifies changes of addresses.
        AutoVerifiedAttributes=["email"],
    )
)
def test_a_manual_change_of_the_sender_is_detected_and_reverted(transition):
    assert transition.updated == ["aws_cognito_user_pool.this"]
    assert email_of(transition.after) == email_of(transition.before)
    assert transition.settled.empty, transition.settled


class TestWarnings:
    """Only planned. Nobody has confirmed what AWS does here, so that nothing is refused."""

    @pytest.mark.scenario(
        name="{scenario}",
        email={"identity": {"domain": "example.com"}, "from_address": "a@mail.example.com"},
    )
    def test_about_a_sender_in_a_subdomain_of_the_identity(self, planned):
        (warning,) = planned.warnings
        assert "a@mail.example.com is in a subdomain of the identity" in warning

    @pytest.mark.providers(aws={"region": "eu-south-2"})
    @pytest.mark.scenario(name="{scenario}", email={"identity": {"address": "a@example.com"}})
    def test_about_ses_in_a_region_that_the_guide_does_not_list_for_the_pool(self, planned):
        (warning,) = planned.warnings
        assert "user pools in eu-south-2 send through SES in eu-west-3" in warning

    @pytest.mark.providers(aws={"region": "ap-east-2"})
    @pytest.mark.scenario(
        name="{scenario}",
        email={
            "identity": {"arn": "arn:aws:ses:ap-southeast-1:000000000000:identity/a@example.com"}
        },
    )
    def test_about_a_region_that_the_guide_does_not_list(self, planned):
        (warning,) = planned.warnings
        assert "documents no SES in another region for user pools in ap-east-2" in warning
