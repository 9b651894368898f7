"""Provider configurations: aliases, arguments, regions and accounts."""

import re

import pytest

from . import acme

ALIASES = """
terraform {
  required_providers {
    acme = {
      source                = "acme/acme"   # not one of HashiCorp's
      configuration_aliases = [acme.edge, acme.other]
    }
  }
}
variable "name" {}
resource "acme_thing" "here" { name = var.name }
resource "acme_thing" "edge" {
  provider = acme.edge
  name     = var.name
}
data "acme_region" "other" { provider = acme.other }
output "regions" {
  value = [acme_thing.here.region, acme_thing.edge.region, data.acme_region.other.name]
}
"""
REGIONS = """
@pytest.mark.scenario(name="{scenario}")
def test_default(applied, replanned):
    assert applied.outputs["regions"] == ["default", "default", "default"]
    assert replanned.empty

@pytest.mark.scenario(name="{scenario}")
@pytest.mark.providers({"acme.edge": {"region": "far"}})
def test_one(applied):
    assert applied.outputs["regions"] == ["default", "far", "default"]

@pytest.mark.providers({"acme.edge": {"region": "far"}, "acme.other": {"region": "${odd}"}})
class TestAll:
    @pytest.mark.scenario(name="{scenario}")
    @pytest.mark.providers(acme={"region": "near"})
    def test_nearest_marker_adds(self, applied, replanned):
        assert applied.outputs["regions"] == ["near", "far", "${odd}"]
        assert replanned.empty

    @pytest.mark.scenario(name="{scenario}")
    @pytest.mark.providers({"acme.edge": {"region": "nearer"}})
    def test_nearest_marker_wins(self, planned):
        assert planned.resources["data.acme_region.other"]["name"] == "${odd}"

    @pytest.mark.scenario(name="{scenario}")
    @pytest.mark.destroy
    def test_destroyed(self, transition):
        assert sorted(transition.deleted) == ["acme_thing.edge", "acme_thing.here"]
        assert transition.settled.empty

@pytest.mark.scenario(name="{scenario}")
@pytest.mark.providers(acme={"region": "nowhere"})
def test_bad_arguments(applied): ...

@pytest.mark.scenario(name="{scenario}")
@pytest.mark.providers({"acme.egde": {}})
def test_bad_alias(applied): ...

@pytest.mark.scenario(name="{scenario}")
@pytest.mark.providers(acme="far")
def test_bad_marker(applied): ...
"""


def test_each_scenario_has_its_own_providers(run, with_acme):
    outcome = run(REGIONS, module=ALIASES, env=with_acme)
    bad = {name for name in outcome.results if "bad" in name}
    assert len(bad) == 3
    assert {n for n, result in outcome.results.items() if result != "passed"} == bad, outcome.output
    assert "There is no region nowhere." in outcome.output
    assert (
        "does not accept a provider 'acme.egde'. It accepts: acme, acme.edge, acme.other."
        in outcome.output
    )
    assert "has 'far' for 'acme'. Write a dictionary" in outcome.output


HOOK = """
def pytest_terraform_providers():
    return {"acme": {"region": "of all"}, "aws": {"region": "eu-west-1"}}
"""
OF_ALL = """
@pytest.mark.scenario(name="{scenario}")
def test_of_all(applied):
    assert applied.outputs["region"] == "of all"

@pytest.mark.scenario(name="{scenario}")
@pytest.mark.providers(acme={"region": "own"})
def test_own(applied):
    assert applied.outputs["region"] == "own"
"""
PLAIN = (
    acme.REQUIRED
    + """
variable "name" {}
resource "acme_thing" "this" { name = var.name }
output "region" { value = acme_thing.this.region }
"""
)


def test_a_hook_sets_provider_arguments_for_all_scenarios(run, tmp_path, with_acme):
    (tmp_path / "conftest.py").write_text(HOOK)
    outcome = run(OF_ALL, module=PLAIN, env=with_acme)
    assert outcome.results == {"test_of_all": "passed", "test_own": "passed"}, outcome.output


REPLICA = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.replica]
    }
  }
}
variable "name" {}
resource "aws_sns_topic" "this" { name = var.name }
resource "aws_sns_topic" "replica" {
  provider = aws.replica
  name     = var.name
}
output "arns" { value = [aws_sns_topic.this.arn, aws_sns_topic.replica.arn] }
"""
OF_AWS = """
@pytest.mark.scenario(name="one")
@pytest.mark.providers({
    "aws": {"default_tags": {"tags": {"team": "web"}}},
    "aws.replica": {"region": "eu-west-1", "access_key": "222222222222"},
})
def test_regions_and_accounts(applied, replanned):
    here, there = applied.outputs["arns"]
    assert here == "arn:aws:sns:ap-south-1:000000000000:one"
    assert there == "arn:aws:sns:eu-west-1:222222222222:one"
    assert replanned.empty
    sns = applied.client("sns")
    assert sns.list_tags_for_resource(ResourceArn=here)["Tags"] == [{"Key": "team", "Value": "web"}]
    replica = applied.client("sns", provider="aws.replica")
    assert [topic["TopicArn"] for topic in replica.list_topics()["Topics"]] == [there]

@pytest.mark.scenario(name="two")
@pytest.mark.providers(aws={"region": "eu-central-1"})
def test_another_region(applied):
    assert applied.outputs["arns"][0] == "arn:aws:sns:eu-central-1:000000000000:two"
    assert applied.client("sns").meta.region_name == "eu-central-1"
"""


def test_regions_and_accounts_are_those_of_the_run_and_of_the_scenario(run):
    outcome = run(OF_AWS, "--terraform-region=ap-south-1", module=REPLICA)
    assert set(outcome.results.values()) == {"passed"}, outcome.output


OWN = """
terraform {
  required_providers {
    acme = { source = "acme/acme" }
  }
}
provider "acme" { region = "own" }
variable "name" {}
resource "acme_thing" "here" { name = var.name }
"""
LEFT = """
@pytest.mark.terraform_module("own")
@pytest.mark.scenario(name="{scenario}")
@pytest.mark.destroy
def test_in_the_module(transition):
    assert transition.deleted == ["acme_thing.here"]

@pytest.mark.terraform_module("aliases")
@pytest.mark.scenario(name="{scenario}")
@pytest.mark.providers({"acme.edge": {"region": "far"}})
@pytest.mark.destroy
def test_of_the_scenario(transition):
    assert sorted(transition.deleted) == ["acme_thing.edge", "acme_thing.here"]
"""


def test_what_is_left_is_searched_with_configurations_of_modules_and_of_scenarios(
    run, tmp_path, with_acme
):
    for name, text in (("own", OWN), ("aliases", ALIASES)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    outcome = run(LEFT, env=with_acme)
    assert set(outcome.results.values()) == {"passed"}, outcome.output
    assert len(outcome.results) == 2


CONFIGURED = """
terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}
variable "name" {}
resource "terraform_data" "this" { input = var.name }
"""
ONE_ELSEWHERE = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{{"name": n}} for n in range({number})])
def test_each(scenario, applied): ...

@pytest.mark.scenario(name="far")
@pytest.mark.providers(aws={{"region": "eu-west-1"}})
def test_far(applied): ...
"""


@pytest.mark.parametrize(("number", "commands"), [(29, "1 cold, 1 warm"), (30, "4 warm")])
def test_among_many_scenarios_those_with_another_configuration_do_not_make_all_run_cold(
    run, number, commands
):
    """Two roots with one configuration each, instead of one root with both."""
    outcome = run(ONE_ELSEWHERE.format(number=number), module=CONFIGURED)
    assert outcome.code == 0, outcome.output
    assert re.search(rf"^Terraform commands +{commands}$", outcome.output, re.M), outcome.output
