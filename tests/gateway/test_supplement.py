"""Operations that the target lacks, answered for each account and region."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from terraform_scenarios import Target
from terraform_scenarios.gateway import models
from terraform_scenarios.gateway.loading import load_supplements
from terraform_scenarios.workspace import open_gateway

from .live import Account

DOMAIN = "example.com"
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", '
    '"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sms-voice:SendTextMessage"}]}'
)


@pytest.fixture
def ses(account):
    return account.client("sesv2")


@pytest.fixture
def domain(ses):
    ses.create_email_identity(EmailIdentity=DOMAIN)
    return ses


def code_of(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    return raised.value.response["Error"]["Code"]


def test_each_handler_has_the_name_of_an_operation():
    names = [
        name
        for package in ("terraform_scenarios.gateway.supplement", "cognito_messaging.rules")
        for one in load_supplements(package)
        for name, _ in one.handlers()
    ]
    assert len(names) == len(set(names)) > 60
    for name in names:
        assert models.operation(*name.split(".")) is not None


# SES


def test_a_sender_is_verified_only_by_a_manual_action(domain, gateway, account):
    shown = domain.get_email_identity(EmailIdentity=DOMAIN)
    assert (shown["VerifiedForSendingStatus"], shown["VerificationStatus"]) == (False, "PENDING")
    assert shown["DkimAttributes"]["Status"] == "PENDING"
    gateway.manual.verify_sender(DOMAIN, account=account.number, region="us-east-1")
    shown = domain.get_email_identity(EmailIdentity=DOMAIN)
    assert (shown["VerifiedForSendingStatus"], shown["VerificationStatus"]) == (True, "SUCCESS")
    assert shown["DkimAttributes"]["Status"] == "SUCCESS"
    listed = domain.list_email_identities()["EmailIdentities"]
    assert [one["VerificationStatus"] for one in listed] == ["SUCCESS"]


@pytest.fixture
def first(account):
    """Version 1 of the SES API."""
    return account.client("ses")


def test_both_versions_of_the_ses_api_verify_one_identity(first, ses, gateway):
    token = first.verify_domain_identity(Domain=DOMAIN)["VerificationToken"]
    first.verify_email_identity(EmailAddress=f"a@{DOMAIN}")
    ses.create_email_identity(EmailIdentity="example.org")
    names = [DOMAIN, f"a@{DOMAIN}", "example.org", "none.example.com"]

    def status(version):
        if version is first:
            answer = first.get_identity_verification_attributes(Identities=names)
            found = answer["VerificationAttributes"]
            assert found[DOMAIN]["VerificationToken"] == token
            return {name: one["VerificationStatus"].upper() for name, one in found.items()}
        listed = ses.list_email_identities()["EmailIdentities"]
        return {one["IdentityName"]: one["VerificationStatus"] for one in listed}

    assert status(first) == status(ses) == dict.fromkeys(names[:3], "PENDING")
    gateway.manual.verify_sender(DOMAIN)
    expected = {**dict.fromkeys(names[:3], "PENDING"), DOMAIN: "SUCCESS"}
    assert status(first) == status(ses) == expected
    assert first.list_identities(IdentityType="EmailAddress")["Identities"] == [f"a@{DOMAIN}"]


def test_each_version_of_the_ses_api_deletes_the_identities_of_the_other(first, ses):
    first.verify_domain_identity(Domain=DOMAIN)
    ses.create_email_identity(EmailIdentity="example.org")
    ses.delete_email_identity(EmailIdentity=DOMAIN)
    first.delete_identity(Identity="example.org")
    first.delete_identity(Identity="example.org")
    assert first.list_identities()["Identities"] == []
    assert ses.list_email_identities()["EmailIdentities"] == []
    assert code_of(ses.delete_email_identity, EmailIdentity=DOMAIN) == "NotFoundException"


def test_verifying_an_identity_again_keeps_its_settings(first, domain):
    domain.put_email_identity_feedback_attributes(
        EmailIdentity=DOMAIN, EmailForwardingEnabled=False
    )
    first.verify_domain_identity(Domain=DOMAIN)
    tokens = first.verify_domain_dkim(Domain=DOMAIN)["DkimTokens"]
    shown = domain.get_email_identity(EmailIdentity=DOMAIN)
    assert shown["FeedbackForwardingStatus"] is False
    assert shown["DkimAttributes"]["Tokens"] == tokens
    assert len(tokens) == 3


def test_an_address_signs_as_its_domain_does(first, domain, gateway):
    gateway.manual.verify_sender(DOMAIN)
    domain.create_email_identity(EmailIdentity=f"a@{DOMAIN}")
    first.set_identity_dkim_enabled(Identity=f"a@{DOMAIN}", DkimEnabled=False)
    names = [DOMAIN, f"a@{DOMAIN}"]
    found = first.get_identity_dkim_attributes(Identities=names)["DkimAttributes"]
    assert found[names[0]] == found[names[1]]
    assert found[DOMAIN]["DkimEnabled"] is True
    first.set_identity_dkim_enabled(Identity=DOMAIN, DkimEnabled=False)
    shown = domain.get_email_identity(EmailIdentity=f"a@{DOMAIN}")["DkimAttributes"]
    assert (shown["SigningEnabled"], shown["Status"]) == (False, "SUCCESS")


def test_an_own_key_shows_its_selector_until_ses_signs_again(domain):
    sign = domain.put_email_identity_dkim_signing_attributes
    own = {"DomainSigningSelector": "own", "DomainSigningPrivateKey": "AAAA"}
    answer = sign(EmailIdentity=DOMAIN, SigningAttributesOrigin="EXTERNAL", SigningAttributes=own)
    assert answer["DkimTokens"] == ["own"]
    assert len(sign(EmailIdentity=DOMAIN, SigningAttributesOrigin="AWS_SES")["DkimTokens"]) == 3


def test_both_versions_share_mail_from_policies_and_feedback(first, domain):
    first.set_identity_mail_from_domain(
        Identity=DOMAIN, MailFromDomain=f"b.{DOMAIN}", BehaviorOnMXFailure="RejectMessage"
    )
    first.put_identity_policy(Identity=DOMAIN, PolicyName="p", Policy='{"Statement": []}')
    first.set_identity_feedback_forwarding_enabled(Identity=DOMAIN, ForwardingEnabled=False)
    shown = domain.get_email_identity(EmailIdentity=DOMAIN)
    assert shown["MailFromAttributes"]["BehaviorOnMxFailure"] == "REJECT_MESSAGE"
    assert shown["Policies"] == {"p": '{"Statement": []}'}
    assert shown["FeedbackForwardingStatus"] is False
    domain.put_email_identity_mail_from_attributes(EmailIdentity=DOMAIN)
    found = first.get_identity_mail_from_domain_attributes(Identities=[DOMAIN])
    assert found["MailFromDomainAttributes"] == {DOMAIN: {"BehaviorOnMXFailure": "UseDefaultValue"}}
    domain.delete_email_identity_policy(EmailIdentity=DOMAIN, PolicyName="p")
    assert first.list_identity_policies(Identity=DOMAIN)["PolicyNames"] == []


def test_notifications_of_an_identity_read_back(first, domain):
    topic = first.set_identity_notification_topic
    arn = "arn:aws:sns:us-east-1:111122223333:bounces"
    topic(Identity=DOMAIN, NotificationType="Bounce", SnsTopic=arn)
    first.set_identity_headers_in_notifications_enabled(
        Identity=DOMAIN, NotificationType="Bounce", Enabled=True
    )

    def shown():
        answer = first.get_identity_notification_attributes(Identities=[DOMAIN, "example.org"])
        return answer["NotificationAttributes"]

    attributes = {"ForwardingEnabled": True, "HeadersInBounceNotificationsEnabled": True}
    assert shown() == {DOMAIN: {"BounceTopic": arn, **attributes}}
    topic(Identity=DOMAIN, NotificationType="Bounce")
    assert shown() == {DOMAIN: attributes}
    unknown = code_of(topic, Identity="example.org", NotificationType="Bounce", SnsTopic=arn)
    assert unknown == "InvalidParameterValue"


def test_both_versions_share_configuration_sets(first, ses, account):
    first.create_configuration_set(ConfigurationSet={"Name": "one"})
    ses.create_configuration_set(ConfigurationSetName="two")
    assert {one["Name"] for one in first.list_configuration_sets()["ConfigurationSets"]} == {
        "one",
        "two",
    }
    topic = account.client("sns").create_topic(Name="t")["TopicArn"]
    destination = {
        "Name": "d",
        "Enabled": True,
        "MatchingEventTypes": ["bounce", "renderingFailure"],
        "SNSDestination": {"TopicARN": topic},
    }
    first.create_configuration_set_event_destination(
        ConfigurationSetName="two", EventDestination=destination
    )
    found = ses.get_configuration_set_event_destinations(ConfigurationSetName="two")
    assert found["EventDestinations"][0]["MatchingEventTypes"] == ["BOUNCE", "RENDERING_FAILURE"]
    first.put_configuration_set_delivery_options(
        ConfigurationSetName="two", DeliveryOptions={"TlsPolicy": "Require"}
    )
    first.update_configuration_set_sending_enabled(ConfigurationSetName="two", Enabled=False)
    shown = first.describe_configuration_set(
        ConfigurationSetName="two",
        ConfigurationSetAttributeNames=[
            "eventDestinations",
            "deliveryOptions",
            "reputationOptions",
        ],
    )
    assert shown["EventDestinations"] == [destination]
    assert shown["DeliveryOptions"] == {"TlsPolicy": "Require"}
    assert shown["ReputationOptions"]["SendingEnabled"] is False
    ses.delete_configuration_set(ConfigurationSetName="one")
    gone = code_of(first.describe_configuration_set, ConfigurationSetName="one")
    assert gone == "ConfigurationSetDoesNotExist"


def test_both_versions_show_one_quota_and_one_switch_for_sending(first, ses, gateway):
    def shown():
        second = ses.get_account()
        assert second["SendQuota"]["Max24HourSend"] == first.get_send_quota()["Max24HourSend"]
        assert second["SendingEnabled"] == first.get_account_sending_enabled()["Enabled"]
        return second["SendQuota"]["Max24HourSend"], second["SendingEnabled"]

    assert shown() == (200, True)
    gateway.manual.leave_sandbox("email")
    first.update_account_sending_enabled(Enabled=False)
    assert shown() == (50_000, False)


def test_only_outside_of_the_sandbox_mail_goes_to_everybody(first, domain, gateway, account):
    gateway.manual.verify_sender(DOMAIN)
    text = {"Data": "hello"}
    mail = {
        "Source": f"a+label@mail.{DOMAIN}",
        "Destination": {"ToAddresses": ["b@example.org"]},
        "Message": {"Subject": text, "Body": {"Text": text}},
    }
    assert code_of(first.send_email, **mail) == "MessageRejected"
    gateway.manual.leave_sandbox("email")
    first.send_email(**mail)
    sent = [one for one in gateway.messages() if one.account == account.number]
    assert [one.destination for one in sent] == ["b@example.org"]
    gateway.manual.unverify_sender(DOMAIN)
    assert code_of(first.send_email, **mail) == "MessageRejected"


def test_an_identity_is_verified_only_in_the_region_of_the_action(account, gateway):
    gateway.manual.verify_sender(DOMAIN, account=account.number, region="us-east-1")
    other = account.client("sesv2", region="eu-west-1")
    other.create_email_identity(EmailIdentity=DOMAIN)
    assert other.get_email_identity(EmailIdentity=DOMAIN)["VerifiedForSendingStatus"] is False


def test_configuration_set_and_key_length_read_back(ses):
    ses.create_configuration_set(ConfigurationSetName="one")
    ses.create_email_identity(
        EmailIdentity=DOMAIN,
        ConfigurationSetName="one",
        DkimSigningAttributes={"NextSigningKeyLength": "RSA_1024_BIT"},
    )
    shown = ses.get_email_identity(EmailIdentity=DOMAIN)
    assert shown["ConfigurationSetName"] == "one"
    assert shown["DkimAttributes"]["NextSigningKeyLength"] == "RSA_1024_BIT"
    assert len(shown["DkimAttributes"]["Tokens"]) == 3
    ses.put_email_identity_configuration_set_attributes(EmailIdentity=DOMAIN)
    assert "ConfigurationSetName" not in ses.get_email_identity(EmailIdentity=DOMAIN)


def test_a_custom_key_reads_back_as_external(ses):
    key = {"DomainSigningSelector": "own", "DomainSigningPrivateKey": "AAAA"}
    ses.create_email_identity(EmailIdentity=DOMAIN, DkimSigningAttributes=key)
    dkim = ses.get_email_identity(EmailIdentity=DOMAIN)["DkimAttributes"]
    assert dkim["SigningAttributesOrigin"] == "EXTERNAL"
    assert "NextSigningKeyLength" not in dkim


def test_mail_from_reads_back_and_waits_for_its_records(domain, gateway):
    domain.put_email_identity_mail_from_attributes(
        EmailIdentity=DOMAIN,
        MailFromDomain="bounce.example.com",
        BehaviorOnMxFailure="REJECT_MESSAGE",
    )
    expected = {
        "MailFromDomain": "bounce.example.com",
        "MailFromDomainStatus": "PENDING",
        "BehaviorOnMxFailure": "REJECT_MESSAGE",
    }
    assert domain.get_email_identity(EmailIdentity=DOMAIN)["MailFromAttributes"] == expected
    gateway.manual.verify_sender("bounce.example.com")
    shown = domain.get_email_identity(EmailIdentity=DOMAIN)["MailFromAttributes"]
    assert shown["MailFromDomainStatus"] == "SUCCESS"
    put = domain.put_email_identity_mail_from_attributes
    assert code_of(put, EmailIdentity=DOMAIN, MailFromDomain="other.org") == "BadRequestException"
    put(EmailIdentity=DOMAIN)
    assert "MailFromAttributes" not in domain.get_email_identity(EmailIdentity=DOMAIN)


def test_feedback_and_signing_read_back(domain):
    domain.put_email_identity_feedback_attributes(
        EmailIdentity=DOMAIN, EmailForwardingEnabled=False
    )
    domain.put_email_identity_dkim_attributes(EmailIdentity=DOMAIN, SigningEnabled=False)
    shown = domain.get_email_identity(EmailIdentity=DOMAIN)
    assert shown["FeedbackForwardingStatus"] is False
    assert shown["DkimAttributes"]["SigningEnabled"] is False


def test_policies_of_an_identity_are_kept_changed_and_deleted(domain):
    policy = '{"Version": "2012-10-17", "Statement": []}'
    name = {"EmailIdentity": DOMAIN, "PolicyName": "p"}
    assert (
        code_of(domain.update_email_identity_policy, **name, Policy=policy) == "NotFoundException"
    )
    domain.create_email_identity_policy(**name, Policy=policy)
    again = code_of(domain.create_email_identity_policy, **name, Policy=policy)
    assert again == "AlreadyExistsException"
    assert domain.get_email_identity_policies(EmailIdentity=DOMAIN)["Policies"] == {"p": policy}
    domain.delete_email_identity_policy(**name)
    assert domain.get_email_identity(EmailIdentity=DOMAIN)["Policies"] == {}


def test_the_settings_of_a_deleted_identity_are_forgotten(domain):
    domain.put_email_identity_feedback_attributes(
        EmailIdentity=DOMAIN, EmailForwardingEnabled=False
    )
    domain.delete_email_identity(EmailIdentity=DOMAIN)
    put = domain.put_email_identity_feedback_attributes
    assert code_of(put, EmailIdentity=DOMAIN) == "NotFoundException"
    domain.create_email_identity(EmailIdentity=DOMAIN)
    assert domain.get_email_identity(EmailIdentity=DOMAIN)["FeedbackForwardingStatus"] is True


def test_production_access_needs_a_request_and_a_review(ses, gateway, account):
    request = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.com"}
    shown = ses.get_account()
    assert (shown["ProductionAccessEnabled"], shown["SendQuota"]["Max24HourSend"]) == (False, 200)
    assert "Details" not in shown
    ses.put_account_details(**request)
    shown = ses.get_account()
    assert shown["ProductionAccessEnabled"] is False
    assert shown["Details"]["ReviewDetails"]["Status"] == "PENDING"
    assert code_of(ses.put_account_details, **request) == "ConflictException"
    gateway.manual.decide_review("DENIED", account=account.number)
    ses.put_account_details(**request)
    gateway.manual.decide_review("GRANTED", account=account.number)
    shown = ses.get_account()
    assert shown["ProductionAccessEnabled"] is True
    assert shown["SendQuota"]["Max24HourSend"] > 200
    assert shown["Details"]["ReviewDetails"]["Status"] == "GRANTED"
    assert ses.meta.region_name == "us-east-1"
    elsewhere = Account(account.endpoint, "999999999998").client("sesv2").get_account()
    assert elsewhere["ProductionAccessEnabled"] is False


def test_vdm_and_warm_up_read_back(ses):
    ses.put_account_vdm_attributes(VdmAttributes={"VdmEnabled": "ENABLED"})
    ses.put_account_dedicated_ip_warmup_attributes(AutoWarmupEnabled=True)
    shown = ses.get_account()
    assert shown["VdmAttributes"] == {"VdmEnabled": "ENABLED"}
    assert shown["DedicatedIpAutoWarmupEnabled"] is True


def test_suppression_and_sending_read_back(ses):
    ses.put_account_suppression_attributes(SuppressedReasons=["COMPLAINT"])
    ses.put_account_sending_attributes(SendingEnabled=False)
    shown = ses.get_account()
    assert shown["SuppressionAttributes"]["SuppressedReasons"] == ["COMPLAINT"]
    assert shown["SendingEnabled"] is False


def test_a_suppressed_address_is_shown_listed_and_removed(ses, account):
    with pytest.raises(ClientError, match="does not exist on your suppression list") as raised:
        ses.get_suppressed_destination(EmailAddress="gone@example.com")
    assert raised.value.response["Error"]["Code"] == "NotFoundException"
    ses.put_suppressed_destination(EmailAddress="gone@example.com", Reason="BOUNCE")
    ses.put_suppressed_destination(EmailAddress="cross@example.com", Reason="COMPLAINT")
    found = ses.get_suppressed_destination(EmailAddress="gone@example.com")["SuppressedDestination"]
    assert (found["EmailAddress"], found["Reason"]) == ("gone@example.com", "BOUNCE")

    def listed(client, **filters):
        answer = client.list_suppressed_destinations(**filters)["SuppressedDestinationSummaries"]
        return {one["EmailAddress"] for one in answer}

    assert listed(ses) == {"gone@example.com", "cross@example.com"}
    assert listed(ses, Reasons=["COMPLAINT"]) == {"cross@example.com"}
    assert listed(account.client("sesv2", region="eu-west-1")) == set()
    ses.delete_suppressed_destination(EmailAddress="gone@example.com")
    assert listed(ses) == {"cross@example.com"}
    assert code_of(ses.delete_suppressed_destination, EmailAddress="gone@example.com") == (
        "NotFoundException"
    )


# SNS and End User Messaging


def test_sms_attributes_are_kept_by_account_and_region(account):
    sns = account.client("sns")
    sns.set_sms_attributes(attributes={"DefaultSMSType": "Transactional"})
    assert sns.get_sms_attributes()["attributes"] == {
        "MonthlySpendLimit": "1",
        "DefaultSMSType": "Transactional",
    }
    assert sns.get_sms_attributes(attributes=["DefaultSMSType"])["attributes"] == {
        "DefaultSMSType": "Transactional"
    }
    elsewhere = account.client("sns", region="eu-west-1")
    stranger = Account(account.endpoint, "999999999997").client("sns")
    for other in (elsewhere, stranger):
        assert other.get_sms_attributes()["attributes"] == {"MonthlySpendLimit": "1"}
    sns.set_sms_attributes(attributes={"DefaultSMSType": ""})
    assert sns.get_sms_attributes()["attributes"] == {"MonthlySpendLimit": "1"}


def test_a_sandbox_number_is_confirmed_by_the_password_sent_to_it(account, gateway):
    sns = account.client("sns")
    number = "+15555550100"
    sns.create_sms_sandbox_phone_number(PhoneNumber=number)
    listed = sns.list_sms_sandbox_phone_numbers()["PhoneNumbers"]
    assert listed == [{"PhoneNumber": number, "Status": "Pending"}]
    sent = next(one for one in gateway.messages() if one.destination == number)
    verify = sns.verify_sms_sandbox_phone_number
    wrong = code_of(verify, PhoneNumber=number, OneTimePassword="00000")
    assert wrong == "VerificationException"
    verify(PhoneNumber=number, OneTimePassword=sent.code)
    listed = sns.list_sms_sandbox_phone_numbers()["PhoneNumbers"]
    assert listed == [{"PhoneNumber": number, "Status": "Verified"}]
    assert code_of(sns.delete_sms_sandbox_phone_number, PhoneNumber=number) == "UserError"


def test_a_number_can_be_confirmed_by_a_manual_action(account, gateway):
    sns = account.client("sns")
    sns.create_sms_sandbox_phone_number(PhoneNumber="+15555550101")
    gateway.manual.confirm_number("+15555550101", account=account.number)
    assert sns.list_sms_sandbox_phone_numbers()["PhoneNumbers"][0]["Status"] == "Verified"


def test_a_number_that_has_opted_out_gets_no_sms(account, gateway):
    sns, number = account.client("sns"), "+15555550102"
    gateway.manual.opt_out(number, account=account.number)
    assert sns.check_if_phone_number_is_opted_out(phoneNumber=number)["isOptedOut"]
    assert sns.list_phone_numbers_opted_out()["phoneNumbers"] == [number]
    assert code_of(sns.create_sms_sandbox_phone_number, PhoneNumber=number) == "OptedOut"
    sns.publish(PhoneNumber=number, Message="Hello")
    assert not [one for one in gateway.messages() if one.destination == number]
    sns.opt_in_phone_number(phoneNumber=number)
    assert sns.list_phone_numbers_opted_out()["phoneNumbers"] == []
    sns.publish(PhoneNumber=number, Message="Hello")
    assert [one.text for one in gateway.messages() if one.destination == number] == ["Hello"]


def test_the_sandbox_takes_ten_numbers(account):
    sns = account.client("sns")
    for last in range(10):
        sns.create_sms_sandbox_phone_number(PhoneNumber=f"+1555555010{last}")
    create = sns.create_sms_sandbox_phone_number
    assert code_of(create, PhoneNumber="+15555550110") == "UserError"
    sns.delete_sms_sandbox_phone_number(PhoneNumber="+15555550100")
    create(PhoneNumber="+15555550110")


def test_both_apis_show_that_the_account_has_left_the_sms_sandbox(account, gateway):
    sns, voice = account.client("sns"), account.client("pinpoint-sms-voice-v2")

    def account_status():
        attributes = voice.describe_account_attributes()["AccountAttributes"]
        tier = next(one["Value"] for one in attributes if one["Name"] == "ACCOUNT_TIER")
        return sns.get_sms_sandbox_account_status()["IsInSandbox"], tier

    assert account_status() == (True, "SANDBOX")
    gateway.manual.leave_sandbox("sms", account=account.number, region="us-east-1")
    assert account_status() == (False, "PRODUCTION")
    gateway.manual.enter_sandbox("sms")
    assert account_status() == (True, "SANDBOX")


def test_a_phone_number_needs_its_opt_out_list(account, gateway):
    voice = account.client("pinpoint-sms-voice-v2")
    asked = {
        "IsoCountryCode": "US",
        "MessageType": "TRANSACTIONAL",
        "NumberCapabilities": ["SMS"],
        "NumberType": "TOLL_FREE",
        "OptOutListName": "stops",
    }
    assert code_of(voice.request_phone_number, **asked) == "ResourceNotFoundException"
    voice.create_opt_out_list(OptOutListName="stops", Tags=[{"Key": "a", "Value": "b"}])
    number = voice.request_phone_number(**asked, DeletionProtectionEnabled=True)
    identifier = number["PhoneNumberId"]
    assert number["Status"] == "PENDING"
    gateway.manual.activate_number(number["PhoneNumber"], account=account.number)
    found = voice.describe_phone_numbers(PhoneNumberIds=[identifier])["PhoneNumbers"][0]
    assert (found["Status"], found["OptOutListName"]) == ("ACTIVE", "stops")
    listed = account.client("sns").list_origination_numbers()["PhoneNumbers"]
    assert [one["PhoneNumber"] for one in listed] == [number["PhoneNumber"]]
    release, delete = voice.release_phone_number, voice.delete_opt_out_list
    assert code_of(release, PhoneNumberId=identifier) == "ConflictException"
    assert code_of(delete, OptOutListName="stops") == "ConflictException"
    voice.update_phone_number(
        PhoneNumberId=number["PhoneNumberArn"], DeletionProtectionEnabled=False
    )
    release(PhoneNumberId=identifier)
    delete(OptOutListName="stops")
    assert voice.describe_phone_numbers()["PhoneNumbers"] == []
    describe = voice.describe_phone_numbers
    assert code_of(describe, PhoneNumberIds=[identifier]) == "ResourceNotFoundException"


def request(voice, country="US", kind="SIMULATOR", **more):
    return voice.request_phone_number(
        **{
            "IsoCountryCode": country,
            "MessageType": "TRANSACTIONAL",
            "NumberCapabilities": ["SMS"],
            "NumberType": kind,
            **more,
        }
    )


@pytest.mark.parametrize(
    ("country", "kind", "expected"),
    [
        ("US", "SIMULATOR", "ACTIVE"),
        ("US", "TOLL_FREE", "PENDING"),
        ("US", "TEN_DLC", "PENDING"),
        ("CA", "TOLL_FREE", "PENDING"),
        ("CA", "LONG_CODE", "ACTIVE"),
        ("DE", "LONG_CODE", "PENDING"),
    ],
)
def test_a_number_that_needs_a_registration_waits_for_people(account, country, kind, expected):
    voice = account.client("pinpoint-sms-voice-v2")
    made = request(voice, country, kind)
    for _ in range(3):
        (shown,) = voice.describe_phone_numbers(PhoneNumberIds=[made["PhoneNumberId"]])[
            "PhoneNumbers"
        ]
        assert shown["Status"] == made["Status"] == expected


def test_every_number_can_be_activated_beforehand(account, gateway):
    gateway.manual.activate_number()
    voice = account.client("pinpoint-sms-voice-v2")
    made = request(voice, kind="TEN_DLC", RegistrationId="registration-1")
    assert made["Status"] == "ACTIVE"
    gateway.manual.deactivate_number(made["PhoneNumberArn"])
    shown = voice.describe_phone_numbers(Filters=[{"Name": "status", "Values": ["PENDING"]}])
    assert [one["PhoneNumberId"] for one in shown["PhoneNumbers"]] == [made["PhoneNumberId"]]


def test_a_request_with_the_token_of_another_one_leases_no_second_number(account):
    voice = account.client("pinpoint-sms-voice-v2")
    made = [request(voice, ClientToken=token)["PhoneNumberId"] for token in ("a", "a", "b")]
    assert made[0] == made[1] != made[2]
    assert len(voice.describe_phone_numbers()["PhoneNumbers"]) == 2


def test_a_run_of_pytest_can_begin_with_active_numbers(target):
    emulator = Target("embedded", target, "us-east-1")
    with open_gateway(emulator, active=["registration-1"]) as gateway:
        assert gateway.manual.number_status(["registration-1"], "1", "r") == "ACTIVE"
        assert gateway.manual.number_status(["registration-2"], "1", "r") is None
        assert gateway.manual.patience is not None


def test_who_keeps_asking_for_a_pending_number_can_be_told_to_stop(account, gateway):
    voice = account.client("pinpoint-sms-voice-v2")
    asked = {"PhoneNumberIds": [request(voice, kind="TOLL_FREE")["PhoneNumberId"]]}
    gateway.manual.patience = 0.0
    try:
        voice.describe_phone_numbers(**asked)
        with pytest.raises(ClientError, match="terraform_active_numbers"):
            voice.describe_phone_numbers(**asked)
        voice.describe_phone_numbers()
        gateway.manual.activate_number()
        voice.describe_phone_numbers(**asked)
    finally:
        gateway.manual.patience = None


def test_a_number_needs_its_registration_and_its_pool(account, gateway):
    voice = account.client("pinpoint-sms-voice-v2")
    for missing in ({"RegistrationId": "registration-1"}, {"PoolId": "pool-1"}):
        with pytest.raises(ClientError) as raised:
            request(voice, kind="TEN_DLC", **missing)
        assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"
    made = voice.create_registration(RegistrationType="US_TEN_DLC_CAMPAIGN_REGISTRATION")
    number = request(voice, kind="TEN_DLC", RegistrationId=made["RegistrationId"])
    assert number["Status"] == "PENDING"
    gateway.manual.activate_number(made["RegistrationId"])
    assert voice.describe_phone_numbers()["PhoneNumbers"][0]["Status"] == "ACTIVE"


def test_the_spend_limit_cannot_exceed_the_accounts(account, gateway):
    voice = account.client("pinpoint-sms-voice-v2")
    put = voice.set_text_message_spend_limit_override
    assert code_of(put, MonthlyLimit=50) == "ValidationException"
    gateway.manual.raise_spend_limit(100, account=account.number)
    put(MonthlyLimit=50)
    limits = voice.describe_spend_limits()["SpendLimits"][0]
    assert (limits["EnforcedLimit"], limits["MaxLimit"]) == (50, 100)
    with pytest.raises(ValueError, match="above 0"):
        gateway.manual.raise_spend_limit(0)


def test_the_default_protection_cannot_be_deleted(account):
    voice = account.client("pinpoint-sms-voice-v2")
    unset = voice.delete_account_default_protect_configuration
    assert code_of(unset) == "ResourceNotFoundException"
    made = voice.create_protect_configuration()["ProtectConfigurationId"]
    voice.set_account_default_protect_configuration(ProtectConfigurationId=made)
    attributes = voice.describe_account_attributes()["AccountAttributes"]
    assert {"Name": "DEFAULT_PROTECT_CONFIGURATION_ID", "Value": made} in attributes
    shown = voice.describe_protect_configurations()["ProtectConfigurations"][0]
    assert shown["AccountDefault"] is True
    delete, update = voice.delete_protect_configuration, voice.update_protect_configuration
    assert code_of(delete, ProtectConfigurationId=made) == "ConflictException"
    assert unset()["DefaultProtectConfigurationId"] == made
    update(ProtectConfigurationId=made, DeletionProtectionEnabled=True)
    assert code_of(delete, ProtectConfigurationId=made) == "ConflictException"
    update(ProtectConfigurationId=made, DeletionProtectionEnabled=False)
    delete(ProtectConfigurationId=made)


def test_a_policy_and_tags_belong_to_a_resource_that_exists(account):
    voice = account.client("pinpoint-sms-voice-v2")
    gone = f"arn:aws:sms-voice:us-east-1:{account.number}:phone-number/p"
    for call, more in (
        (voice.put_resource_policy, {"Policy": POLICY}),
        (voice.get_resource_policy, {}),
        (voice.tag_resource, {"Tags": [{"Key": "a", "Value": "b"}]}),
        (voice.list_tags_for_resource, {}),
    ):
        assert code_of(call, ResourceArn=gone, **more) == "ResourceNotFoundException"
    arn = request(voice)["PhoneNumberArn"]
    put = voice.put_resource_policy
    assert code_of(put, ResourceArn=arn, Policy="{") == "ValidationException"
    put(ResourceArn=arn, Policy=POLICY)
    assert voice.get_resource_policy(ResourceArn=arn)["Policy"] == POLICY
    voice.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    assert voice.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    voice.release_phone_number(PhoneNumberId=arn)
    assert code_of(voice.get_resource_policy, ResourceArn=arn) == "ResourceNotFoundException"


DESTINATION = "+12065550100"


def test_a_text_message_needs_a_verified_destination_and_an_active_number(account, gateway):
    voice = account.client("pinpoint-sms-voice-v2")

    def send(**more):
        return voice.send_text_message(
            **{"DestinationPhoneNumber": DESTINATION, "MessageBody": "It is 123456", **more}
        )

    assert code_of(send) == "ConflictException"  # the sandbox
    gateway.manual.confirm_number(DESTINATION, account=account.number)
    assert code_of(send) == "ConflictException"  # no number
    gone = {"OriginationIdentity": "phone-1"}
    assert code_of(send, **gone) == "ResourceNotFoundException"
    assert code_of(send, OriginationIdentity="Example") == "ValidationException"
    made = request(voice, kind="TOLL_FREE")
    own = {"OriginationIdentity": made["PhoneNumberArn"]}
    assert code_of(send, **own) == "ConflictException"  # pending
    gateway.manual.activate_number(account=account.number)
    assert code_of(send, ConfigurationSetName="c", **own) == "ResourceNotFoundException"
    send(DryRun=True, **own)
    send(**own)
    sent = [one for one in gateway.messages() if one.destination == DESTINATION]
    assert [(one.sender, one.code) for one in sent] == [(made["PhoneNumber"], "123456")]
    voice.put_opted_out_number(OptOutListName="Default", OptedOutNumber=DESTINATION)
    with pytest.raises(ClientError) as refused:
        send(**own)
    assert refused.value.response["Reason"] == "DESTINATION_PHONE_NUMBER_OPTED_OUT"
    voice.delete_opted_out_number(OptOutListName="Default", OptedOutNumber=DESTINATION)
    voice.set_text_message_spend_limit_override(MonthlyLimit=0)
    assert code_of(send, **own) == "ServiceQuotaExceededException"


# CloudWatch and Cognito


def test_an_alarm_reads_back_with_all_its_settings(account):
    cloudwatch = account.client("cloudwatch")
    put = {
        "AlarmName": "bounces",
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 1,
        "Threshold": 0.05,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Metrics": [{"Id": "e1", "Expression": "m1*100", "ReturnData": True}],
        "InsufficientDataActions": [f"arn:aws:sns:us-east-1:{account.number}:t"],
    }
    cloudwatch.put_metric_alarm(**put)
    shown = cloudwatch.describe_alarms(AlarmNames=["bounces"])["MetricAlarms"][0]
    assert {name: shown[name] for name in put} == put
    assert "MetricName" not in shown
    assert shown["StateValue"] == "INSUFFICIENT_DATA"
    cloudwatch.delete_alarms(AlarmNames=["bounces"])
    assert cloudwatch.describe_alarms()["MetricAlarms"] == []


def test_an_update_resets_most_settings_that_it_omits(account, direct_account):
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(
        PoolName="p",
        DeletionProtection="ACTIVE",
        AutoVerifiedAttributes=["email"],
        EmailConfiguration={"ReplyToEmailAddress": "a@example.com"},
        Policies={"PasswordPolicy": {"MinimumLength": 20}},
        UserPoolTier="PLUS",
    )["UserPool"]["Id"]
    cognito.update_user_pool(UserPoolId=pool, AutoVerifiedAttributes=["email"])
    shown = direct_account.client("cognito-idp").describe_user_pool(UserPoolId=pool)["UserPool"]
    assert shown["DeletionProtection"] == "INACTIVE"
    assert shown["Policies"]["PasswordPolicy"]["MinimumLength"] == 20
    assert "ReplyToEmailAddress" not in shown["EmailConfiguration"]
    assert shown["AutoVerifiedAttributes"] == ["email"]
    assert shown["UserPoolTier"] == "PLUS"


def test_an_update_of_one_policy_keeps_the_other(account):
    cognito = account.client("cognito-idp")
    factors = {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
    pool = cognito.create_user_pool(PoolName="p", Policies={"SignInPolicy": factors})["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    cognito.update_user_pool(
        UserPoolId=pool["Id"],
        Policies={"PasswordPolicy": {"MinimumLength": 20, "TemporaryPasswordValidityDays": 0}},
    )
    shown = cognito.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]["Policies"]
    assert shown["SignInPolicy"] == factors
    assert shown["PasswordPolicy"]["MinimumLength"] == 20
    assert shown["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 7


def test_an_update_keeps_verification_before_updates_and_renames_the_pool(account):
    cognito = account.client("cognito-idp")
    before = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool = cognito.create_user_pool(
        PoolName="p", AutoVerifiedAttributes=["email"], UserAttributeUpdateSettings=before
    )["UserPool"]["Id"]
    cognito.update_user_pool(UserPoolId=pool, PoolName="q", AutoVerifiedAttributes=["email"])
    shown = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
    assert shown["UserAttributeUpdateSettings"] == before
    assert shown["Name"] == "q"
    listed = cognito.list_user_pools(MaxResults=60)["UserPools"]
    assert [one["Name"] for one in listed if one["Id"] == pool] == ["q"]


def test_a_custom_attribute_gets_a_prefix_even_if_its_name_has_one(account):
    cognito = account.client("cognito-idp")
    named = [{"Name": "custom:sub", "AttributeDataType": "String"}]
    pool = cognito.create_user_pool(PoolName="p", Schema=named)["UserPool"]["Id"]
    more = [{"Name": "custom:team", "AttributeDataType": "String"}]
    cognito.add_custom_attributes(UserPoolId=pool, CustomAttributes=more)
    shown = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]["SchemaAttributes"]
    assert {"custom:custom:sub", "custom:custom:team"} <= {one["Name"] for one in shown}


def test_each_call_sets_all_second_factors(account):
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p", LambdaConfig=_email_sender(account.number))[
        "UserPool"
    ]["Id"]
    token = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    cognito.set_user_pool_mfa_config(UserPoolId=pool, MfaConfiguration="ON", **token)
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="ON", EmailMfaConfiguration={}
    )
    shown = cognito.get_user_pool_mfa_config(UserPoolId=pool)
    assert shown["EmailMfaConfiguration"] == {}
    assert "SoftwareTokenMfaConfiguration" not in shown
    cognito.set_user_pool_mfa_config(UserPoolId=pool)
    shown = cognito.get_user_pool_mfa_config(UserPoolId=pool)
    assert shown["MfaConfiguration"] == "OFF"
    assert "EmailMfaConfiguration" not in shown


def _email_sender(number):
    function = f"arn:aws:lambda:us-east-1:{number}:function:f"
    return {
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": function},
        "KMSKeyID": f"arn:aws:kms:us-east-1:{number}:key/11111111-2222-3333-4444-555555555555",
    }


def test_the_first_pool_that_sends_through_ses_creates_cognitos_role(domain, gateway, account):
    gateway.manual.verify_sender(DOMAIN)
    cognito, iam = account.client("cognito-idp"), account.client("iam")
    role = {"RoleName": "AWSServiceRoleForAmazonCognitoIdpEmailService"}
    cognito.create_user_pool(PoolName="by-cognitos-own-address")
    assert code_of(iam.get_role, **role) == "NoSuchEntity"
    sender = {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": f"arn:aws:ses:us-east-1:{account.number}:identity/{DOMAIN}",
        "From": f"a@{DOMAIN}",
    }
    for name in ("first", "second"):
        cognito.create_user_pool(PoolName=name, EmailConfiguration=sender)
    made = iam.get_role(**role)["Role"]
    assert made["Path"] == "/aws-service-role/email.cognito-idp.amazonaws.com/"
    trusted = made["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    assert trusted == {"Service": "email.cognito-idp.amazonaws.com"}


def test_a_custom_domain_is_active_unless_a_test_delays_it(account, gateway):
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    name = f"auth-{account.number}.example.com"
    certificate = f"arn:aws:acm:us-east-1:{account.number}:certificate/1111"
    cognito.create_user_pool_domain(
        UserPoolId=pool, Domain=name, CustomDomainConfig={"CertificateArn": certificate}
    )

    def status():
        return cognito.describe_user_pool_domain(Domain=name)["DomainDescription"].get("Status")

    assert status() == "ACTIVE"
    gateway.manual.delay_domain(name)
    assert status() == "CREATING"
    gateway.manual.activate_domain()
    assert status() == "ACTIVE"
    cognito.delete_user_pool_domain(UserPoolId=pool, Domain=name)
    assert status() is None


def test_a_confirmed_sign_up_verifies_the_address(account):
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p", AutoVerifiedAttributes=["email"])["UserPool"]
    client = cognito.create_user_pool_client(UserPoolId=pool["Id"], ClientName="c")
    ids = {"ClientId": client["UserPoolClient"]["ClientId"], "Username": "ada"}
    email = {"Name": "email", "Value": "ada@example.org"}
    cognito.sign_up(**ids, Password="Correct-horse-1", UserAttributes=[email])
    cognito.confirm_sign_up(**ids, ConfirmationCode="123456")
    user = cognito.admin_get_user(UserPoolId=pool["Id"], Username="ada")
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]


def signed_in(cognito, pool, client, *attributes):
    """Create a user, and return an access token."""
    cognito.admin_create_user(
        UserPoolId=pool, Username="ada", UserAttributes=attributes, MessageAction="SUPPRESS"
    )
    password = "Correct-horse-1"
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="ada", Password=password, Permanent=True
    )
    return cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": password},
    )["AuthenticationResult"]["AccessToken"]


@pytest.mark.parametrize("held", [False, True])
def test_a_changed_address_has_to_be_verified(account, gateway, held):
    cognito = account.client("cognito-idp")
    before = {"AttributesRequireVerificationBeforeUpdate": ["email"] if held else []}
    pool = cognito.create_user_pool(
        PoolName="p", AutoVerifiedAttributes=["email"], UserAttributeUpdateSettings=before
    )["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    old, new = f"old-{account.number}@example.org", f"new-{account.number}@example.org"
    token = signed_in(
        cognito,
        pool,
        client,
        {"Name": "email", "Value": old},
        {"Name": "email_verified", "Value": "true"},
    )

    def address():
        user = cognito.get_user(AccessToken=token)
        found = {one["Name"]: one["Value"] for one in user["UserAttributes"]}
        return found["email"], found["email_verified"]

    changed = [{"Name": "email", "Value": new}, {"Name": "name", "Value": "Ada"}]
    answer = cognito.update_user_attributes(AccessToken=token, UserAttributes=changed)
    assert [one["AttributeName"] for one in answer["CodeDeliveryDetailsList"]] == ["email"]
    assert address() == ((old, "true") if held else (new, "false"))
    (sent,) = [one for one in gateway.messages() if one.destination == new]
    cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=sent.code)
    assert address() == (new, "true")


def test_a_signed_in_user_verifies_an_address(account, gateway):
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    address = {"Name": "email", "Value": f"ada-{account.number}@example.org"}
    about = {"AccessToken": signed_in(cognito, pool, client, address), "AttributeName": "email"}
    ask, verify = cognito.get_user_attribute_verification_code, cognito.verify_user_attribute
    assert code_of(verify, **about, Code="000000") == "ExpiredCodeException"
    number = {**about, "AttributeName": "phone_number"}
    assert code_of(ask, **number) == "InvalidParameterException"
    assert ask(**about)["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    (sent,) = [one for one in gateway.messages() if one.destination == address["Value"]]
    assert code_of(verify, **about, Code="x") == "CodeMismatchException"
    verify(**about, Code=sent.code)
    user = cognito.admin_get_user(UserPoolId=pool, Username="ada")
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]


def test_risk_and_log_settings_read_back(account):
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    risk = {"EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}}
    cognito.set_risk_configuration(UserPoolId=pool, CompromisedCredentialsRiskConfiguration=risk)
    shown = cognito.describe_risk_configuration(UserPoolId=pool)["RiskConfiguration"]
    assert shown["CompromisedCredentialsRiskConfiguration"] == risk
    logs = [
        {
            "LogLevel": "ERROR",
            "EventSource": "userNotification",
            "CloudWatchLogsConfiguration": {
                "LogGroupArn": f"arn:aws:logs:us-east-1:{account.number}:log-group:l"
            },
        }
    ]
    cognito.set_log_delivery_configuration(UserPoolId=pool, LogConfigurations=logs)
    kept = cognito.get_log_delivery_configuration(UserPoolId=pool)["LogDeliveryConfiguration"]
    assert kept["LogConfigurations"] == logs
    gone = cognito.get_log_delivery_configuration
    assert code_of(gone, UserPoolId="us-east-1_none") == "ResourceNotFoundException"
