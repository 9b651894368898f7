"""All settings of senders, numbers and alarms, read back through the gateway."""

import json

import pytest

from ..reading import second_factors_of

DOMAIN = "{scenario}.example.com"
SENDER = {"identity": {"domain": DOMAIN}, "from_address": f"no-reply@{DOMAIN}"}
# Any Base64, because SES reads the key only when it signs an email.
OWN_KEY = {"selector": "own", "private_key": "cHJpdmF0ZQ==", "public_key": "cHVibGlj"}

KEY = "arn:aws:kms:us-east-1:000000000000:key/1234"
TOPIC = "arn:aws:sns:us-east-1:000000000000:on-call"
TAGS = {"team": "auth"}


def identity_of(applied):
    domain = f"{applied.scenario.key}.example.com"
    return applied.client("sesv2").get_email_identity(EmailIdentity=domain)


@pytest.mark.scenario(
    name="mail",
    email={
        **SENDER,
        "dkim": {"key_length": "RSA_1024_BIT"},
        "mail_from": {"domain": f"bounce.{DOMAIN}", "on_mx_failure": "REJECT_MESSAGE"},
        "dmarc": {"policy": "reject", "percent": 50, "report_addresses": ["dmarc@example.com"]},
        "forward_feedback": False,
        "create_configuration_set": {
            "name": "{scenario}",
            "suppressed_reasons": ["COMPLAINT"],
            "feedback": {"event_types": ["BOUNCE", "REJECT"]},
        },
    },
)
class TestASenderInFull:
    def test_the_identity_signs_and_bounces_as_configured(self, applied):
        identity = identity_of(applied)
        assert identity["DkimAttributes"]["NextSigningKeyLength"] == "RSA_1024_BIT"
        assert identity["MailFromAttributes"]["MailFromDomain"].startswith("bounce.")
        assert identity["MailFromAttributes"]["BehaviorOnMxFailure"] == "REJECT_MESSAGE"
        assert identity["FeedbackForwardingStatus"] is False

    def test_the_configuration_set_has_every_setting(self, applied):
        found = applied.client("sesv2").get_configuration_set(
            ConfigurationSetName=applied.scenario.key
        )
        assert found["DeliveryOptions"]["TlsPolicy"] == "REQUIRE"
        assert found["ReputationOptions"]["ReputationMetricsEnabled"] is True
        assert found["SendingOptions"]["SendingEnabled"] is True
        assert found["SuppressionOptions"]["SuppressedReasons"] == ["COMPLAINT"]

    def test_email_events_are_sent_to_the_topic_and_cloudwatch(self, applied):
        destinations = {
            one["Name"]: one
            for one in applied.client("sesv2").get_configuration_set_event_destinations(
                ConfigurationSetName=applied.scenario.key
            )["EventDestinations"]
        }
        assert set(destinations) == {"sns", "cloudwatch"}
        for one in destinations.values():
            assert one["Enabled"] is True
            assert set(one["MatchingEventTypes"]) == {"BOUNCE", "REJECT"}
        topic = destinations["sns"]["SnsDestination"]["TopicArn"]
        assert topic == applied.outputs["feedback_topic_arn"]

    def test_only_this_configuration_set_may_publish_to_the_topic(self, applied):
        attributes = applied.client("sns").get_topic_attributes(
            TopicArn=applied.outputs["feedback_topic_arn"]
        )["Attributes"]
        (statement,) = json.loads(attributes["Policy"])["Statement"]
        assert statement["Principal"] == {"Service": "ses.amazonaws.com"}
        source = statement["Condition"]["StringEquals"]["aws:SourceArn"]
        assert source.endswith(f":configuration-set/{applied.scenario.key}")

    def test_the_records_have_mail_from_spf_and_dmarc_too(self, applied):
        domain = f"{applied.scenario.key}.example.com"
        found = {(r["name"], r["type"], r["value"]) for r in applied.outputs["dns_records"]}
        assert {
            (f"bounce.{domain}", "MX", "10 feedback-smtp.us-east-1.amazonses.com"),
            (f"bounce.{domain}", "TXT", "v=spf1 include:amazonses.com ~all"),
            (
                f"_dmarc.{domain}",
                "TXT",
                "v=DMARC1; p=reject; pct=50; rua=mailto:dmarc@example.com",
            ),
        } <= found
        assert len(found) == 6

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(name="longer", email={**SENDER, "dkim": {"key_length": "RSA_1024_BIT"}})
@pytest.mark.change(email={**SENDER, "dkim": {"key_length": "RSA_2048_BIT"}})
def test_a_longer_dkim_key_is_set_in_place(transition):
    assert transition.updated == [
        'module.email_identity["this"].aws_sesv2_email_identity.this',
    ]
    assert transition.replaced == []
    after = identity_of(transition.after)
    assert after["DkimAttributes"]["NextSigningKeyLength"] == "RSA_2048_BIT"
    assert transition.settled.empty, transition.settled


@pytest.mark.scenario(name="own-key", email={**SENDER, "dkim": OWN_KEY})
def test_a_custom_dkim_key_signs_and_its_public_key_is_a_dns_record(applied, replanned):
    domain = f"{applied.scenario.key}.example.com"
    assert identity_of(applied)["DkimAttributes"]["SigningAttributesOrigin"] == "EXTERNAL"
    (record,) = applied.outputs["dns_records"]
    assert (record["name"], record["type"]) == (f"own._domainkey.{domain}", "TXT")
    assert record["value"] == "v=DKIM1; k=rsa; p=cHVibGlj"
    assert replanned.empty, replanned


@pytest.mark.scenario(name="dmarc", email={**SENDER, "dmarc": {}})
def test_a_dmarc_record_asks_receivers_for_nothing_by_default(applied):
    records = {one["name"]: one["value"] for one in applied.outputs["dns_records"]}
    assert records[f"_dmarc.{applied.scenario.key}.example.com"] == "v=DMARC1; p=none"


@pytest.mark.scenario(name="zone", email={**SENDER, "route53": {"zone_id": "Z0123456789ABC"}})
def test_the_records_of_a_domain_are_created_in_its_zone(planned):
    records = planned.resources.of_type("aws_route53_record")
    assert len(records) == 3
    assert {one["zone_id"] for one in records} == {"Z0123456789ABC"}
    assert {one["type"] for one in records} == {"CNAME"}


@pytest.mark.scenario(name="wait", email={**SENDER, "until_verified": "WAIT", "wait_minutes": 1})
def test_the_pool_waits_for_its_sender(applied, replanned):
    pool = applied.resources["aws_cognito_user_pool.this"]
    assert any("aws_ses_domain_identity_verification" in name for name in pool.depends_on)
    assert applied.outputs["email_configuration"]["emailSendingAccount"] == "DEVELOPER"
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../modules/email-identity")
@pytest.mark.scenario(domain=DOMAIN, pool_regions=["eu-south-2", "ap-east-1"])
def test_pools_of_regions_without_ses_are_allowed_by_a_policy(applied, replanned):
    policy = json.loads(identity_of(applied)["Policies"]["cognito-user-pools"])
    account = applied.client("sts").get_caller_identity()["Account"]
    for statement, region in zip(policy["Statement"], ["ap-east-1", "eu-south-2"], strict=True):
        assert statement["Effect"] == "Allow"
        assert statement["Action"] == ["ses:SendEmail", "ses:SendRawEmail"]
        assert statement["Principal"] == {"Service": f"cognito-idp.{region}.amazonaws.com"}
        assert statement["Condition"] == {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {
                "aws:SourceArn": f"arn:aws:cognito-idp:{region}:{account}:userpool/*",
            },
        }
    assert replanned.empty, replanned


@pytest.mark.scenario(
    name="email-mfa",
    email={"identity": {"address": "{scenario}@example.com"}},
    mfa={
        "configuration": "OPTIONAL",
        "methods": ["EMAIL", "TOTP"],
        "email_subject": "Your code",
        "email_message": "It is {####}",
    },
    account_recovery=["admin_only"],
)
def test_codes_are_sent_by_email_if_the_pool_has_a_sender(applied, replanned):
    mfa = second_factors_of(applied)
    assert mfa["MfaConfiguration"] == "OPTIONAL"
    assert mfa["EmailMfaConfiguration"] == {"Subject": "Your code", "Message": "It is {####}"}
    assert mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert replanned.empty, replanned


@pytest.mark.scenario(
    name="origination",
    sms={
        "origination": {
            "opt_out_list": "{scenario}",
            "phone_numbers": {
                "test": {"country": "US", "type": "SIMULATOR", "deletion_protection": False}
            },
            "preferences": {"monthly_spend_limit": 1, "default_sender_id": "Example"},
        }
    },
)
class TestOrigination:
    def test_the_number_is_leased_with_its_opt_out_list(self, applied):
        numbers = applied.client("pinpoint-sms-voice-v2").describe_phone_numbers()["PhoneNumbers"]
        (number,) = [one for one in numbers if one["OptOutListName"] == applied.scenario.key]
        assert applied.outputs["phone_numbers"] == {"test": number["PhoneNumber"]}
        assert (number["IsoCountryCode"], number["NumberType"]) == ("US", "SIMULATOR")
        assert number["MessageType"] == "TRANSACTIONAL"
        assert number["NumberCapabilities"] == ["SMS"]
        assert number["DeletionProtectionEnabled"] is False

    def test_the_accounts_preferences_are_set(self, applied):
        assert applied.client("sns").get_sms_attributes()["attributes"] == {
            "MonthlySpendLimit": "1",
            "DefaultSMSType": "Transactional",
            "DefaultSenderID": "Example",
        }

    def test_no_manual_step_for_a_number_remains(self, applied):
        assert "origination number" not in " ".join(applied.outputs["manual_steps"])

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


LOGS = "arn:aws:iam::000000000000:role/sms-logs"
LEASED = {
    "country": "US",
    "type": "SIMULATOR",
    "capabilities": ["SMS", "VOICE"],
    "opt_out_list": "Default",
    "deletion_protection": False,
}


@pytest.mark.scenario(
    name="{scenario}",
    sms={
        "origination": {
            "phone_numbers": {"test": LEASED, "old": {**LEASED, "imported": True}},
        }
    },
)
class TestNumbersWithOtherSettings:
    def test_the_numbers_are_leased_as_asked(self, applied):
        voice = applied.client("pinpoint-sms-voice-v2")
        numbers = voice.describe_phone_numbers(
            PhoneNumberIds=[
                arn.split("/")[1] for arn in applied.outputs["phone_number_arns"].values()
            ]
        )["PhoneNumbers"]
        assert len(numbers) == 2
        for number in numbers:
            assert sorted(number["NumberCapabilities"]) == ["SMS", "VOICE"]
            assert number["OptOutListName"] == "Default"

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


# Only planned, since the preferences are those of the account, which other scenarios share.
DELIVERY_LOGS = {
    "default_sms_type": "Promotional",
    "delivery_status_role_arn": LOGS,
    "delivery_status_success_sampling_rate": 5,
}


CAMPAIGN = {
    "country": "US",
    "type": "TEN_DLC",
    "message_type": "PROMOTIONAL",
    "registration_id": "registration-1",
    "imported": True,
}


@pytest.mark.scenario(
    name="{scenario}", sms={"origination": {"phone_numbers": {"campaign": CAMPAIGN}}}
)
def test_an_imported_number_can_have_a_registration(planned):
    (number,) = planned.resources.of_type("aws_pinpointsmsvoicev2_phone_number")
    assert number["registration_id"] == "registration-1"
    assert (number["number_type"], number["message_type"]) == ("TEN_DLC", "PROMOTIONAL")


@pytest.mark.scenario(name="{scenario}", sms={"origination": {"preferences": DELIVERY_LOGS}})
def test_deliveries_can_be_logged(planned):
    (preferences,) = planned.resources.of_type("aws_sns_sms_preferences")
    assert preferences["default_sms_type"] == "Promotional"
    assert preferences["delivery_status_iam_role_arn"] == LOGS
    assert preferences["delivery_status_success_sampling_rate"] == "5"
    assert preferences.unknown["monthly_spend_limit"]  # the account keeps its limit


@pytest.mark.terraform_module("../../modules/sms-origination")
@pytest.mark.scenario(preferences={"delivery_status_role_arn": LOGS})
def test_all_deliveries_are_logged_by_default(planned):
    (preferences,) = planned.resources.of_type("aws_sns_sms_preferences")
    assert preferences["delivery_status_success_sampling_rate"] == "100"


@pytest.mark.terraform_module("../../modules/sms-origination")
@pytest.mark.scenario(phone_numbers={"test": LEASED}, opt_out_list="{scenario}", tags=TAGS)
def test_numbers_of_a_submodule_have_tags(applied, replanned):
    (number,) = applied.resources.of_type("aws_pinpointsmsvoicev2_phone_number")
    voice = applied.client("pinpoint-sms-voice-v2")
    for arn in (number["arn"], applied.outputs["opt_out_list_arn"]):
        tags = voice.list_tags_for_resource(ResourceArn=arn)["Tags"]
        assert tags == [{"Key": "team", "Value": "auth"}]
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../modules/sms-role")
@pytest.mark.scenario(name="pool", role_name="{scenario}", tags=TAGS)
def test_the_role_of_a_submodule_has_tags(applied):
    tags = applied.client("iam").list_role_tags(RoleName=applied.scenario.key)["Tags"]
    assert tags == [{"Key": "team", "Value": "auth"}]


def request_a_toll_free_number(target):
    """A number that its user has requested and registered outside Terraform."""
    voice = target.client("pinpoint-sms-voice-v2")
    number = voice.request_phone_number(
        IsoCountryCode="US",
        MessageType="TRANSACTIONAL",
        NumberCapabilities=["SMS"],
        NumberType="TOLL_FREE",
        OptOutListName="Default",
    )
    identifier = number["PhoneNumberId"]
    yield {"arn": number["PhoneNumberArn"], "id": identifier}
    voice.release_phone_number(PhoneNumberId=identifier)


SIMULATOR = {"country": "US", "type": "SIMULATOR", "deletion_protection": False}


EXISTING = {"origination": {"phone_numbers": {"us": {"arn": "{given.number.arn}"}}}}


@pytest.mark.given("number", by=request_a_toll_free_number)
@pytest.mark.scenario(name="{scenario}", sms=EXISTING)
class TestNumberThatExists:
    def test_it_is_in_the_output_and_not_in_the_state(self, applied, given):
        assert applied.outputs["phone_number_arns"] == {"us": given["number"]["arn"]}
        assert applied.outputs["phone_numbers"] == {}
        assert not applied.resources.of_type("aws_pinpointsmsvoicev2_phone_number")

    def test_no_manual_step_for_a_number_remains(self, applied):
        steps = " ".join(applied.outputs["manual_steps"])
        assert "origination number" not in steps
        assert "simulator" not in steps

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.given("number", by=request_a_toll_free_number)
@pytest.mark.scenario(name="{scenario}", sms=EXISTING)
@pytest.mark.change(sms={"origination": {"phone_numbers": {"test": SIMULATOR}}})
def test_a_number_that_exists_stays_in_the_account_if_the_input_is_removed(transition, given):
    assert transition.deleted == transition.replaced == []
    assert list(transition.after.outputs["phone_number_arns"]) == ["test"]
    voice = transition.after.client("pinpoint-sms-voice-v2")
    found = voice.describe_phone_numbers(PhoneNumberIds=[given["number"]["id"]])
    assert found["PhoneNumbers"][0]["NumberType"] == "TOLL_FREE"
    assert transition.settled.empty, transition.settled


MAYBE_REGISTERED = {"country": "CA", "type": "LONG_CODE", "deletion_protection": False}


@pytest.mark.terraform_module("../../modules/sms-origination")
class TestWarningAboutRegistration:
    @pytest.mark.scenario(phone_numbers={"ca": MAYBE_REGISTERED, "test": SIMULATOR})
    def test_the_plan_names_numbers_that_may_wait(self, planned):
        (warning,) = planned.warnings
        assert "AWS may want a registration for ca (CA, LONG_CODE)." in warning

    @pytest.mark.scenario(
        phone_numbers={"ca": {**MAYBE_REGISTERED, "imported": True}, "test": SIMULATOR}
    )
    def test_numbers_that_are_active_or_simulated_cause_none(self, planned):
        assert planned.warnings == ()


NUMBER_ARN = "arn:aws:sms-voice:us-east-1:123456789012:phone-number/phone-1"
ROLE_ARN = "arn:aws:iam::123456789012:role/sms"


@pytest.mark.terraform_module("sms_pool_inputs")
class TestInputsOfAPoolOfNumbers:
    @pytest.mark.scenario(
        phone_numbers={
            "campaign": {"country": "US", "type": "TEN_DLC", "registration_id": "registration-1"},
            "free": {"country": "US", "type": "TOLL_FREE"},
            "germany": {"country": "DE", "type": "LONG_CODE"},
        }
    )
    def test_numbers_that_must_be_registered_wait_and_are_in_no_pool(self, planned):
        assert planned.outputs["waiting"] == ["campaign", "free", "germany"]
        assert planned.outputs["has_pool"] is False

    @pytest.mark.scenario(
        phone_numbers={
            "free": {"country": "US", "type": "TOLL_FREE", "active": True},
            "test": {"country": "US", "type": "SIMULATOR"},
            "later": {"country": "BR", "type": "LONG_CODE", "active": False},
        }
    )
    def test_active_numbers_are_in_the_pool_whatever_their_kind(self, planned):
        assert planned.outputs["waiting"] == ["later"]
        assert planned.outputs["has_pool"] is True
        assert planned.outputs["pool_country"] is None

    @pytest.mark.scenario(phone_numbers={"us": {"arn": NUMBER_ARN}})
    def test_a_number_that_exists_is_in_the_pool(self, planned):
        assert planned.outputs["existing"] == {"us": NUMBER_ARN}
        assert planned.outputs["has_pool"] is True

    @pytest.mark.scenario(sender_ids={"de": {"sender_id": "EXAMPLE", "country": "DE"}})
    def test_a_pool_with_a_sender_id_has_its_country_and_sns_may_send(self, planned):
        assert planned.outputs["pool_country"] == "DE"
        (statement,) = planned.outputs["statements"]["identity"]
        assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
        assert statement["Action"] == "sms-voice:SendTextMessage"
        assert planned.outputs["statements"]["pool"] == []

    @pytest.mark.scenario(allow_sns=False, allowed_roles=[ROLE_ARN])
    def test_only_the_roles_of_the_input_may_send(self, planned):
        for statements in planned.outputs["statements"].values():
            (statement,) = statements
            assert statement["Principal"] == {"AWS": [ROLE_ARN]}
            assert statement["Action"] == "sms-voice:SendTextMessage"


@pytest.mark.scenario(
    name="{scenario}-watched",
    email={"identity": {"address": "{scenario}@example.com"}},
    sms={},
    clients={"web": {}},
    alarms={"email": {"daily_quota": 50000}, "sms": {"monthly_spend_limit": 100}},
)
class TestAlarms:
    def test_each_problem_that_stops_messages_has_an_alarm(self, applied):
        name = f"{applied.scenario.key}-watched"
        alarms = {
            one["AlarmName"].removeprefix(f"{name} "): one
            for one in applied.client("cloudwatch").describe_alarms(AlarmNamePrefix=name)[
                "MetricAlarms"
            ]
        }
        found = {
            key: (one["Namespace"], one["MetricName"], one["Threshold"])
            for key, one in alarms.items()
        }
        assert found == {
            "bounce-rate": ("AWS/SES", "Reputation.BounceRate", 0.05),
            "complaint-rate": ("AWS/SES", "Reputation.ComplaintRate", 0.001),
            "email-quota": ("AWS/SES", "Send", 40000),
            "sms-failures": ("AWS/SNS", "SMSSuccessRate", 0.9),
            "sms-spend": ("AWS/SNS", "SMSMonthToDateSpentUSD", 80),
            "sign-ups-throttled-web": ("AWS/Cognito", "SignUpThrottles", 0),
        }
        for one in alarms.values():
            assert one["AlarmActions"] == [applied.outputs["alarm_topic_arn"]]
            assert one["TreatMissingData"] == "notBreaching"

    def test_the_dashboard_shows_each_metric(self, applied):
        found = applied.client("cloudwatch").get_dashboard(
            DashboardName=f"{applied.scenario.key}-watched-messaging"
        )
        assert len(json.loads(found["DashboardBody"])["widgets"]) == 6

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


def alarms_of(applied, name):
    found = applied.client("cloudwatch").describe_alarms(AlarmNamePrefix=f"{name} ")
    return {one["AlarmName"].removeprefix(f"{name} "): one for one in found["MetricAlarms"]}


@pytest.mark.scenario(
    name="{scenario}-few",
    email={"identity": {"address": "{scenario}@example.com"}},
    sms={},
    clients={"web": {}},
    alarms={
        "topic": {"arn": TOPIC},
        "email": {"complaint_rate": 0.003, "daily_quota": 1000, "quota_share": 0.5},
        "sms": {"monthly_spend_limit": 10, "spend_share": 0.25, "success_rate": 0.5},
        "sign_ups": False,
        "dashboard": False,
    },
)
@pytest.mark.change(alarms={"kms_key_arn": KEY})
class TestAlarmsWithOtherSettings:
    def test_they_have_the_given_thresholds_and_topic(self, transition):
        alarms = transition.before.resources.of_type("aws_cloudwatch_metric_alarm")
        found = {one["alarm_name"].split(" ")[1]: one["threshold"] for one in alarms}
        assert found == {
            "bounce-rate": 0.05,
            "complaint-rate": 0.003,
            "email-quota": 500,
            "sms-failures": 0.5,
            "sms-spend": 2.5,
        }
        assert {tuple(one["alarm_actions"]) for one in alarms} == {(TOPIC,)}
        assert transition.before.outputs["alarm_topic_arn"] == TOPIC
        assert not transition.before.resources.of_type("aws_cloudwatch_dashboard")

    def test_a_topic_of_the_module_can_be_encrypted(self, transition):
        topic = transition.after.outputs["alarm_topic_arn"]
        alarms = alarms_of(transition.after, f"{transition.after.scenario.key}-few")
        assert set(alarms) == {
            "bounce-rate",
            "complaint-rate",
            "sms-failures",
            "sign-ups-throttled-web",
        }
        assert {one["AlarmActions"][0] for one in alarms.values()} == {topic}
        found = transition.after.client("sns").get_topic_attributes(TopicArn=topic)
        assert found["Attributes"]["KmsMasterKeyId"] == KEY
        assert transition.settled.empty, transition.settled


@pytest.mark.terraform_module("../../modules/messaging-alarms")
@pytest.mark.scenario(
    name="{scenario}",
    topic={"arn": TOPIC},
    kms_key_arn=KEY,
    email={"bounce_rate": 0.02, "complaint_rate": 0.002, "daily_quota": 100, "quota_share": 0.9},
    sms={"monthly_spend_limit": 10, "spend_share": 0.5, "success_rate": 0.7},
    user_pool={"id": "us-east-1_Example", "client_ids": {"web": "1example23456789"}},
    dashboard=False,
    tags=TAGS,
)
class TestAlarmsOfASubmodule:
    def test_each_has_its_threshold_topic_and_tags(self, applied):
        alarms = alarms_of(applied, applied.scenario.key)
        assert {key: one["Threshold"] for key, one in alarms.items()} == {
            "bounce-rate": 0.02,
            "complaint-rate": 0.002,
            "email-quota": 90,
            "sign-ups-throttled-web": 0,
            "sms-failures": 0.7,
            "sms-spend": 5,
        }
        cloudwatch = applied.client("cloudwatch")
        # LocalStack does not store them: tests/known-gaps.yaml.
        tags = [] if applied.target.name == "localstack" else [{"Key": "team", "Value": "auth"}]
        for one in alarms.values():
            assert one["AlarmActions"] == one["OKActions"] == [TOPIC]
            found = cloudwatch.list_tags_for_resource(ResourceARN=one["AlarmArn"])
            assert found["Tags"] == tags

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.terraform_module("../../modules/messaging-alarms")
@pytest.mark.scenario(name="{scenario}", email={})
def test_a_submodule_has_a_topic_and_a_dashboard_by_default(applied):
    topic, name = applied.outputs["topic_arn"], applied.outputs["dashboard_name"]
    assert {
        one["AlarmActions"][0] for one in alarms_of(applied, applied.scenario.key).values()
    } == {topic}
    cloudwatch = applied.client("cloudwatch")
    assert cloudwatch.get_dashboard(DashboardName=name)["DashboardName"] == name
    (step,) = applied.outputs["manual_steps"]
    assert topic.split(":")[-1] in step
