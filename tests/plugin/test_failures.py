"""One failing scenario does not fail the others, even if the provider crashes or hangs."""

import json
import re
import shutil
from pathlib import Path

from . import acme

MODULE = (
    acme.REQUIRED
    + """
variable "name" {}
variable "does" {
  type    = string
  default = null
}
resource "acme_thing" "this" {
  name = var.name
  does = var.does
}
resource "acme_thing" "after" {
  name = "${acme_thing.this.name}-after"
}
output "id" { value = acme_thing.this.id }
"""
)
SEVERAL = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [
    {"name": "a"},
    {"name": "b"},
    {"name": "c", "does": "take long"},
    {"name": "d", "does": "take long"},
])
def test_good(scenario, applied, replanned):
    assert applied.outputs["id"] == "id-" + scenario["name"]
    assert set(applied.resources) == {"acme_thing.this", "acme_thing.after"}
    assert replanned.empty

@pytest.mark.scenario(name="bad", does=DOES)
def test_bad(applied): ...
"""


CRASHES_AT_PLAN = """
@pytest.mark.scenario(name="worse", does="crash on plan")
def test_bad_plan(applied): ...
"""


def test_a_crash_of_the_provider_fails_only_the_scenario_that_caused_it(run, with_acme):
    test = SEVERAL.replace("DOES", "'crash on create'") + CRASHES_AT_PLAN
    outcome = run(test, module=MODULE, env=with_acme)
    assert outcome.results.pop("test_bad") == outcome.results.pop("test_bad_plan") == "failure"
    assert list(outcome.results.values()) == ["passed"] * 4, outcome.output
    assert outcome.output.count("The provider crashed") == 2
    for stage in ("plan", "create"):
        assert f"panic: runtime error: no such luck in {stage}" in outcome.output


def test_a_resource_that_hangs_fails_only_its_scenario_and_is_named(run, with_acme):
    outcome = run(
        SEVERAL.replace("DOES", "'hang on create'"),
        "--terraform-timeout=6",
        module=MODULE,
        env=with_acme,
    )
    assert outcome.results.pop("test_bad") != "passed"
    assert list(outcome.results.values()) == ["passed"] * 4, outcome.output
    assert "It did not finish within 6 s" in outcome.output
    assert re.search(r"at \S*acme_thing\.this\b", outcome.output)


OWN_PROVIDER = (
    MODULE
    + """
provider "acme" {
  region = "own"
}
output "region" { value = acme_thing.this.region }
"""
)
LEAVING = """
@pytest.mark.scenario(name="a")
def test_good(applied, replanned):
    assert applied.outputs["region"] == "own"
    assert replanned.empty

@pytest.mark.scenario(name="bad", does="fail on create")
def test_bad(applied): ...

@pytest.mark.scenario(name="b")
@pytest.mark.destroy
def test_destroyed(transition):
    assert sorted(transition.deleted) == ["acme_thing.after", "acme_thing.this"]
    assert transition.settled.empty

@pytest.mark.scenario(name="c")
@pytest.mark.change(name="d")
def test_changed(transition):
    assert transition.updated == ["acme_thing.after", "acme_thing.this"]
    assert transition.settled.empty
"""


def test_scenarios_of_a_module_with_a_provider_block_fail_and_end_independently(run, with_acme):
    outcome = run(LEAVING, module=OWN_PROVIDER, env=with_acme)
    assert outcome.results.pop("test_bad") != "passed"
    assert outcome.results == dict.fromkeys(
        ("test_good", "test_destroyed", "test_changed"), "passed"
    ), outcome.output


DESTROYED = """
@pytest.mark.scenario(name="good")
@pytest.mark.destroy
def test_good(transition):
    assert sorted(transition.left) == ["acme_thing.after", "acme_thing.this"]

@pytest.mark.scenario(name="bad", does="fail on read")
@pytest.mark.destroy
def test_bad(transition): ...

@pytest.mark.scenario(name="stays")
def test_stays(applied): ...
"""


def test_a_failed_search_for_leftovers_fails_only_its_scenario(run, with_acme):
    outcome = run(DESTROYED, module=MODULE, env=with_acme)
    assert outcome.results == {
        "test_good": "passed",
        "test_bad": "failure",
        "test_stays": "passed",
    }, outcome.output
    assert "failed at look for leftovers:\nerror: It cannot be read" in outcome.output


TAKEN = """
@pytest.mark.scenario(name="a")
def test_one(applied): ...

@pytest.mark.scenario(name="a", does="take a name that is taken")
def test_other(applied): ...
"""


def test_a_name_conflict_is_reported_with_a_hint_on_the_placeholder(run, with_acme):
    outcome = run(TAKEN, module=MODULE, env=with_acme)
    assert outcome.results == {"test_one": "passed", "test_other": "failure"}, outcome.output
    assert (
        "hint: Does another scenario use the same name?\nThe scenarios of a batch" in outcome.output
    )


# Not validated on purpose: the error of a function does not name the caller.
NAMELESS = """
variable "number" {}
locals { number = tonumber(format("%d", var.number)) }
resource "terraform_data" "this" { input = local.number }
output "number" { value = terraform_data.this.output }
"""
HALVES = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{"number": n} for n in range(5)])
def test_good(scenario, applied):
    assert applied.outputs == scenario

@pytest.mark.scenario(number="soon")
def test_bad(planned): ...

@pytest.mark.scenario(number="later", rejects="unsupported value")
def test_refused(): ...
"""


def test_an_error_without_an_address_is_attributed_by_bisection(run):
    outcome = run(HALVES, module=NAMELESS)
    assert outcome.results.pop("test_bad") == "failure"
    assert list(outcome.results.values()) == ["passed"] * 6, outcome.output
    assert "unsupported value" in outcome.output


CANNOT_BE_DESTROYED = """
variable "name" {}
variable "shown" {}
module "topic" {
  source = "./topic"
  name   = var.name
  shown  = var.shown
}
resource "aws_cognito_user_pool" "this" {
  name                = var.name
  deletion_protection = "ACTIVE"
  tags                = { topic = module.topic.arn }
}
resource "aws_iam_role_policy_attachment" "fails" {
  count      = var.name == "bad" ? 1 : 0
  role       = "missing"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
"""
TOPIC = """
variable "name" {}
variable "shown" {}
resource "aws_sns_topic" "this" {
  name         = var.name
  display_name = var.shown
  lifecycle { create_before_destroy = true }
}
output "arn" { value = aws_sns_topic.this.arn }
"""
CANNOT_BE_DESTROYED_TEST = """
@pytest.mark.scenario(name="good", shown="a")
@pytest.mark.change(shown="b")
def test_good(transition):
    assert transition.updated == ["module.topic.aws_sns_topic.this"]
    assert transition.settled.empty

@pytest.mark.scenario(name="bad", shown="a")
def test_bad(applied): ...
"""


def test_the_steps_of_others_do_not_wait_for_what_cannot_be_destroyed(
    run, persistent_target, tmp_path
):
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "main.tf").write_text(TOPIC)
    # The target outlives the run, so what the failed scenario has applied is destroyed at the end.
    outcome = run(
        CANNOT_BE_DESTROYED_TEST,
        "--target=localstack",
        "--gateway=on",
        "-o",
        "terraform_rules=cognito_messaging.rules",  # they refuse to delete a protected pool
        module=CANNOT_BE_DESTROYED,
        env={"AWS_ENDPOINT_URL": persistent_target.endpoint},
    )
    assert outcome.results == {"test_good": "passed", "test_bad": "failure"}, outcome.output
    kept = re.search(r"Cleaning up failed: .*? cd (\S+)", outcome.output, re.S)
    assert kept, outcome.output
    state = json.loads((Path(kept[1]) / "terraform.tfstate").read_text())
    pools = [
        instance["attributes"]["name"]
        for one in state["resources"]
        for instance in one["instances"]
        if one["type"] == "aws_cognito_user_pool"
    ]
    assert sorted(pools) == ["bad", "good"]
    shutil.rmtree(Path(kept[1]).parent)
