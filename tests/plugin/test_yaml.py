"""Scenario files: the expectations of documents, and the values that `--scenario-save` writes."""

import pytest
import yaml

MODULE = """
variable "name" {}
variable "more" { default = 0 }
variable "secret" {
  default   = "s3cret"
  sensitive = true
}
resource "terraform_data" "this" { input = var.name }
resource "terraform_data" "more" {
  count = var.more
  input = { name = var.name, none = null, secret = var.secret }
}
resource "terraform_data" "stamp" {
  count = var.name == "restless" ? 1 : 0
  input = timestamp()
}
output "name" { value = terraform_data.this.output }
output "known" { value = "${var.name}!" }
output "secret" {
  value     = var.secret
  sensitive = true
}
"""
GOOD = """
# Expectations of the plan and of the applied resources.
name: two more
inputs: { name: a, more: 2 }
expect:
  counts: { terraform_data: 3, aws_sns_topic: 0 }
  absent: ["terraform_data.more[2]", aws_sns_topic]
  resources: { terraform_data.this: { input: a } }
applied:
  outputs: { name: a }
  counts: { terraform_data: 3 }
  settled: true
---
name: steps
inputs: { name: b }
applied: { outputs: { name: b }, absent: [terraform_data.more] }
steps:
  - change: { more: 1 }
    expect: { created: ["terraform_data.more[0]"], counts: { terraform_data: 2 } }
  - change: { name: c, more: 0 }
    expect:
      updated: [terraform_data.this]
      deleted: ["terraform_data.more[0]"]
      outputs: { name: c }
  - destroy:
    expect: { deleted: [terraform_data.this], left: [] }
---
name: given
given: { first: { module: fixture, inputs: { x: 1 } } }
inputs: { name: "{given.first.x}" }
applied: { outputs: { name: 1 } }
"""
BAD = """
name: bad count
inputs: { name: a }
expect: { counts: { terraform_data: 2 } }
---
name: bad absence
inputs: { name: a }
expect: { absent: [terraform_data] }
---
name: bad output
inputs: { name: a }
applied: { outputs: { name: z } }
---
name: bad step
inputs: { name: a }
steps: [{ change: { name: d }, expect: { replaced: [terraform_data.this] } }]
---
name: bad settling
inputs: { name: restless }
applied: { settled: true }
---
name: bad reference
inputs: { name: "{given.nothing.x}" }
expect: {}
"""


@pytest.fixture
def fixture(tmp_path):
    (tmp_path / "fixture").mkdir()
    (tmp_path / "fixture" / "main.tf").write_text('variable "x" {}\noutput "x" { value = var.x }\n')


def test_documents_can_check_plans_applied_values_and_steps(run, tmp_path, fixture):
    (tmp_path / "good.scenarios.yaml").write_text(GOOD)
    (tmp_path / "bad.scenarios.yaml").write_text(BAD)
    outcome = run("", module=MODULE)
    bad = {name for name in outcome.results if name.startswith("bad ")}
    assert len(outcome.results) == 9
    assert len(bad) == 6
    assert {n for n, result in outcome.results.items() if result != "passed"} == bad, outcome.output
    for message in (
        "counts.terraform_data: expected 2, found 1",
        "absent.terraform_data: expected none, found terraform_data.this",
        "applied.outputs.name: expected 'z', found 'a'",
        "step 1.replaced: expected ['terraform_data.this'], found []",
        "applied.settled: expected True, found False",
        "An input refers to {given.nothing.…}",
    ):
        assert message in outcome.output, message


REFUSED = [
    (
        "inputs: {}",
        "add expect:, applied:, steps: or rejects:, or run pytest --scenario-save",
    ),
    ("expect: {}\nrejects: no", "a scenario cannot have both expect: and rejects:."),
    (
        "expects: {}",
        "'expects' is not one of: applied, expect, given, inputs, name, providers, re",
    ),
    (
        "applied: { warnings: [] }",
        "applied: must be a mapping with any of absent, counts, outputs,",
    ),
    ("steps: [{ chance: {} }]", "step 1 must be a mapping with one of change, upgrade, destroy"),
    ("steps: [{ destroy: }]\napplied: { settled: true }", "the plan after each step is checked."),
    (
        "given: { a: ../a }\nexpect: {}",
        "given: a must be a mapping with module, and optionally inputs.",
    ),
    ("expect: {", "bad-7.scenarios.yaml is not valid YAML"),
]


def test_documents_with_missing_unknown_or_conflicting_keys_are_refused(run, tmp_path):
    for number, (document, _) in enumerate(REFUSED):
        (tmp_path / f"bad-{number}.scenarios.yaml").write_text(document)
    outcome = run("", module=MODULE)
    assert outcome.code == 2
    for _, message in REFUSED:
        assert message in outcome.output, message


TO_SAVE = """\
# The first.
name: first
inputs:
  name: ü
  more: 1
# after it
---
name: second  # expects already
inputs: { name: b }
expect: { outputs: { known: b! } }
---
inputs: { name: c }
"""


def test_scenario_save_adds_the_planned_values_to_documents_without_expectations(run, tmp_path):
    file = tmp_path / "saved.scenarios.yaml"
    file.write_text(TO_SAVE)
    outcome = run("", "--scenario-save", module=MODULE)
    assert set(outcome.results.values()) == {"passed"}, outcome.output
    assert "saved.scenarios.yaml: added what first plans." in outcome.output
    first, second, third = yaml.safe_load_all(file.read_text())
    assert first["expect"] == {
        "resources": {"terraform_data.more[0]": {}, "terraform_data.this": {"input": "ü"}},
        "outputs": {"known": "ü!"},
    }
    assert second["expect"] == {"outputs": {"known": "b!"}}
    assert third["expect"]["outputs"] == {"known": "c!"}
    text = file.read_text()
    assert "s3cret" not in text
    for line in TO_SAVE.splitlines():
        assert line in text.splitlines()
    again = run("", module=MODULE)
    assert set(again.results.values()) == {"passed"}, again.output


def test_saved_expectations_are_valid_on_another_target(run, tmp_path):
    file = tmp_path / "saved.scenarios.yaml"
    file.write_text("name: first\ninputs: {}\n")
    run("", "--scenario-save", module='resource "terraform_data" "this" {\n  input = {}\n}\n')
    # The AWS provider plans null for omitted tags, but a mock provider plans the input itself.
    assert yaml.safe_load(file.read_text())["expect"]["resources"] == {"terraform_data.this": {}}


def test_scenario_save_cannot_be_used_with_several_workers(run):
    outcome = run("", "--scenario-save", "-n", "2", module=MODULE)
    assert outcome.code == 4
    assert "--scenario-save cannot be used with -n." in outcome.output
