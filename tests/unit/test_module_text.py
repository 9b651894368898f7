"""Facts that are read from the text of a module, without Terraform."""

import pytest

from terraform_scenarios import BadScenario, module_text, providers

TEXT = """
variable "described" {
  description = <<-EOT
    It is a rule that
    nullable = false
    provider "aws" {}
  EOT
}
variable "commented" {
  # nullable = false
  /*
  nullable = false
  provider "aws" {
  */
  default = "# not a comment" // provider "x" {
}
variable firm {
  nullable = false
}
output "plain" { value = 1 }
output "secret" {
  value     = 2
  sensitive = true
}
variable "after" {
  ephemeral = true
  sensitive = true
}
output "token" {
  value     = var.after
  ephemeral = true
}
terraform {
  required_providers {
    # old = { source = "example/old" }
    aws   = { source = "hashicorp/aws", configuration_aliases = [ aws.a, aws.b ] }
    cloud = {
      source = "example.com/acme/cloud"
      configuration_aliases = [
        cloud.edge, # the far one
      ]
    }
    random = "3.0"
  }
}
"""


@pytest.fixture
def module(tmp_path):
    (tmp_path / "main.tf").write_text(TEXT)
    return tmp_path


def test_comments_and_heredocs_are_not_read_as_code(module):
    assert module_text.declared_variables(module) == {
        "described": True,
        "commented": True,
        "firm": False,
        "after": True,
    }
    assert module_text.can_have_for_each(module)


@pytest.mark.parametrize("block", ['provider "aws" {\n}', "provider aws {}", "  provider aws {}"])
def test_a_provider_block_is_found_in_every_notation(tmp_path, block):
    (tmp_path / "main.tf").write_text(f"{block}\n")
    assert not module_text.can_have_for_each(tmp_path)


def test_sensitive_and_ephemeral_outputs_are_found(module):
    assert module_text.declared_outputs(module) == ("plain", "secret", "token")
    assert module_text.ephemeral_outputs(module) == {"token"}
    assert module_text.sensitive_outputs(module) == {"secret"}


def test_required_providers_and_their_aliases_are_read(module):
    assert providers.required(module) == {
        "aws": providers.RequiredProvider("hashicorp/aws", ("aws.a", "aws.b")),
        "cloud": providers.RequiredProvider("example.com/acme/cloud", ("cloud.edge",)),
        "random": providers.RequiredProvider("hashicorp/random"),
    }


def test_required_providers_are_read_from_json_too(tmp_path):
    (tmp_path / "main.tf.json").write_text(
        '{"terraform": [{"required_providers": {"aws": {"source": "hashicorp/aws", '
        '"configuration_aliases": ["aws.a"]}, "x": "1.0"}}]}'
    )
    assert providers.required(tmp_path) == {
        "aws": providers.RequiredProvider("hashicorp/aws", ("aws.a",)),
        "x": providers.RequiredProvider("hashicorp/x"),
    }


@pytest.mark.parametrize("name", ["aws.c", "azure", "azure.a"])
def test_a_provider_that_a_module_does_not_accept_is_refused(module, name):
    with pytest.raises(
        BadScenario, match=f"does not accept a provider '{name}'. It accepts: aws, aws.a, aw"
    ):
        providers.check_providers(module, {name: {}})
