"""How the pool sends SMS: the role, its trust and permission, the region."""

import json
import re

import pytest

from ..reading import pool_of

POOL_ROLE = 'module.sms_role["this"].aws_iam_role.this'

OPEN_TO_ALL_POOLS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cognito-idp.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def sms_of(applied):
    return pool_of(applied).get("SmsConfiguration")


def role_of(applied):
    name = sms_of(applied)["SnsCallerArn"].rsplit("/", 1)[-1]
    return applied.client("iam").get_role(RoleName=name)["Role"]


@pytest.mark.scenario(name="sms", sms={})
class TestARoleOfTheModule:
    def test_the_pool_has_the_role_its_external_id_and_a_region(self, applied):
        sms = sms_of(applied)
        assert sms["SnsCallerArn"] == applied.resources[POOL_ROLE]["arn"]
        assert sms["SnsRegion"] == applied.target.region
        assert len(sms["ExternalId"]) >= 32

    def test_only_cognito_for_this_account_and_region_may_assume_it(self, applied):
        account = applied.client("sts").get_caller_identity()["Account"]
        (statement,) = role_of(applied)["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Effect"] == "Allow"
        assert statement["Action"] == "sts:AssumeRole"
        assert statement["Principal"] == {"Service": "cognito-idp.amazonaws.com"}
        assert statement["Condition"] == {
            "StringEquals": {
                "sts:ExternalId": sms_of(applied)["ExternalId"],
                "aws:SourceAccount": account,
            },
            "ArnLike": {
                "aws:SourceArn": f"arn:aws:cognito-idp:{applied.target.region}:{account}:userpool/*"
            },
        }

    def test_it_may_only_publish_by_an_inline_policy(self, applied):
        iam, name = applied.client("iam"), role_of(applied)["RoleName"]
        (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        (statement,) = document["Statement"]
        assert statement["Action"] == "sns:Publish"
        assert statement["Effect"] == "Allow"
        assert "Condition" not in statement
        assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []

    def test_the_output_has_the_settings_of_the_pool_with_the_names_of_cdk(self, applied):
        sms = sms_of(applied)
        assert applied.outputs["sms_configuration"] == {
            "externalId": sms["ExternalId"],
            "snsCallerArn": sms["SnsCallerArn"],
            "snsRegion": sms["SnsRegion"],
        }

    def test_the_manual_steps_name_sandbox_number_and_spending_limit(self, applied):
        steps = " ".join(applied.outputs["manual_steps"])
        for word in ("SMS sandbox", "origination number", "spending limit"):
            assert word in steps

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(name="{scenario}", sms={"no_sns_region": True})
def test_a_pool_can_store_no_region_of_sns(applied, replanned):
    assert "SnsRegion" not in sms_of(applied)
    assert replanned.empty, replanned


@pytest.mark.scenario(name="p", account_recovery=["verified_phone_number", "verified_email"])
def test_recovery_by_phone_without_sms_is_a_warning(planned):
    (warning,) = planned.warnings
    assert 'account_recovery has "verified_phone_number"' in warning


@pytest.mark.scenario(name="sms", sms={}, deletion_protection=False)
@pytest.mark.destroy
def test_destroying_a_pool_with_a_role_leaves_nothing(transition):
    """The test reads pools and roles from the target; the provider checks the other resources."""
    assert transition.left == ()
    before = transition.before
    pools = before.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    assert before.outputs["user_pool_id"] not in {pool["Id"] for pool in pools}
    arn = before.outputs["sms_configuration"]["snsCallerArn"]
    assert arn not in {role["Arn"] for role in before.client("iam").list_roles()["Roles"]}


@pytest.mark.scenario(name="sms")
def test_without_sms_there_is_no_role_and_no_configuration(applied):
    assert not sms_of(applied)
    assert applied.resources.of_type("aws_iam_role") == []
    assert applied.outputs["sms_configuration"] is None


@pytest.mark.scenario(
    name="existing",
    sms={
        "role": {"arn": "arn:aws:iam::000000000000:role/service/sms"},
        "external_id": "known-to-both",
    },
)
def test_an_existing_role_is_used_and_none_is_created(planned):
    (sms,) = planned.resources.only("aws_cognito_user_pool")["sms_configuration"]
    assert sms["sns_caller_arn"] == "arn:aws:iam::000000000000:role/service/sms"
    assert sms["external_id"] == "known-to-both"
    assert planned.resources.of_type("aws_iam_role") == []


@pytest.mark.scenario(name="named", sms={"role": {"name": "{scenario}", "path": "/messaging/"}})
def test_the_role_has_the_name_and_path_it_is_given(applied):
    assert role_of(applied)["Arn"].endswith(f":role/messaging/{applied.scenario.key}")


@pytest.mark.scenario(name="x" * 128, sms={})
def test_the_longest_pool_name_gives_a_role_name_that_iam_accepts(applied):
    assert len(role_of(applied)["RoleName"]) <= 64


@pytest.mark.scenario(name="before", sms={}, deletion_protection=False)
@pytest.mark.change(name="after")
def test_renaming_the_pool_keeps_the_external_id(transition):
    """Cognito refuses a new external ID while phone numbers are verified by SMS.

    The pool itself is replaced, because provider 5 cannot rename it.
    """
    before, after = (
        side.outputs["sms_configuration"]["externalId"]
        for side in (transition.before, transition.after)
    )
    assert before == after


@pytest.mark.scenario(name="drift", sms={})
@pytest.mark.drift(
    by=lambda applied: applied.client("iam").update_assume_role_policy(
        RoleName=applied.resources[POOL_ROLE]["name"],
        PolicyDocument=json.dumps(OPEN_TO_ALL_POOLS),
    )
)
def test_a_manual_change_of_the_trust_policy_is_detected_and_reverted(transition):
    assert transition.updated == [POOL_ROLE]
    trust = role_of(transition.after)["AssumeRolePolicyDocument"]
    assert "Condition" in trust["Statement"][0]
    assert transition.settled.empty


@pytest.mark.scenario(name="order", sms={})
def test_the_pool_waits_for_the_roles_policy(applied):
    """So Terraform creates the pool after the policy and destroys it before the policy."""
    state = applied.resources["aws_cognito_user_pool.this"]
    assert any("aws_iam_role_policy.publish" in name for name in state.depends_on)
    made = [call.operation for call in applied.calls]
    assert made.index("CreateRole") < made.index("PutRolePolicy") < made.index("CreateUserPool")
    assert made.count("CreateUserPool") == 1


@pytest.mark.scenario(name="order", sms={})
def test_a_plan_only_reads(planned):
    assert planned.calls
    assert not [c.name for c in planned.calls if not re.match("Get|List|Describe", c.operation)]
