"""The ways to use the module: from git, with for_each, and in the examples."""

import json
import subprocess

import pytest

from terraform_scenarios import Terraform, TerraformFailed, root_files


def apply(terraform: Terraform, configuration: dict, target) -> dict:
    provider = {"provider": {"aws": target.provider()}}
    (terraform.root / "main.tf.json").write_text(json.dumps({**provider, **configuration}))
    terraform.init()
    terraform.apply()
    return terraform.output()


def test_the_module_can_be_used_from_git_at_a_revision(
    terraform_root, target, repository, tmp_path
):
    """Git has only committed files, so the test fails if a file was not added."""
    revision = subprocess.check_output(
        ["git", "-C", repository, "rev-parse", "HEAD"], text=True
    ).strip()
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--bare", repository, clone], check=True)
    subprocess.run(["git", "-C", clone, "branch", "-f", "released", revision], check=True)
    outputs = apply(
        terraform_root,
        {
            "module": {
                "auth": {
                    "source": f"git::file://{clone}?ref=released",
                    "name": "from-git",
                    "email": {"identity": {"address": "no-reply@example.com"}},
                    "sms": {},
                    "deletion_protection": False,
                }
            },
            "output": {"id": {"value": "${module.auth.user_pool_id}"}},
        },
        target,
    )
    pool = target.client("cognito-idp").describe_user_pool(UserPoolId=outputs["id"])["UserPool"]
    assert pool["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"
    assert pool["SmsConfiguration"]["SnsCallerArn"]


def test_one_block_creates_two_independent_pools(terraform_root, target, repository):
    outputs = apply(
        terraform_root,
        {
            "module": {
                "auth": {
                    "source": root_files.local_source(repository, terraform_root.root),
                    "for_each": '${toset(["blue", "green"])}',
                    "name": "same-name",
                    "email": {"identity": {"address": "${each.key}@example.com"}},
                    "sms": {},
                    "clients": {"web": {}},
                    "deletion_protection": False,
                }
            },
            "output": {
                "pools": {"value": "${{for key, auth in module.auth : key => auth.user_pool_id}}"},
                "roles": {
                    "value": "${[for auth in module.auth : auth.sms_configuration.snsCallerArn]}"
                },
            },
        },
        target,
    )
    cognito = target.client("cognito-idp")
    senders = {
        key: cognito.describe_user_pool(UserPoolId=pool)["UserPool"]["EmailConfiguration"]["From"]
        for key, pool in outputs["pools"].items()
    }
    assert senders == {"blue": "blue@example.com", "green": "green@example.com"}
    assert len(set(outputs["roles"])) == 2


@pytest.mark.terraform_module("../../examples/minimal")
@pytest.mark.scenario
def test_the_minimal_example_is_applied_and_its_second_plan_is_empty(applied, replanned):
    assert applied.outputs["user_pool_id"]
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../examples/complete")
@pytest.mark.scenario(domain="{scenario}.example.com")
def test_the_complete_example_is_applied_and_its_second_plan_is_empty(applied, replanned):
    pool = applied.client("cognito-idp").describe_user_pool(
        UserPoolId=applied.outputs["user_pool_id"]
    )["UserPool"]
    assert pool["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert set(applied.outputs["client_ids"]) == {"web", "server"}
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../examples/many-pools")
@pytest.mark.scenario(domain="{scenario}.example.net")
@pytest.mark.change(tenants={"green": {"from_name": "Green"}, "red": {"from_name": "Red"}})
def test_adding_and_removing_tenants_does_not_change_the_others(transition):
    assert all('["blue"]' in address for address in transition.deleted)
    assert all('["red"]' in address for address in transition.created)
    assert transition.replaced == []
    before, after = transition.before.outputs, transition.after.outputs
    assert before["user_pool_ids"]["green"] == after["user_pool_ids"]["green"]
    assert transition.settled.empty


@pytest.mark.terraform_module("../../examples/existing-identity-and-role")
@pytest.mark.scenario(sender="no-reply@{scenario}.example.com")
def test_an_existing_identity_and_role_are_used(applied, replanned):
    pool = applied.client("cognito-idp").describe_user_pool(
        UserPoolId=applied.outputs["user_pool_id"]
    )["UserPool"]
    assert pool["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"
    assert ":role/platform/" in pool["SmsConfiguration"]["SnsCallerArn"]
    assert pool["SmsConfiguration"]["ExternalId"] == "existing-role-of-the-platform-team"
    assert replanned.empty, replanned


def test_the_cross_region_example_sends_through_ses_of_another_region(
    terraform_root, target, repository
):
    """It has its own root, because its provider must be configured as long as its resources exist.

    The policy is for regions without SES; the test uses another region.
    """
    source = root_files.local_source(
        repository / "examples" / "cross-region-ses", terraform_root.root
    )
    domain = "cross-region.example.com"
    outputs = apply(
        terraform_root,
        {
            "module": {
                "cross": {"source": source, "domain": domain, "pool_regions": ["us-east-1"]}
            },
            "output": {"id": {"value": "${module.cross.user_pool_id}"}},
        },
        target,
    )
    pool = target.client("cognito-idp").describe_user_pool(UserPoolId=outputs["id"])["UserPool"]
    sender = pool["EmailConfiguration"]
    assert sender["EmailSendingAccount"] == "DEVELOPER"
    assert sender["SourceArn"].startswith("arn:aws:ses:eu-west-1:")
    assert sender["From"] == f"no-reply@{domain}"
    identity = target.client("sesv2", region="eu-west-1").get_email_identity(EmailIdentity=domain)
    assert set(identity["Policies"]) == {"cognito-user-pools"}


def test_an_identity_that_is_known_only_after_apply_is_checked_by_the_same_rules(
    terraform_root, target, repository
):
    """The plan cannot see that the address has another domain; the apply fails before the pool."""

    def sending_from(address):
        return {
            "resource": {
                "aws_sesv2_email_identity": {"given": {"email_identity": "late.example.com"}}
            },
            "module": {
                "auth": {
                    "source": root_files.local_source(repository, terraform_root.root),
                    "name": "late",
                    "email": {
                        "identity": {"arn": "${aws_sesv2_email_identity.given.arn}"},
                        "from_address": address,
                    },
                    "deletion_protection": False,
                }
            },
        }

    with pytest.raises(
        TerraformFailed, match=r"email\.from_address does not belong to email\.identity"
    ):
        apply(terraform_root, sending_from("a@example.org"), target)
    assert not [name for name in terraform_root.state().resources if "user_pool.this" in name]
    apply(terraform_root, sending_from("a@late.example.com"), target)
    assert [name for name in terraform_root.state().resources if "user_pool" in name]
