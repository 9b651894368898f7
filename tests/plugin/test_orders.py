"""Every order and every selection of tests gives the same results.

A test must record the same values in any selection and order as when it runs alone. Random values
(IDs, times) are numbered before the comparison, so that it still shows which of them are equal.

`ORDERS=60 pytest tests/plugin/test_orders.py` tries sixty orders instead of a few.
"""

import contextlib
import json
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import unified_diff
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from . import forked

MODULE = """
variable "name" {
  type = string
  validation {
    condition     = var.name != "refused"
    error_message = "The name must not be refused."
  }
}
variable "size" {
  type     = number
  default  = 1
  nullable = false
}
variable "fails" {
  type     = string
  default  = ""
  nullable = false
}
variable "restless" {
  type    = bool
  default = null
}
resource "terraform_data" "first" {
  input = {
    name  = var.name
    size  = var.size
    drift = try(file("${path.module}/${var.name}.drift"), "none")
    at    = var.restless == true ? timestamp() : "never"
  }
  lifecycle {
    precondition {
      condition     = var.fails != "plan"
      error_message = "${var.name} fails at plan."
    }
  }
  provisioner "local-exec" {
    command = var.fails == "apply" ? "exit 3" : "true"
  }
}
resource "terraform_data" "each" {
  for_each         = { for n in range(var.size) : "no.${n}" => n }
  input            = [each.value, terraform_data.first.id]
  triggers_replace = var.name
}
check "small" {
  assert {
    condition     = var.size < 3
    error_message = "${var.name} is large."
  }
}
output "name" { value = var.name }
output "known" { value = { list = [var.name, var.size], none = null } }
output "partly" { value = { name = var.name, id = terraform_data.first.id } }
output "number" { value = var.fails == "nameless" ? tonumber(var.name) : 1 }
output "secret" {
  value     = "secret of ${var.name}"
  sensitive = true
}
"""
MODULES = {
    "shared": MODULE,  # its scenarios share a call
    "apart": 'provider "terraform" {}\n' + MODULE,  # each of its scenarios has its own call
    "broken": 'variable "name" {}\nresource "terraform_data" {\n',
}

# Records the values and the result of each test, in one file for each process.
CONFTEST = """
import json, os
from pathlib import Path
import pytest

HERE = Path(__file__).parent

@pytest.fixture
def record(request):
    request.node.recorded = {}
    return request.node.recorded.update

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" or not report.passed:
        entry = {
            "id": item.nodeid,
            "passed": report.passed,
            "recorded": getattr(item, "recorded", {}),
            "text": "" if report.passed else report.longreprtext,
        }
        with (HERE / f"{os.getpid()}.recorded").open("a") as file:
            print(json.dumps(entry, sort_keys=True), file=file)
    return report
"""
TESTS = """
from pathlib import Path
import pytest

def resources(found):
    return {address: dict(one.values) for address, one in found.resources.items()}

def plan(found):
    return {
        "planned": found.values,
        "known": found.outputs,
        "unknown": sorted(found.unknown_outputs),
        "warnings": found.warnings,
    }

def state(found):
    return {"made": resources(found), "outputs": found.outputs}

def changes(found):
    return [
        {"address": one.address, "actions": one.actions, "before": one.before, "after": one.after,
         "unknown": one.unknown, "forces_replacement": one.forces_replacement}
        for one in sorted(found, key=lambda one: one.address)
    ]

def step(found):
    return {
        "lists": [
            sorted(one) for one in (found.created, found.updated, found.replaced, found.deleted)
        ],
        "changes": changes(found.changes),
        "before": state(found.before),
        "after": found.after and state(found.after),
        "settled": changes(found.settled.changes),
        "left": found.left,
    }

def change_outside_terraform(applied):
    module = applied.scenario.module
    (module / (applied.outputs["name"] + ".drift")).write_text("drift")
"""
SHARED = """
@pytest.mark.scenario(name="one", size=2)
def test_plan(planned, record):
    record(plan(planned))

@pytest.mark.scenario(name="one", size=2)
def test_applied(applied, record):
    record(state(applied))

@pytest.mark.scenario(name="one", size=2)
def test_replanned(replanned, record):
    record({"changes": changes(replanned.changes)})

@pytest.mark.scenario(name="two", size=3)
def test_another_plan(planned, record):
    record(plan(planned))

@pytest.mark.scenario(name="three")
def test_marker_only(): ...

@pytest.mark.scenario(name="restless", restless=True)
def test_restless(planned, replanned, record):
    record({**plan(planned), "changes": changes(replanned.changes)})

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=3)
def test_changed(transition, record):
    record(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=3)
def test_before_a_change(planned, applied, record):
    record({**plan(planned), **state(applied)})

@pytest.mark.scenario(name="four")
@pytest.mark.change(name="five")
def test_replaced(transition, record):
    record(step(transition))

@pytest.mark.scenario(name="drifting")
@pytest.mark.drift(by=change_outside_terraform)
def test_drifted(transition, record):
    record(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.destroy
def test_destroyed(transition, record):
    record(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=3)
@pytest.mark.change(name="six")
@pytest.mark.destroy
def test_several_steps(transitions, record):
    record({"steps": [step(one) for one in transitions]})

@pytest.mark.given("base", "shared", name="base")
@pytest.mark.scenario(name="on {given.base.name}")
def test_given(planned, applied, given, record):
    record({**plan(planned), **state(applied), "given": given})

@pytest.mark.scenario(name="refused", rejects="The name must not be refused.")
def test_refusal(rejected, record):
    record({"text": rejected.text})

@pytest.mark.scenario(name="two", fails="nameless", rejects="cannot convert")
def test_refused_by_an_error_without_an_address(rejected, record):
    record({"text": rejected.text})

@pytest.mark.scenario(name="fails-at-plan", fails="plan")
def test_fails_when_planned(planned): ...

@pytest.mark.scenario(name="next", fails="plan")
def test_fails_in_another_scenario(planned): ...

@pytest.mark.scenario(name="not-a-number", fails="nameless")
def test_fails_without_an_address(applied): ...

@pytest.mark.scenario(name="fails-at-apply", fails="apply")
def test_fails_at_apply(applied): ...

@pytest.mark.scenario(name="fails-later")
@pytest.mark.change(fails="plan")
def test_fails_at_second_plan(transition): ...
"""
APART = """
pytestmark = pytest.mark.terraform_module("apart")

@pytest.mark.scenario(name="one", size=2)
def test_planned(planned, record):
    record(plan(planned))

@pytest.mark.scenario(name="one", size=2)
def test_applied_twice(applied, replanned, record):
    record({**state(applied), "changes": changes(replanned.changes)})

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=1)
def test_changed(transition, record):
    record(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.destroy
def test_destroyed(transition, record):
    record(step(transition))

@pytest.mark.scenario(name="two", fails="plan")
def test_fails_when_planned(applied): ...

@pytest.mark.scenario(name="x")
@pytest.mark.terraform_module("broken")
def test_broken_module(applied): ...

def test_without_a_scenario(record):
    record({"plain": True})
"""
FILES = {
    "conftest.py": CONFTEST,
    "test_shared.py": f'{TESTS}\npytestmark = pytest.mark.terraform_module("shared")\n{SHARED}',
    "test_apart.py": f"{TESTS}\n{APART}",
    **{f"{name}/main.tf": text for name, text in MODULES.items()},
}
ALL = [
    f"{file}::{name}"
    for file, text in FILES.items()
    for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)
]
ALL.sort(key=lambda name: name.startswith("test_apart"))
# Deselecting a test also deselects tests whose names begin with its name.
assert not [(one, two) for one in ALL for two in ALL if one != two and one.startswith(two)]
FAILING = {name for name in ALL if "fails" in name or "broken" in name}
# The ways to distribute a run, which must not affect the recorded values.
REST = "the rest deselected"
WAYS = {
    "one root": [()],
    REST: [()],
    "two workers": [("-n", "2")],
    "many roots": [("-o", "terraform_scenarios_per_root=2")],
    "two shards": [("--scenario-shard=1/2",), ("--scenario-shard=2/2",)],
}
RANDOM = re.compile(
    r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
)
# The copy of the modules of a run, and the name of a shared call, which depends on its path.
FOLDER = re.compile(r"[^\s(]*/run-\d+/|(?<=module\.all_)[0-9a-f]{9}")


@dataclass(frozen=True)
class Observed:
    """The result of a test and its recorded values, as text that is the same in each run."""

    passed: bool
    text: str


def without_random_values(text: str) -> str:
    """The text with random values numbered by their first appearance."""
    names: dict[str, str] = {}
    return RANDOM.sub(
        lambda found: names.setdefault(found[0], f"{found.lastgroup} {len(names)}"),
        FOLDER.sub("", text),
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Write the modules and their tests into a new folder."""
    numbers = count()

    def copy() -> Path:
        # The names of the last folders are part of the key of a scenario, so they stay the same.
        folder = tmp_path_factory.mktemp(f"run-{next(numbers)}") / "modules"
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return folder

    return copy


def results_in(folder: Path) -> dict[str, Observed]:
    """The results of the tests of a run, in the order in which they ran."""
    recorded: dict[str, Observed] = {}
    for path in folder.glob("*.recorded"):
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            name, passed = entry.pop("id"), entry.pop("passed")
            assert name not in recorded, f"{name} ran twice"
            recorded[name] = Observed(
                passed, without_random_values(json.dumps(entry, sort_keys=True, indent=1))
            )
    return recorded


@pytest.fixture(scope="module")
def persistent_environment(persistent_target) -> dict[str, str]:
    """Environment variables with which `--target=localstack` uses the persistent target."""
    return {"AWS_ENDPOINT_URL": persistent_target.endpoint}


@pytest.fixture(scope="module")
def alone(copy, persistent_environment) -> Callable[[str], Observed]:
    """Return the result of a test that runs alone."""
    folders = {name: copy() for name in ALL}

    def run(names: list[str]) -> None:
        with contextlib.closing(forked.Server()) as server:
            for name in names:
                arguments = ["--target=localstack", name]
                server.run(arguments, folders[name], os.environ | persistent_environment)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, (ALL[::2], ALL[1::2])))
    recorded = {name: results_in(folder) for name, folder in folders.items()}
    assert {name: list(found) for name, found in recorded.items()} == {name: [name] for name in ALL}
    return lambda name: recorded[name][name]  # a function, since hypothesis would print a mapping


def test_each_test_has_its_expected_result_alone(alone):
    for name in ALL:
        assert alone(name).passed is (name not in FAILING), alone(name).text
    # The comparison below is meaningful: different IDs differ, and equal IDs have the same number.
    made = json.loads(alone("test_shared.py::test_applied").text)["recorded"]["made"]
    ids = {address: one["id"] for address, one in made.items()}
    assert sorted(ids.values()) == ["id 0", "id 1", "id 2"]
    assert made['terraform_data.each["no.1"]']["output"] == [1, ids["terraform_data.first"]]
    assert "fails-at-plan fails at plan." in alone("test_shared.py::test_fails_when_planned").text


def difference(name: str, alone: Observed, here: Observed) -> list[str]:
    """Lines that differ between the result of a test alone and its result here."""
    texts = [f"passed: {one.passed}\n{one.text}".splitlines() for one in (alone, here)]
    return list(unified_diff(*texts, f"{name} alone", f"{name} here", lineterm=""))


@settings(
    max_examples=int(os.environ.get("ORDERS", "3")),
    # A run takes seconds, so a failing example is shrunk, with many more runs, only on request.
    phases=set(Phase)
    - ({Phase.explain} if "ORDERS" in os.environ else {Phase.explain, Phase.shrink}),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@example(chosen=ALL[::-1], way="one root", persistent=False)
@example(
    # The other scenarios are applied again, without the one that failed.
    chosen=["test_shared.py::test_restless", "test_shared.py::test_fails_at_apply"],
    way="one root",
    persistent=False,
)
@given(
    chosen=st.lists(st.sampled_from(ALL), unique=True, min_size=2),
    way=st.sampled_from(sorted(WAYS)),
    persistent=st.booleans(),
)
def test_each_test_gives_the_same_result_in_any_selection_and_order(
    run_in, copy, alone, persistent_environment, chosen, way, persistent
):
    """`persistent`: whether the target outlives the run, which must then clean up."""
    named = [f"--deselect={name}" for name in set(ALL) - set(chosen)] if way == REST else chosen
    recorded: dict[str, Observed] = {}
    for options in WAYS[way]:
        folder = copy()
        target = "--target=localstack" if persistent else "--target=embedded"
        outcome = run_in(
            folder, target, *options, *named, env=persistent_environment if persistent else None
        )
        assert outcome.code in (0, 1, 5), outcome.output  # all passed, some failed, none selected
        assert "Cleaning up failed" not in outcome.output
        recorded |= results_in(folder)
    if way == "one root":
        assert list(recorded) == chosen
    assert sorted(recorded) == sorted(chosen)
    differences = [
        line for name in chosen for line in difference(name, alone(name), recorded[name])
    ]
    assert not differences, "\n".join(differences)
