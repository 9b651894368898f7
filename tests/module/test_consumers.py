"""The module as others take it: from git, under for_each, from an example's folder."""

import json
import subprocess

import pytest

from terraform_scenarios import Terraform


def apply(terraform: Terraform, configuration: dict, target) -> dict:
    provider = {"provider": {"aws": target.provider()}}
    (terraform.root / "main.tf.json").write_text(json.dumps({**provider, **configuration}))
    terraform.init()
    terraform.apply()
    return terraform.output()


def test_the_module_is_taken_from_git_by_a_revision(terraform_root, target, repository, tmp_path):
    """Only what is committed comes along, so a file that was not added is found missing."""
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


def test_one_block_makes_two_pools_that_share_nothing(terraform_root, target, repository):
    outputs = apply(
        terraform_root,
        {
            "module": {
                "auth": {
                    "source": f"../{'../' * (len(terraform_root.root.parts) - 2)}"
                    + str(repository).lstrip("/"),
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
def test_the_minimal_example_applies_and_settles(applied, replanned):
    assert applied.outputs["user_pool_id"]
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../examples/complete")
@pytest.mark.scenario(domain="{scenario}.example.com")
def test_the_complete_example_applies_and_settles(applied, replanned):
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
def test_a_tenant_comes_and_another_goes_and_the_third_stays(transition):
    assert all('["blue"]' in address for address in transition.deleted)
    assert all('["red"]' in address for address in transition.created)
    assert transition.replaced == []
    before, after = transition.before.outputs, transition.after.outputs
    assert before["user_pool_ids"]["green"] == after["user_pool_ids"]["green"]
    assert transition.settled.empty
