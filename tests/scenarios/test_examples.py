"""The examples that tests/module does not apply already, each applied as its text says."""

import pytest


@pytest.mark.terraform_module("../../examples/amplify-existing-backend")
@pytest.mark.scenario(domain="{scenario}.example.com")
def test_the_sender_and_role_for_amplifys_own_pool(applied, replanned):
    sms = applied.outputs["sms_configuration"]
    name = sms["snsCallerArn"].rsplit("/", 1)[-1]
    role = applied.client("iam").get_role(RoleName=name)["Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["StringEquals"]["sts:ExternalId"] == sms["externalId"]
    assert sms["externalId"] in applied.outputs["backend_ts"]
    assert replanned.empty, replanned


def sender_of(applied):
    return applied.client("cognito-idp").describe_user_pool(
        UserPoolId=applied.outputs["user_pool_id"]
    )["UserPool"]["EmailConfiguration"]


@pytest.mark.terraform_module("../../examples/external-dns")
@pytest.mark.scenario(domain="{scenario}.example.com")
def test_a_zone_file_has_every_record(applied, replanned):
    lines = applied.outputs["zone_file"].splitlines()
    assert len(lines) == len(applied.outputs["dns_records"]) == 4
    assert sum(" IN CNAME " in line and line.endswith(".amazonses.com.") for line in lines) == 3
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../examples/custom-senders")
@pytest.mark.scenario
def test_the_custom_senders_function_sends_for_the_pool(applied, replanned):
    config = applied.client("cognito-idp").describe_user_pool(
        UserPoolId=applied.outputs["user_pool_id"]
    )["UserPool"]["LambdaConfig"]
    for sender in ("CustomEmailSender", "CustomSMSSender"):
        assert config[sender]["LambdaArn"] == applied.outputs["function_arn"]
    assert replanned.empty, replanned
