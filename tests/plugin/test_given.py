"""Modules and functions that are applied or called before a scenario."""

NETWORK = """
variable "cidr" {}
resource "terraform_data" "this" { input = var.cidr }
output "id" { value = terraform_data.this.id }
output "cidr" { value = terraform_data.this.output }
output "subnets" { value = [{ id = "a" }, { id = "b-${terraform_data.this.id}" }] }
output "number" { value = 12 }
"""
MODULE = """
variable "network" {}
variable "subnet" { default = null }
variable "number" { default = 0 }
resource "terraform_data" "this" {
  count = var.network == "" ? 0 : 1  # Terraform must know this at plan
  input = [var.network, var.subnet, var.number]
  lifecycle {
    precondition {
      condition     = var.subnet != "a"
      error_message = "Not the subnet a."
    }
  }
}
output "inputs" { value = terraform_data.this[0].output }
"""
TEST = """
network = pytest.mark.given("network", "fixtures/network", cidr="10.0.0.0/16")
CALLS = []

def make(target):
    CALLS.append(target.region)
    yield {"name": "created {scenario}", "of": {"given": 1}}
    print("removed", file=open("removed", "w"))

@network
@pytest.mark.scenario(network="{given.network.id}", subnet="{given.network.subnets.1.id}")
def test_outputs(planned, applied, given):
    made = planned.resources["terraform_data.this[0]"]["input"]
    assert made[0] == given["network"]["id"]
    assert made[1] == "b-" + made[0]
    assert applied.outputs["inputs"] == [*made[:2], 0]

@network
@pytest.mark.scenario(network="{given.network.id}", number="{given.network.number}")
def test_types_are_kept(applied, given):
    assert applied.outputs["inputs"] == [given["network"]["id"], None, 12]

@network
@pytest.mark.scenario(network="in {given.network.cidr} of {scenario}")
@pytest.mark.change(number="{given.network.number}")
def test_text_and_steps(transition):
    text, _, number = transition.after.outputs["inputs"]
    assert text.startswith("in 10.0.0.0/16 of s") and number == 12

@network
@pytest.mark.scenario(network="n", subnet="{given.network.subnets.0.id}", rejects="Not the subnet")
def test_refused(rejected): ...

@network
@pytest.mark.given("second", "fixtures/network", cidr="{given.network.cidr}0")
@pytest.mark.scenario(network="{given.second.cidr}")
def test_one_after_the_other(applied):
    assert applied.outputs["inputs"][0] == "10.0.0.0/160"

@network
@pytest.mark.scenario(network="{given.network.subnets[1].id}", subnet='{given.network["cidr"]}')
def test_terraform_notation(applied):
    assert applied.outputs["inputs"][0].startswith("b-")
    assert applied.outputs["inputs"][1] == "10.0.0.0/16"

@pytest.mark.given("thing", by=make)
@pytest.mark.scenario(network="{given.thing.name}", number="{given.thing.of.given}")
def test_function(applied):
    assert applied.outputs["inputs"] == ["created {scenario}", None, 1]
    assert len(CALLS) == 1

@pytest.mark.given("thing", by=make)
@pytest.mark.scenario(network="{given.thing.name}")
def test_function_once(applied):
    assert len(CALLS) == 1

@network
@pytest.mark.scenario(network="{given.network.idd}")
def test_bad_output(applied): ...

@pytest.mark.scenario(network="{given.network.id}")
def test_bad_name(applied): ...

@network
@pytest.mark.scenario(network="{given.network}")
def test_bad_form(applied): ...

@pytest.mark.given("second", "fixtures/network", cidr="{given.network.cidr}0")
@network
@pytest.mark.scenario(network="{given.second.cidr}")
def test_bad_order(applied): ...

@pytest.mark.given("broken", "fixtures/broken")
@pytest.mark.scenario(network="{given.broken.id}")
def test_bad_module(applied): ...

@pytest.mark.given("failing", by=lambda target: 1 / 0)
@pytest.mark.scenario(network="x")
def test_bad_function(applied): ...

@pytest.mark.given("nothing", by=lambda target: None)
@pytest.mark.scenario(network="x")
def test_bad_return(planned): ...

@pytest.mark.given("network")
@pytest.mark.scenario(network="x")
def test_bad_marker(planned): ...
"""
BROKEN = """
variable "it" { default = "" }
resource "terraform_data" "this" {
  lifecycle {
    precondition {
      condition     = var.it != ""
      error_message = "The input must not be empty."
    }
  }
}
output "id" { value = terraform_data.this.id }
"""


def test_given_modules_are_applied_first_and_their_outputs_become_inputs(run, tmp_path):
    for name, content in (("network", NETWORK), ("broken", BROKEN)):
        (tmp_path / "fixtures" / name).mkdir(parents=True)
        (tmp_path / "fixtures" / name / "main.tf").write_text(content)
    outcome = run(TEST, module=MODULE)
    bad = {name for name in outcome.results if "bad" in name}
    assert len(bad) == 8
    assert {n for n, result in outcome.results.items() if result != "passed"} == bad, outcome.output
    for message in (
        "There is no {given.network.idd}: there is cidr, id, number, subnets.",
        "An input refers to {given.network.…}, but 'network' is not given. Given: nothing.",
        "'{given.network}' is not a complete reference. Write {given.NAME.OUTPUT},",
        "put the marker of 'network' above that of 'second'.",
        "The input must not be empty.",
        "ZeroDivisionError('division by zero')",
        "returned None. Return or yield a dictionary",
        "@pytest.mark.given takes a name, and a module",
    ):
        assert message in outcome.output
    assert (tmp_path / "removed").read_text() == "removed\n"
