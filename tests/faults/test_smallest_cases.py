"""Faults after which the same command fails again: smallest cases for docs/known-gaps.md."""

from __future__ import annotations

import pytest

from cognito_messaging.cli.app import main
from terraform_scenarios import TerraformFailed, open_workspace
from terraform_scenarios.gateway import Fault, FaultKind

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

resource "aws_sesv2_configuration_set" "response_lost" {
  configuration_set_name = "lost"
}

resource "aws_cognito_user_pool" "incomplete" {
  name                = "incomplete"
  deletion_protection = "ACTIVE"
  mfa_configuration   = "OPTIONAL"

  software_token_mfa_configuration {
    enabled = true
  }
}

resource "aws_cognito_user_pool" "complete" {
  name = "complete"
}

resource "aws_cognito_user_pool_client" "created_twice" {
  name         = "twice"
  user_pool_id = aws_cognito_user_pool.complete.id
}
"""
FAULTS = [
    Fault(FaultKind.ACCESS_DENIED, "sesv2", "GetEmailIdentity", nth=1),
    Fault(FaultKind.DROPPED_AFTER, "sesv2", "CreateConfigurationSet", nth=1),
    Fault(FaultKind.ACCESS_DENIED, "cognito-idp", "SetUserPoolMfaConfig", nth=1),
    Fault(FaultKind.DROPPED_AFTER, "cognito-idp", "CreateUserPoolClient", nth=1),
]


def errors(terraform):
    """Apply, and return the errors by address."""
    with pytest.raises(TerraformFailed) as raised:
        terraform.apply()
    return {one.address: one.text for one in raised.value.diagnostics if one.severity == "error"}


def test_the_next_apply_fails_on_what_is_not_in_the_state_or_is_tainted_and_recover_helps(
    tmp_path, monkeypatch, capsys
):
    root = tmp_path / "root"
    root.mkdir()
    (root / "main.tf").write_text(ROOT)
    with open_workspace(rules=["cognito_messaging.rules"]) as workspace:
        gateway, target = workspace.gateway, workspace.target
        terraform = workspace.terraform(root, timeout=150)
        terraform.init()
        gateway.inject(*FAULTS)
        errors(terraform)
        assert all(fault.struck == 1 for fault in FAULTS)

        gateway.clear_faults()
        again = errors(terraform)
        assert len(again) == 3
        assert "AlreadyExistsException" in again["aws_sesv2_email_identity.not_read"]
        assert "AlreadyExistsException" in again["aws_sesv2_configuration_set.response_lost"]
        # Terraform gives no address for a resource that it cannot delete.
        assert "deletion protection is activated" in again[""]
        pool = terraform.state()["resources"]
        [complete] = [
            r["instances"][0]["attributes"]["id"] for r in pool if r["name"] == "complete"
        ]
        clients = target.client("cognito-idp").list_user_pool_clients(UserPoolId=complete)
        assert [one["ClientName"] for one in clients["UserPoolClients"]] == ["twice", "twice"]

        # What the page recommends.
        for name, value in terraform.env.items():
            monkeypatch.setenv(name, value)
        assert main(["recover", str(root), "--yes"]) == 0
        done = capsys.readouterr().out
        for command in (
            "untaint aws_sesv2_email_identity.not_read",
            "untaint aws_cognito_user_pool.incomplete",
            "import aws_sesv2_configuration_set.response_lost lost",
        ):
            assert f"$ terraform -chdir={root} {command}\n" in done
        clients = target.client("cognito-idp").list_user_pool_clients(UserPoolId=complete)
        assert len(clients["UserPoolClients"]) == 1
        terraform.apply()
        assert not terraform.plan(root / "plan").changes
