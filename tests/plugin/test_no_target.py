"""Plans without a target, with the mock providers of Terraform."""

import pytest

from terraform_scenarios.versions import LEAST_WITH_MOCKS

from . import program

with_mocks = program.needs(**{name.lower(): least for name, least in LEAST_WITH_MOCKS.items()})

MODULE = """
terraform {
  required_providers {
    acme = {
      source                = "acme/acme"
      configuration_aliases = [acme.edge]
    }
  }
}
variable "name" {}
variable "tags" { default = {} }
data "acme_region" "this" {}
resource "acme_thing" "this" { name = var.name }
resource "acme_thing" "edge" {
  provider = acme.edge
  name     = "${data.acme_region.this.name}-${var.name}"
  lifecycle {
    precondition {
      condition     = var.name != "edge"
      error_message = "Not the name edge."
    }
  }
}
check "name" {
  assert {
    condition     = var.name != "odd"
    error_message = "An odd name."
  }
}
output "id" { value = acme_thing.this.id }
output "echo" { value = [var.name, var.tags] }
"""
TEST = """
@pytest.mark.scenario(name="${a} %{b}", tags={"k": None, "n": 1.5})
def test_planned(planned):
    assert planned.resources["acme_thing.this"]["name"] == "${a} %{b}"
    assert planned.unknown_outputs == {"id"}
    assert planned.outputs["echo"] == ["${a} %{b}", {"k": None, "n": 1.5}]
    assert planned.warnings == ()

@pytest.mark.scenario(name="odd")
def test_warned(planned):
    assert planned.warnings == ("An odd name.",)
    assert planned.outputs["echo"][0] == "odd"

@pytest.mark.scenario(name="edge", rejects="Not the name edge.")
def test_refused(rejected): ...

@pytest.mark.scenario(name="c")
def test_only_the_marker(): ...

@pytest.mark.scenario(name="c", rejects="It is")
def test_bad_not_refused(): ...

@pytest.mark.scenario(name="edge")
def test_bad_plan(planned): ...

@pytest.mark.scenario(name="d")
def test_bad_apply(applied): ...

@pytest.mark.given("thing", by=lambda target: {"name": "e"})
@pytest.mark.scenario(name="{given.thing.name}")
def test_bad_given(planned): ...

@pytest.mark.given("thing", by=lambda target: {"name": "edge"})
@pytest.mark.scenario(name="{given.thing.name}", rejects="Not the name edge.")
def test_bad_given_refused(rejected): ...

def test_bad_target(target): ...

@pytest.mark.scenario(name="d")
@pytest.mark.terraform_module("broken")
def test_bad_module(planned): ...
"""


@with_mocks
def test_without_a_target_plans_work_and_applies_fail_with_a_reason(run, tmp_path, with_acme):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "main.tf").write_text('variable "name" {\n')
    outcome = run(TEST, "--target=none", module=MODULE, env=with_acme)
    bad = {name: result for name, result in outcome.results.items() if "bad" in name}
    assert {n for n, result in outcome.results.items() if result != "passed"} == set(bad), (
        outcome.output
    )
    assert bad == {
        "test_bad_not_refused": "failure",
        "test_bad_plan": "failure",
        "test_bad_apply": "error",
        "test_bad_given": "error",
        "test_bad_given_refused": "error",
        "test_bad_target": "error",
        "test_bad_module": "failure",
    }
    assert "This scenario must be applied, but --target none only plans." in outcome.output
    assert "A module or function given to this scenario must be applied, but" in outcome.output
    assert "With --target none, a mocked provider does not check its plan." in outcome.output
    assert "(main.tf:19)\nNot the name edge." in outcome.output


AWS = """
variable "name" {}
data "aws_caller_identity" "this" {}
resource "aws_sns_topic" "this" {
  name = "${var.name}-${data.aws_caller_identity.this.account_id}"
}
data "aws_iam_policy_document" "this" {
  statement {
    actions   = ["sns:Publish"]
    resources = ["*"]
  }
}
resource "aws_iam_policy" "this" { policy = data.aws_iam_policy_document.this.json }
"""
OF_AWS = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{"name": "a"}, {"name": "b"}])
def test_it(scenario, planned):
    topic = planned.resources["aws_sns_topic.this"]
    assert topic["name"].startswith(scenario["name"] + "-")
    assert topic.unknown["arn"] is True
    assert "Statement" in planned.resources["aws_iam_policy.this"]["policy"]
"""


@with_mocks
def test_without_a_target_no_credentials_and_no_network_are_needed(run):
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "AWS_PROFILE": "none"}
    outcome = run(OF_AWS, "--target=none", module=AWS, env=nowhere)
    assert set(outcome.results.values()) == {"passed"}, outcome.output


NO_PROVIDER = """
variable "name" {
  validation {
    condition     = var.name != "bad"
    error_message = "Not the name bad."
  }
}
resource "terraform_data" "this" { input = var.name }
output "name" { value = var.name }
"""
OF_NO_PROVIDER = """
@pytest.mark.scenario(name="a")
def test_planned(planned):
    assert planned.outputs["name"] == planned.resources["terraform_data.this"]["input"] == "a"

@pytest.mark.scenario(name="bad", rejects="Not the name bad.")
def test_refused(rejected): ...
"""


@with_mocks
@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_without_a_target_a_module_may_have_no_providers(run, workers):
    outcome = run(OF_NO_PROVIDER, "--target=none", *workers, module=NO_PROVIDER)
    assert set(outcome.results.values()) == {"passed"}, outcome.output


def test_without_a_target_a_program_without_mocks_is_refused(run, tmp_path):
    old = tmp_path / "tofu"
    old.write_text("#!/bin/sh\necho OpenTofu v1.7.9\n")
    old.chmod(0o755)
    test = '@pytest.mark.scenario(x="a")\ndef test_it(planned): ...'
    outcome = run(test, "--target=none", f"--terraform-binary={old}")
    assert outcome.results == {"test_it": "error"}
    assert "is OpenTofu 1.7.9; OpenTofu 1.8 or later is needed for the mock providers of " in (
        outcome.output
    )
