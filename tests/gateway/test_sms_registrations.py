"""Registrations of AWS End User Messaging: forms, versions, values, files, and the review."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

BRAND = "US_TEN_DLC_BRAND_REGISTRATION"
TOLL_FREE = "US_TOLL_FREE_REGISTRATION"
PNG = b"\x89PNG\r\n\x1a\n..."
FILLED = {
    "companyInfo.companyName": {"TextValue": "Example Corp"},
    "companyInfo.city": {"TextValue": "Boston"},
    "companyInfo.zipCode": {"TextValue": "02111"},
    "companyInfo.isoCountryCode": {"TextValue": "US"},
    "companyInfo.taxId": {"TextValue": "123456789"},
    "companyInfo.legalType": {"SelectChoices": ["PRIVATE_PROFIT"]},
    "contactInfo.supportEmail": {"TextValue": "a@example.com"},
    "contactInfo.supportPhoneNumber": {"TextValue": "+12065550100"},
}


@pytest.fixture
def voice(account):
    return account.client("pinpoint-sms-voice-v2")


@pytest.fixture
def named(voice):
    """A draft of a brand, without values."""
    return {"RegistrationId": voice.create_registration(RegistrationType=BRAND)["RegistrationId"]}


def fill(voice, named, **changed):
    for path, value in {**FILLED, **changed}.items():
        voice.put_registration_field_value(**named, FieldPath=path, **value)


def refusal(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def version(voice, named, number=1):
    found = voice.describe_registration_versions(**named, VersionNumbers=[number])
    return found["RegistrationVersions"][0]


def status(voice, named):
    found = voice.describe_registrations(RegistrationIds=[named["RegistrationId"]])
    return found["Registrations"][0]["RegistrationStatus"]


def test_a_form_has_sections_fields_and_associations(voice):
    (kind,) = voice.describe_registration_type_definitions(RegistrationTypes=[TOLL_FREE])[
        "RegistrationTypeDefinitions"
    ]
    assert kind["SupportedAssociations"][0]["AssociationBehavior"] == "ASSOCIATE_BEFORE_SUBMIT"
    of_type = {"RegistrationType": TOLL_FREE}
    sections = voice.describe_registration_section_definitions(**of_type)
    fields = voice.describe_registration_field_definitions(**of_type)
    assert {one["SectionPath"] for one in sections["RegistrationSectionDefinitions"]} == {
        one["SectionPath"] for one in fields["RegistrationFieldDefinitions"]
    }
    one = voice.describe_registration_field_definitions(
        **of_type, FieldPaths=["companyInfo.companyName"]
    )["RegistrationFieldDefinitions"][0]
    assert one["TextValidation"]["MaxLength"] == 100


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("companyInfo.absent", {"TextValue": "x"}, "UNKNOWN_REGISTRATION_FIELD"),
        ("companyInfo.city", {"TextValue": "x" * 101}, "FIELD_VALIDATION_FAILED"),
        ("companyInfo.city", {"TextValue": " "}, "FIELD_VALIDATION_FAILED"),
        ("companyInfo.city", {"SelectChoices": ["x"]}, "FIELD_VALIDATION_FAILED"),
        ("companyInfo.legalType", {"SelectChoices": ["LLC"]}, "FIELD_VALIDATION_FAILED"),
        ("companyInfo.legalType", {"SelectChoices": []}, "FIELD_VALIDATION_FAILED"),
        ("companyInfo.city", {}, "MISSING_PARAMETER"),
        (
            "companyInfo.city",
            {"TextValue": "x", "SelectChoices": ["x"]},
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
        ),
    ],
)
def test_a_value_that_the_form_does_not_take_is_refused(voice, named, path, value, reason):
    put = voice.put_registration_field_value
    code, message = refusal(put, **named, FieldPath=path, **value)
    assert (code, reason in message) == ("ValidationException", True)
    assert voice.describe_registration_field_values(**named)["RegistrationFieldValues"] == []


def test_a_value_is_replaced_and_deleted(voice, named):
    put, delete = voice.put_registration_field_value, voice.delete_registration_field_value
    city = {**named, "FieldPath": "companyInfo.city"}
    put(**city, TextValue="Boston")
    put(**city, TextValue="Berlin")
    (value,) = voice.describe_registration_field_values(**named)["RegistrationFieldValues"]
    assert value["TextValue"] == "Berlin"
    assert delete(**city)["TextValue"] == "Berlin"
    assert refusal(delete, **city)[0] == "ValidationException"


def test_a_version_without_a_required_value_is_denied_at_once(voice, named):
    fill(voice, named)
    voice.delete_registration_field_value(**named, FieldPath="companyInfo.city")
    assert voice.submit_registration_version(**named)["RegistrationVersionStatus"] == "SUBMITTED"
    assert status(voice, named) == "REQUIRES_UPDATES"
    denied = version(voice, named)
    assert denied["RegistrationVersionStatus"] == "DENIED"
    assert denied["DeniedReasons"][0]["Reason"] == "Missing required field"


@pytest.mark.parametrize(("symbol", "state"), [("EXMP", "SUBMITTED"), ("", "REQUIRES_UPDATES")])
def test_a_conditional_value_is_required_with_its_condition(voice, named, symbol, state):
    fill(voice, named, **{"companyInfo.legalType": {"SelectChoices": ["PUBLIC_PROFIT"]}})
    if symbol:
        stock = {"FieldPath": "companyInfo.stockSymbol", "TextValue": symbol}
        voice.put_registration_field_value(**named, **stock)
    voice.submit_registration_version(**named)
    assert status(voice, named) == state


def test_people_decide_on_what_was_submitted_and_a_new_version_is_blank(
    voice, named, gateway, account
):
    fill(voice, named)
    again, edit = voice.create_registration_version, voice.put_registration_field_value
    city = {"FieldPath": "companyInfo.city", "TextValue": "x"}
    assert refusal(again, **named)[0] == "ConflictException"
    voice.submit_registration_version(**named)
    assert status(voice, named) == "SUBMITTED"
    assert refusal(voice.submit_registration_version, **named)[0] == "ConflictException"
    assert refusal(edit, **named, **city)[0] == "ConflictException"
    gateway.manual.deny_registration(
        named["RegistrationId"], reason="No such company", account=account.number
    )
    assert status(voice, named) == "REQUIRES_UPDATES"
    assert version(voice, named)["DeniedReasons"][0]["Reason"] == "No such company"
    assert again(**named)["VersionNumber"] == 2
    assert voice.describe_registration_field_values(**named)["RegistrationFieldValues"] == []
    old = voice.describe_registration_field_values(**named, VersionNumber=1)
    assert len(old["RegistrationFieldValues"]) == len(FILLED)
    fill(voice, named)
    voice.submit_registration_version(**named)
    assert status(voice, named) == "SUBMITTED"  # the denial was of what came before
    gateway.manual.activate_number(named["RegistrationId"], account=account.number)
    assert status(voice, named) == "COMPLETE"
    assert version(voice, named, 2)["RegistrationVersionStatus"] == "APPROVED"


def test_a_toll_free_form_is_submitted_with_its_number(voice):
    made = {
        "RegistrationId": voice.create_registration(RegistrationType=TOLL_FREE)["RegistrationId"]
    }
    code, message = refusal(voice.submit_registration_version, **made)
    assert (code, "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED" in message) == (
        "ConflictException",
        True,
    )
    asked = {"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"]}
    link = voice.create_registration_association
    other = voice.request_phone_number(**asked, NumberType="SIMULATOR")["PhoneNumberId"]
    assert refusal(link, **made, ResourceId=other)[0] == "ValidationException"
    assert refusal(link, **made, ResourceId="phone-x")[0] == "ResourceNotFoundException"
    number = voice.request_phone_number(**asked, NumberType="TOLL_FREE")["PhoneNumberId"]
    assert link(**made, ResourceId=number)["ResourceType"] == "TOLL_FREE"
    assert refusal(link, **made, ResourceId=number)[0] == "ConflictException"
    second = voice.create_registration(RegistrationType=TOLL_FREE)["RegistrationId"]
    assert refusal(link, RegistrationId=second, ResourceId=number)[0] == "ConflictException"
    shown = {one["PhoneNumberId"]: one for one in voice.describe_phone_numbers()["PhoneNumbers"]}
    assert shown[number]["RegistrationId"] == made["RegistrationId"]
    assert "RegistrationId" not in shown[other]


def test_an_attachment_is_a_file_that_aws_takes(voice):
    create = voice.create_registration_attachment
    assert refusal(create)[0] == "ValidationException"
    both = {"AttachmentBody": PNG, "AttachmentUrl": "s3://bucket/x.png"}
    assert refusal(create, **both)[0] == "ValidationException"
    code, message = refusal(create, AttachmentBody=b"GIF89a")
    assert (code, "ATTACHMENT_TYPE_NOT_SUPPORTED" in message) == ("ValidationException", True)
    one = create(AttachmentBody=PNG, ClientToken="once")
    assert one["AttachmentStatus"] == "UPLOAD_COMPLETE"
    again = create(AttachmentBody=PNG, ClientToken="once")
    assert again["RegistrationAttachmentId"] == one["RegistrationAttachmentId"]


def test_the_same_token_creates_one_registration(voice):
    made = [
        voice.create_registration(RegistrationType=BRAND, ClientToken="once")["RegistrationId"]
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert len(voice.describe_registrations()["Registrations"]) == 1


def test_registrations_are_filtered_and_have_tags(voice, named):
    tags = [{"Key": "Name", "Value": "codes"}]
    made = voice.create_registration(RegistrationType=TOLL_FREE, Tags=tags)
    assert voice.list_tags_for_resource(ResourceArn=made["RegistrationArn"])["Tags"] == tags
    by_type = [{"Name": "registration-type", "Values": [TOLL_FREE]}]
    (found,) = voice.describe_registrations(Filters=by_type)["Registrations"]
    assert found["RegistrationId"] == made["RegistrationId"]
    by_status = [{"Name": "registration-status", "Values": ["COMPLETE"]}]
    assert voice.describe_registrations(Filters=by_status)["Registrations"] == []
