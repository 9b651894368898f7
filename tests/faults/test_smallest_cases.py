"""What the same command does not mend: smallest cases of docs/known-gaps.md, "Faults"."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from terraform_scenarios import Terraform, TerraformFailed, open_target, terraform_environment
from terraform_scenarios.gateway import Fault, FaultKind, Gateway

ROOT = """
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}

resource "aws_sesv2_email_identity" "not_read" {
  email_identity = "example.com"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sesv2_configuration_set" "not_heard_of" {
  configuration_set_name = "unheard"
}

resource "aws_cognito_user_pool" "half_made" {
  name                = "half-made"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "OPTIONAL"

  software_token_mfa_configuration {
    enabled = true
  }
}

resource "aws_cognito_user_pool" "whole" {
  name = "whole"
}

resource "aws_cognito_user_pool_client" "made_twice" {
  name         = "twice"
  user_pool_id = aws_cognito_user_pool.whole.id
}
"""
FAULTS = [
    Fault(FaultKind.ACCESS_DENIED, "sesv2", "GetEmailIdentity", nth=1),
    Fault(FaultKind.DROPPED_AFTER, "sesv2", "CreateConfigurationSet", nth=1),
    Fault(FaultKind.ACCESS_DENIED, "cognito-idp", "SetUserPoolMfaConfig", nth=1),
    Fault(FaultKind.DROPPED_AFTER, "cognito-idp", "CreateUserPoolClient", nth=1),
]


def errors(terraform):
    """Apply; what it failed with, by address."""
    with pytest.raises(TerraformFailed) as raised:
        terraform.apply()
    return {one.address: one.text for one in raised.value.diagnostics if one.severity == "error"}


def test_the_next_apply_fails_on_resources_that_are_not_in_the_state_or_are_tainted(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf").write_text(ROOT)
    with (
        open_target("embedded") as embedded,
        Gateway(str(embedded.endpoint), plugins=["cognito_messaging.rules"]) as gateway,
    ):
        target = replace(embedded, endpoint=gateway.endpoint)
        env = terraform_environment(tmp_path, target.environment())
        terraform = Terraform(root, env=env, timeout=150)
        terraform.init()
        gateway.inject(*FAULTS)
        errors(terraform)
        assert all(fault.struck == 1 for fault in FAULTS)

        gateway.clear_faults()
        again = errors(terraform)
        assert len(again) == 3
        assert "AlreadyExistsException" in again["aws_sesv2_email_identity.not_read"]
        assert "AlreadyExistsException" in again["aws_sesv2_configuration_set.not_heard_of"]
        # Terraform gives no address for what it cannot delete.
        assert "deletion protection is activated" in again[""]
        pool = terraform.state()["resources"]
        [whole] = [r["instances"][0]["attributes"]["id"] for r in pool if r["name"] == "whole"]
        clients = target.client("cognito-idp").list_user_pool_clients(UserPoolId=whole)
        assert [one["ClientName"] for one in clients["UserPoolClients"]] == ["twice", "twice"]

        # What the page says to do.
        for command in (
            ["untaint", "aws_sesv2_email_identity.not_read"],
            ["untaint", "aws_cognito_user_pool.half_made"],
            ["import", "aws_sesv2_configuration_set.not_heard_of", "unheard"],
        ):
            subprocess.run(["terraform", *command], cwd=root, env=env, check=True)
        terraform.apply()
        assert not terraform.plan(root / "plan").changes
