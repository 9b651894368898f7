"""Modules with unusual features."""

import pytest

from . import program

KEYS = """
variable "name" {}
resource "terraform_data" "this" {
  for_each = toset([
    "plain", "a b", "quo\\"te", "back\\\\slash", "new\\nline", "tab\\there",
    "$${not.a.template}", "%%{nor}", "$$", "é", "\\u200b",
  ])
  input = { name = var.name, list = ["a", "b"] }
}
output "id" { value = terraform_data.this["plain"].id }
output "list" { value = ["a", var.name] }
output "none" { value = [] }
output "partly" { value = { known = "a", id = terraform_data.this["plain"].id } }
"""
PROVIDER = 'provider "terraform" {}\n'
ORDERS = """
def ask(scenario, fixture):
    def test(request):
        found = request.getfixturevalue(fixture)
        resource = found.resources['terraform_data.this["plain"]']
        assert resource["input"]["name"] == scenario
        if fixture == "planned":
            assert "id" not in resource.values
            assert dict(found.outputs) == {"list": ["a", scenario], "none": []}
            assert found.unknown_outputs == {"id", "partly"}
        else:
            assert found.outputs["id"] == resource["id"]
        SEEN.setdefault(scenario, []).append(list(found.resources))
    # The plugin must see the name of the fixture, as if it were an argument.
    return pytest.mark.scenario(name=scenario)(pytest.mark.usefixtures(fixture)(test))

SEEN = {}
test_1 = ask("one", "applied")
test_2 = ask("one", "planned")
test_3 = ask("two", "planned")

def test_4():
    assert sorted(SEEN["one"][0]) == sorted(SEEN["one"][1])
    assert len(SEEN["one"][0]) == 11
"""


@pytest.mark.parametrize("module", [KEYS, PROVIDER + KEYS], ids=["", "with a provider block"])
def test_the_plan_is_made_before_the_apply_in_any_order_of_tests(run, module):
    outcome = run(ORDERS, module=module)
    assert outcome.results == dict.fromkeys(("test_1", "test_2", "test_3", "test_4"), "passed"), (
        outcome.output
    )


PARTLY = """
variable "name" {}
resource "terraform_data" "first" {}
resource "terraform_data" "this" {
  input = {
    list = ["a", terraform_data.first.id, null]
    map  = { a = var.name, b = terraform_data.first.id }
  }
}
"""
TOGETHER = """
@pytest.mark.scenario(name="a")
@pytest.mark.change(name="a")
def test_step_without_changes(transition):
    assert transition.changes == ()
    assert transition.settled.empty
    assert transition.after.outputs == transition.before.outputs

@pytest.mark.scenario(name="b")
def test_beside_it(applied):
    assert applied.outputs["list"] == ["a", "b"]

@pytest.mark.scenario(name="a")
@pytest.mark.change(name="b")
def test_changed(transition):
    change = next(c for c in transition.changes if "plain" in c.address)
    assert change.unknown == {"output": True}
    assert change.attributes == ("input", "output")
    assert "'list': ['a', 'b']" in str(change)

@pytest.mark.scenario(name="it")
def test_missing(planned, applied):
    first = 'terraform_data.this["plain"]'
    for ask, message in {
        lambda: planned.outputs["id"]: "the output id is known only after apply",
        lambda: planned.outputs["ids"]: "there is no output ids; there is list, none, id, partly",
        lambda: applied.outputs["ids"]: "there is no output ids; there is id, list, none, partly",
        lambda: planned.resources["this"]: "there is no resource this; there is terraform_data.",
        lambda: planned.resources[first]["id"]: "id of " + first + " is known only after apply",
        lambda: applied.resources[first]["ids"]: first + " has no attribute ids; there is id, ",
    }.items():
        with pytest.raises(KeyError) as missing:
            ask()
        assert str(missing.value).startswith(message)

@pytest.mark.scenario(name="it")
@pytest.mark.terraform_module("partly")
def test_partly_known(planned):
    unknown = "(known after apply)"
    assert planned.values["resources"]["terraform_data.this"] == {
        "id": unknown,
        "input": {"list": ["a", unknown, None], "map": {"a": "it", "b": unknown}},
        "output": unknown,
        "triggers_replace": None,
    }
"""


@pytest.fixture(scope="module")
def together(run_in, tmp_path_factory):
    """One run of tests that do not depend on what else is in their run."""
    folder = tmp_path_factory.mktemp("together")
    (folder / "partly").mkdir()
    (folder / "main.tf").write_text(KEYS)
    (folder / "partly" / "main.tf").write_text(PARTLY)
    (folder / "test_it.py").write_text(f"import pytest\n{TOGETHER}")
    return run_in(folder)


def test_a_step_that_changes_nothing_is_a_transition_without_changes(together):
    assert together.results["test_step_without_changes"] == "passed", together.output
    assert together.results["test_beside_it"] == "passed", together.output


def test_unchanged_values_in_a_change_are_not_shown_as_unknown(together):
    assert together.results["test_changed"] == "passed", together.output


def test_a_missing_output_or_resource_is_reported_with_the_existing_ones(together):
    assert together.results["test_missing"] == "passed", together.output


def test_unknown_parts_of_a_value_are_marked_in_a_snapshot(together):
    assert together.results["test_partly_known"] == "passed", together.output


# Its apply writes a file: the second plan has a change, the third has none.
DIFFERS_ONCE = """
variable "name" {}
resource "terraform_data" "this" {
  input = fileexists("${path.module}/${var.name}.written")
}
resource "terraform_data" "writes" {
  depends_on = [terraform_data.this]
  provisioner "local-exec" {
    command = var.name == "fails" ? "exit 3" : "touch '${path.module}/${var.name}.written'"
  }
}
"""
BESIDE_A_FAILURE = """
@pytest.mark.scenario(name="other")
def test_other(replanned):
    (change,) = replanned.changes
    assert change.address == "terraform_data.this"
    assert (change.before["input"], change.after["input"]) == (False, True)

@pytest.mark.scenario(name="fails")
def test_fails(applied): ...
"""


def test_a_difference_is_still_reported_if_the_apply_was_repeated_for_other_scenarios(run):
    outcome = run(BESIDE_A_FAILURE, module=DIFFERS_ONCE)
    assert outcome.results == {"test_other": "passed", "test_fails": "failure"}, outcome.output
    assert "apply the rest" in outcome.output


GOOD = """
variable "name" {}
resource "terraform_data" "this" { input = var.name }
output "name" { value = terraform_data.this.output }
"""
BROKEN = {
    "submodule": 'variable "name" {}\nmodule "none" {\n  source = "./none"\n}\n',
    "syntax": 'variable "name" {}\nresource "terraform_data" {\n',
    "version": 'variable "name" {}\nterraform {\n  required_version = ">= 99"\n}\n',
    "provider": """
variable "name" {}
terraform {
  required_providers {
    none = { source = "unknown/none" }
  }
}
""",
}
TWO_MODULES = """
both = pytest.mark.parametrize("scenario", [{"name": "a"}, {"name": "b"}])

@both
def test_good_plan(scenario, planned): ...

@both
def test_good(scenario, applied):
    assert applied.outputs["name"] in "ab"

@pytest.mark.scenario(name="c", rejects="nothing of the kind")
def test_good_refusal(): ...

@pytest.mark.terraform_module("broken")
@both
def test_broken(scenario, applied): ...

@pytest.mark.terraform_module("broken")
@pytest.mark.scenario(name="d", rejects="not this")
def test_broken_refusal(): ...
"""


@pytest.mark.parametrize("reason", BROKEN)
def test_a_module_that_cannot_be_installed_fails_only_its_own_tests(run, tmp_path, reason):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "main.tf").write_text(BROKEN[reason])
    outcome = run(TWO_MODULES, module=GOOD)
    good = {name: result for name, result in outcome.results.items() if "good" in name}
    assert good.pop("test_good_refusal") == "failure"
    assert "The plan accepted the inputs; it must reject them." in outcome.output
    assert len(good) == 4
    assert set(good.values()) == {"passed"}, outcome.output
    broken = [result for name, result in outcome.results.items() if "broken" in name]
    assert broken == ["failure"] * 3
    assert "The plan refused it" not in outcome.output


EPHEMERAL = """
variable "name" {}
variable "token" {
  default   = "t0ken"
  ephemeral = true
}
output "token" {
  value     = var.token
  ephemeral = true
}
output "name" { value = var.name }
"""
OF_EPHEMERAL = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{"name": "a"}, {"name": "b"}])
def test_shared(scenario, planned, applied):
    assert dict(planned.outputs) == dict(applied.outputs) == scenario
    with pytest.raises(KeyError, match="the output token is ephemeral: Terraform does not store"):
        applied.outputs["token"]

@pytest.mark.scenario(name="c", token="other")
def test_own_call(applied, replanned):
    assert applied.outputs == {"name": "c"}
    assert replanned.empty
"""


@program.needs(terraform="1.10", opentofu="1.11")
@pytest.mark.parametrize("variable", [EPHEMERAL, PROVIDER + EPHEMERAL], ids=["shared", "own call"])
def test_ephemeral_outputs_are_omitted_and_reading_one_explains_why(run, variable):
    outcome = run(OF_EPHEMERAL, module=variable)
    assert set(outcome.results.values()) == {"passed"}, outcome.output
