"""Each rule refuses what AWS refuses, with the error of AWS, and allows the nearest call."""

from __future__ import annotations

import json
import re

import pytest
from botocore.exceptions import ClientError

from terraform_scenarios.gateway.loading import load_rules

from .cases import CASES, REGION, Setting, first_factors, permission, recovery, ses, sms
from .table import DOCUMENT, described

RULES = {rule.id: rule for rule in load_rules("cognito_messaging.rules")}


@pytest.fixture
def setting(account, gateway):
    return Setting(account, lambda name: gateway.manual.verify_sender(name, account=account.number))


def message_pattern(rule):
    """A pattern for the rule's message, in which the varying parts can be anything."""
    plain = rule.message.replace("{{", "\0").replace("}}", "\1")
    parts = re.split(r"\{\w+\}", plain)
    return ".+".join(re.escape(part.replace("\0", "{").replace("\1", "}")) for part in parts)


def test_every_rule_has_a_case_and_every_case_a_rule():
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("name", CASES)
def test_a_call_that_breaks_the_rule_gets_awss_error(name, setting, gateway):
    refused = CASES[name](setting).refused
    with pytest.raises(ClientError) as raised:
        refused()
    rule, error = RULES[name], raised.value.response
    assert error["Error"]["Code"] == rule.code
    assert re.fullmatch(message_pattern(rule), error["Error"]["Message"])
    assert error["ResponseMetadata"]["HTTPStatusCode"] == rule.status
    assert gateway.calls[-1].answered_by == f"rule {name}"


@pytest.mark.parametrize("name", CASES)
def test_the_nearest_call_that_does_not_break_the_rule_passes(name, setting):
    CASES[name](setting).allowed()


# Other distinctions that the rules must make


def refused(call, code):
    with pytest.raises(ClientError) as raised:
        call()
    assert raised.value.response["Error"]["Code"] == code
    return raised.value.response["Error"]["Message"]


def test_an_address_of_a_verified_domain_is_not_a_verified_identity(setting):
    setting.identity("example.com")
    arn = f"arn:aws:ses:{REGION}:{setting.number}:identity/a@example.com"
    message = refused(setting.creates(**ses(arn)), "InvalidParameterException")
    assert message.endswith(f"in region EU-CENTRAL-1: {arn}")


def test_a_sender_that_loses_its_verification_is_refused_at_the_next_update(setting, gateway):
    arn = setting.identity("a@example.com")
    pool = setting.pool(**ses(arn))
    gateway.manual.unverify_sender("a@example.com")
    update = setting.client("cognito-idp").update_user_pool
    refused(lambda: update(UserPoolId=pool, **ses(arn)), "InvalidParameterException")


def test_a_domain_needs_a_from(setting):
    arn = setting.identity("example.com")
    message = refused(setting.creates(**ses(arn)), "InvalidParameterException")
    assert "From is required" in message


def test_a_from_in_a_subdomain_is_not_refused_because_that_is_not_confirmed(setting):
    arn = setting.identity("example.com")
    setting.pool(**ses(arn, "a@mail.example.com"))


def test_cognitos_default_sender_with_an_identity_needs_a_policy(setting):
    arn = setting.identity("a@example.com")
    own = {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": arn}}
    refused(setting.creates(**own), "InvalidEmailRoleAccessPolicyException")
    policy = permission(
        Action=["ses:SendEmail", "ses:SendRawEmail"],
        Resource=arn,
        Principal={"Service": "email.cognito-idp.amazonaws.com"},
        Condition={
            "StringEquals": {"aws:SourceAccount": setting.number},
            "ArnLike": {
                "aws:SourceArn": f"arn:aws:cognito-idp:{REGION}:{setting.number}:userpool/*"
            },
        },
    )
    setting.client("sesv2").create_email_identity_policy(
        EmailIdentity="a@example.com", PolicyName="p", Policy=json.dumps(policy)
    )
    setting.pool(**own)


@pytest.mark.parametrize(
    "changed",
    [{"principal": "lambda.amazonaws.com"}, {"external_id": "x2"}, {"account": "999999999999"}],
)
def test_a_trust_that_does_not_match_the_pool_is_refused(setting, changed):
    role = setting.role(trust=setting.trust(**changed))
    refused(setting.creates(**sms(role)), "InvalidSmsRoleTrustRelationshipException")


def test_a_role_of_another_account_is_refused_even_if_its_namesake_is_right(setting):
    foreign = setting.role().replace(setting.number, "999999999999")
    refused(setting.creates(**sms(foreign)), "AccessDeniedException")


def test_a_trust_in_one_pool_is_good_for_that_pool_but_not_for_a_new_one(setting):
    pool = setting.pool()
    trust = setting.trust()
    arn = f"arn:aws:cognito-idp:{REGION}:{setting.number}:userpool/{pool}"
    trust["Statement"][0]["Condition"]["ArnLike"]["aws:SourceArn"] = arn
    role = setting.role(trust=trust)
    refused(setting.creates(**sms(role)), "InvalidSmsRoleTrustRelationshipException")
    setting.client("cognito-idp").update_user_pool(UserPoolId=pool, **sms(role))


def test_a_role_that_does_not_exist_is_refused(setting):
    role = f"arn:aws:iam::{setting.number}:role/sms"
    refused(setting.creates(**sms(role)), "InvalidSmsRoleTrustRelationshipException")


def test_a_pool_is_refused_before_its_role_has_a_policy(setting):
    role = setting.role(policy={})
    refused(setting.creates(**sms(role)), "InvalidSmsRoleAccessPolicyException")


@pytest.mark.parametrize(("action", "allowed"), [("sns:Publish", True), ("sns:Subscribe", False)])
def test_a_managed_policy_counts_because_its_refusal_is_not_confirmed(setting, action, allowed):
    role = setting.role(policy={})
    iam = setting.client("iam")
    document = json.dumps(permission(Action=action))
    managed = iam.create_policy(PolicyName="p", PolicyDocument=document)
    iam.attach_role_policy(RoleName="sms", PolicyArn=managed["Policy"]["Arn"])
    create = setting.creates(**sms(role))
    if allowed:
        create()
    else:
        refused(create, "InvalidSmsRoleAccessPolicyException")


def test_a_managed_policy_of_aws_that_the_target_lacks_may_allow_to_publish(setting):
    role = setting.role(policy={})
    arn = "arn:aws:iam::aws:policy/job-function/Anything"
    setting.client("iam").attach_role_policy(RoleName="sms", PolicyArn=arn)
    setting.creates(**sms(role))()


@pytest.mark.parametrize(("action", "allowed"), [("sns:*", True), ("s3:*", False)])
def test_the_permissions_boundary_of_an_sms_role_must_allow_to_publish(setting, action, allowed):
    role = setting.role()
    iam = setting.client("iam")
    document = json.dumps(permission(Action=action))
    boundary = iam.create_policy(PolicyName="b", PolicyDocument=document)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="sms", PermissionsBoundary=boundary)
    create = setting.creates(**sms(role))
    if allowed:
        create()
    else:
        refused(create, "InvalidSmsRoleAccessPolicyException")


@pytest.mark.parametrize("document", ["{", "[]"])
def test_a_malformed_policy_for_a_role_that_does_not_exist_is_about_the_role(setting, document):
    iam, role = setting.client("iam"), {"RoleName": "r", "PolicyDocument": document}
    refused(lambda: iam.put_role_policy(**role, PolicyName="p"), "NoSuchEntity")
    refused(lambda: iam.update_assume_role_policy(**role), "NoSuchEntity")


def test_cognitos_service_linked_role_has_awss_name_and_is_made_once(setting):
    create = setting.client("iam").create_service_linked_role
    name = "AWSServiceRoleForAmazonCognitoIdpEmailService"
    made = create(AWSServiceName="email.cognito-idp.amazonaws.com", Description="d")["Role"]
    assert (made["RoleName"], made["Description"]) == (name, "d")
    message = refused(
        lambda: create(AWSServiceName="email.cognito-idp.amazonaws.com"), "InvalidInput"
    )
    assert message.startswith(f"Service role name {name} has been taken")
    create(AWSServiceName="ecs.amazonaws.com")
    refused(lambda: create(AWSServiceName="ecs.amazonaws.com"), "InvalidInput")


def test_an_sms_role_is_checked_with_mfa_too(setting):
    pool = setting.pool()
    role = setting.role(policy={})
    configuration = {"SmsMfaConfiguration": sms(role), "MfaConfiguration": "OPTIONAL"}
    set_mfa = setting.client("cognito-idp").set_user_pool_mfa_config
    refused(
        lambda: set_mfa(UserPoolId=pool, **configuration), "InvalidSmsRoleAccessPolicyException"
    )


def test_phone_only_recovery_with_sms_mfa_is_refused(setting):
    role = setting.role()
    pool = setting.pool(**sms(role), **recovery("verified_phone_number"))
    set_mfa = setting.client("cognito-idp").set_user_pool_mfa_config
    message = refused(
        lambda: set_mfa(UserPoolId=pool, MfaConfiguration="ON", SmsMfaConfiguration=sms(role)),
        "InvalidParameterException",
    )
    assert "SMS" in message


def test_an_update_of_the_pool_is_checked_against_its_mfa_settings(setting):
    pool = setting.pool()
    cognito = setting.client("cognito-idp")
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    update = {"UserPoolId": pool, "MfaConfiguration": "ON"}
    refused(
        lambda: cognito.update_user_pool(**update, **first_factors("SMS_OTP")),
        "InvalidParameterException",
    )
    cognito.update_user_pool(**update)


def test_an_external_id_cannot_change_while_phone_numbers_are_verified(setting):
    """As the provider does it: the trust first, then MFA settings without SMS."""
    role = setting.role()
    pool = setting.pool(**sms(role), AutoVerifiedAttributes=["phone_number"])
    set_mfa = setting.client("cognito-idp").set_user_pool_mfa_config
    message = refused(
        lambda: set_mfa(UserPoolId=pool, MfaConfiguration="OFF"), "InvalidParameterException"
    )
    assert message.startswith("SMS configuration is required")
    set_mfa(UserPoolId=pool, MfaConfiguration="OPTIONAL", SmsMfaConfiguration=sms(role))


@pytest.mark.parametrize("lite", [first_factors("WEB_AUTHN")])
def test_lite_has_no_first_factor_but_the_password(setting, lite):
    refused(setting.creates(UserPoolTier="LITE", **lite), "FeatureUnavailableInTierException")


def test_a_custom_domain_may_contain_a_reserved_word(setting):
    pool = setting.pool()
    certificate = f"arn:aws:acm:us-east-1:{setting.number}:certificate/1111"
    setting.client("cognito-idp").create_user_pool_domain(
        UserPoolId=pool,
        Domain="auth.awsome.example",
        CustomDomainConfig={"CertificateArn": certificate},
    )


def test_a_duplicate_attribute_in_one_schema_is_refused(setting):
    attribute = {"Name": "team", "AttributeDataType": "String"}
    refused(setting.creates(Schema=[attribute, attribute]), "InvalidParameterException")


@pytest.mark.parametrize(
    "document", ["", "{", "[]", '{"Statement": []}', '{"Statement": [{"Effect": "Maybe"}]}']
)
def test_an_invalid_trust_policy_is_refused_when_it_is_put(setting, document):
    create = setting.client("iam").create_role
    with pytest.raises(ClientError) as raised:
        create(RoleName="r", AssumeRolePolicyDocument=document)
    assert raised.value.response["Error"]["Code"] in ("MalformedPolicyDocument", "ValidationError")


def test_a_trust_policy_over_its_quota_is_refused_and_whitespace_does_not_count(setting):
    create = setting.client("iam").create_role
    long = json.dumps(setting.trust(external_id="x" * 1800))
    refused(lambda: create(RoleName="r", AssumeRolePolicyDocument=long), "LimitExceeded")
    create(RoleName="r", AssumeRolePolicyDocument=json.dumps(setting.trust(), indent=40))


def test_the_document_has_a_section_for_every_rule():
    text = DOCUMENT.read_text(encoding="utf-8")
    sections = re.findall(r"^### (.+)$", text, re.M)
    assert sorted(sections) == sorted(RULES), "run: python -m tests.rules.table"
    for rule in RULES.values():
        assert f"{described(rule)}Gateway: refused." in text
