"""Several steps after the first apply."""

import re

MODULE = """
variable "name" {}
variable "more" { default = false }
resource "terraform_data" "this" { input = var.name }
resource "terraform_data" "more" {
  count = var.more ? 1 : 0
  input = terraform_data.this.id
}
output "name" { value = terraform_data.this.output }
"""
TEST = """
@pytest.mark.scenario(name="a")
@pytest.mark.change(name="b")
@pytest.mark.change(more=True)
@pytest.mark.change(name="a", more=False)
@pytest.mark.destroy
def test_change_revert_and_destroy(transitions):
    renamed, added, reverted, destroyed = transitions
    assert renamed.updated == ["terraform_data.this"]
    assert (renamed.before.outputs["name"], renamed.after.outputs["name"]) == ("a", "b")
    assert added.created == ["terraform_data.more[0]"]
    assert (added.before.outputs["name"], added.after.outputs["name"]) == ("b", "b")
    assert reverted.updated == ["terraform_data.this"]
    assert reverted.deleted == ["terraform_data.more[0]"]
    assert reverted.after.outputs == renamed.before.outputs
    assert destroyed.deleted == ["terraform_data.this"]
    assert destroyed.after is None
    assert all(one.settled.empty for one in transitions)

@pytest.mark.scenario(name="c")
@pytest.mark.change(name="d")
def test_one_step(transition, transitions):
    assert transitions == (transition,)
    assert transition.settled.empty

@pytest.mark.scenario(name="e")
def test_no_step(applied, replanned):
    assert applied.outputs["name"] == "e"
    assert replanned.empty

@pytest.mark.scenario(name="f")
@pytest.mark.change(more=True)
@pytest.mark.drift(by=lambda applied: 1 / len(applied.resources[:1]))
def test_fails_in_its_second_step(transitions): ...

@pytest.mark.scenario(name="g")
@pytest.mark.destroy
@pytest.mark.change(more=True)
def test_bad_after_destroy(transitions): ...

@pytest.mark.scenario(name="g")
@pytest.mark.change(more=True)
@pytest.mark.upgrade("HEAD")
def test_bad_upgrade_last(transitions): ...

@pytest.mark.scenario(name="g")
@pytest.mark.change(more=True)
@pytest.mark.destroy
def test_bad_fixture(transition): ...

@pytest.mark.scenario(name="g")
def test_bad_without(transitions): ...
"""


def test_steps_are_applied_in_order_and_the_plan_after_each_is_empty(run):
    outcome = run(TEST, module=MODULE)
    good = {"test_change_revert_and_destroy", "test_one_step", "test_no_step"}
    assert {n for n, result in outcome.results.items() if result == "passed"} == good, (
        outcome.output
    )
    assert len(outcome.results) == 8
    for message in (
        "this scenario failed at drift",
        "A destroy must be the last step: nothing is left after it.",
        "An upgrade must be the first step",
        "With more than one step, use the fixture 'transitions'",
        "The fixture 'transitions' needs a step",
    ):
        assert message in outcome.output


ASKS = """
@pytest.mark.scenario(name="replanned")
def test_replanned(replanned):
    assert replanned.empty

@pytest.mark.scenario(name="applied")
def test_applied(applied): ...

@pytest.mark.scenario(name="one step")
@pytest.mark.change(more=True)
def test_one_step(transition): ...

@pytest.mark.scenario(name="two steps")
@pytest.mark.change(more=True)
@pytest.mark.change(more=False)
def test_two_steps(transitions): ...
"""


def test_a_plan_after_the_apply_has_only_the_scenarios_that_need_it(run):
    outcome = run(ASKS, module=MODULE)
    assert outcome.code == 0, outcome.output
    planned = re.findall(r"^((?:second )?plan.*): (\d+) scenarios? \.\.\.$", outcome.output, re.M)
    assert planned == [
        ("second plan", "1"),
        ("plan of step 1", "2"),
        ("plan after step 1", "2"),
        ("plan of step 2", "1"),
        ("plan after step 2", "1"),
    ]


ALL_FAIL = """
@pytest.mark.scenario(name="a")
@pytest.mark.change(more=True)
@pytest.mark.change(name="refused")
def test_it(transitions): ...
"""
REFUSES = """
resource "terraform_data" "last" {
  lifecycle {
    precondition {
      condition     = var.name != "refused"
      error_message = "Not that one."
    }
  }
}
"""


def test_a_step_that_no_scenario_can_plan_is_not_applied(run):
    outcome = run(ALL_FAIL, module=MODULE + REFUSES)
    assert outcome.results == {"test_it": "failure"}
    assert "this scenario failed at plan of step 2" in outcome.output
    assert "Not that one." in outcome.output
