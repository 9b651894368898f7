"""Protect configurations of AWS End User Messaging: rules by country, and configuration sets."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from cognito_messaging.facts.countries import COUNTRIES as ISO
from terraform_scenarios.gateway.supplement.sms_voice_countries import COUNTRIES

SMS = {"NumberCapability": "SMS"}


@pytest.fixture
def voice(account):
    return account.client("pinpoint-sms-voice-v2")


@pytest.fixture
def protect(voice):
    return {
        "ProtectConfigurationId": voice.create_protect_configuration()["ProtectConfigurationId"]
    }


def code_of(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return refused.value.response["Error"]["Code"]


def test_the_countries_with_rules_are_countries():
    assert COUNTRIES < ISO
    assert len(COUNTRIES) > 200


def test_a_new_configuration_allows_every_country(voice, protect):
    rules = voice.get_protect_configuration_country_rule_set(**protect, **SMS)["CountryRuleSet"]
    assert rules == {code: {"ProtectStatus": "ALLOW"} for code in COUNTRIES}


def test_a_rule_is_kept_for_its_capability_only(voice, protect):
    update = voice.update_protect_configuration_country_rule_set
    blocked = {"FR": {"ProtectStatus": "BLOCK"}}
    answer = update(**protect, **SMS, CountryRuleSetUpdates=blocked)
    assert answer["CountryRuleSet"]["FR"] == {"ProtectStatus": "BLOCK"}
    get = voice.get_protect_configuration_country_rule_set
    assert get(**protect, **SMS)["CountryRuleSet"] == answer["CountryRuleSet"]
    other = get(**protect, NumberCapability="MMS")["CountryRuleSet"]
    assert other["FR"] == {"ProtectStatus": "ALLOW"}


@pytest.mark.parametrize("code", ["ZZ", "KP", "de", "DEU"])
def test_a_rule_for_a_country_without_sms_is_refused(voice, protect, code):
    update = voice.update_protect_configuration_country_rule_set
    rules = {"FR": {"ProtectStatus": "BLOCK"}, code: {"ProtectStatus": "BLOCK"}}
    assert code_of(update, **protect, **SMS, CountryRuleSetUpdates=rules) == "ValidationException"
    shown = voice.get_protect_configuration_country_rule_set(**protect, **SMS)["CountryRuleSet"]
    assert shown["FR"] == {"ProtectStatus": "ALLOW"}


def test_the_same_token_creates_one_configuration(voice):
    made = [voice.create_protect_configuration(ClientToken="once") for _ in range(2)]
    assert made[0]["ProtectConfigurationId"] == made[1]["ProtectConfigurationId"]
    assert len(voice.describe_protect_configurations()["ProtectConfigurations"]) == 1


def test_tags_of_the_creation_are_listed(voice):
    tags = [{"Key": "Name", "Value": "codes"}]
    arn = voice.create_protect_configuration(Tags=tags)["ProtectConfigurationArn"]
    assert voice.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags


def test_a_configuration_that_protects_a_set_cannot_be_deleted(voice, protect):
    one = {"ConfigurationSetName": "s"}
    associate, leave = (
        voice.associate_protect_configuration,
        voice.disassociate_protect_configuration,
    )
    assert code_of(associate, **protect, **one) == "ResourceNotFoundException"
    voice.create_configuration_set(**one)
    assert code_of(leave, **protect, **one) == "ConflictException"
    associate(**protect, **one)
    (shown,) = voice.describe_configuration_sets()["ConfigurationSets"]
    assert shown["ProtectConfigurationId"] == protect["ProtectConfigurationId"]
    assert code_of(voice.delete_protect_configuration, **protect) == "ConflictException"
    leave(**protect, **one)
    voice.delete_protect_configuration(**protect)
    assert (
        "ProtectConfigurationId" not in voice.describe_configuration_sets()["ConfigurationSets"][0]
    )
