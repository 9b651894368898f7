"""Pools in China and GovCloud accept the ARNs of their own partition."""

import json

from terraform_scenarios import Terraform, root_files

REGIONS = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


def inputs(partition: str, region: str) -> dict:
    identity = f"arn:{partition}:ses:{region}:000000000000:identity/a@example.com"
    return {
        "name": "pool",
        "email": {"identity": {"arn": identity}},
        "sms": {
            "role": {"arn": f"arn:{partition}:iam::000000000000:role/a/path/sms"},
            "external_id": "known",
        },
    }


def test_identity_and_role_of_the_partition_of_the_pool_are_accepted(
    terraform_root: Terraform, target, repository, tmp_path
):
    """Only planned, because the embedded target has one partition for every region."""
    provider = target.provider()
    regions = [{**provider, "alias": key, "region": name} for key, name in REGIONS.items()]
    calls = {
        partition: {
            "source": root_files.local_source(repository, terraform_root.root),
            "providers": {"aws": f"aws.{partition}"},
            **inputs(partition, region),
        }
        for partition, region in REGIONS.items()
    }
    configuration = {"provider": {"aws": [provider, *regions]}, "module": calls}
    (terraform_root.root / "main.tf.json").write_text(json.dumps(configuration))
    terraform_root.init()
    terraform_root.plan(tmp_path / "plan")
    changes = terraform_root.show_plan(tmp_path / "plan").resource_changes
    for partition, region in REGIONS.items():
        pool = changes[f"module.{partition}.aws_cognito_user_pool.this"]
        (email,) = pool["change"]["after"]["email_configuration"]
        (sms,) = pool["change"]["after"]["sms_configuration"]
        asked = inputs(partition, region)
        assert email["source_arn"] == asked["email"]["identity"]["arn"]
        assert sms["sns_caller_arn"] == asked["sms"]["role"]["arn"]
        assert sms["sns_region"] == region
