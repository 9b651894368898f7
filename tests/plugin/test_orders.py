"""Every order and every selection of tests gives the same results.

What a test sees when it runs alone is what it has to see in any company. Names of things that are
made by chance (IDs, times) are left out of the comparison, but not which of them are the same.

`ORDERS=60 pytest tests/plugin/test_orders.py` tries sixty orders instead of a few.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from difflib import unified_diff
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

MODULE = """
variable "name" {
  type = string
  validation {
    condition     = var.name != "refused"
    error_message = "Nobody is called refused."
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
    name = var.name
    size = var.size
    seen = try(file("${path.module}/${var.name}.drift"), "none")
    at   = var.restless == true ? timestamp() : "never"
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
    "apart": 'provider "terraform" {}\n' + MODULE,  # its scenarios have one each
    "broken": 'variable "name" {}\nresource "terraform_data" {\n',
}

# Writes what each test saw and how it ended, a file for each process.
CONFTEST = """
import json, os
from pathlib import Path
import pytest

HERE = Path(__file__).parent

@pytest.fixture
def see(request):
    request.node.seen = {}
    return request.node.seen.update

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" or not report.passed:
        said = {
            "id": item.nodeid,
            "passed": report.passed,
            "saw": getattr(item, "seen", {}),
            "text": "" if report.passed else report.longreprtext,
        }
        with (HERE / f"{os.getpid()}.seen").open("a") as file:
            print(json.dumps(said, sort_keys=True), file=file)
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
         "unknown": one.unknown, "by": one.replaced_by}
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

def behind_its_back(applied):
    module = applied.scenario.module
    (module / (applied.outputs["name"] + ".drift")).write_text("drift")
"""
SHARED = """
@pytest.mark.scenario(name="one", size=2)
def test_plan(planned, see):
    see(plan(planned))

@pytest.mark.scenario(name="one", size=2)
def test_applied(applied, see):
    see(state(applied))

@pytest.mark.scenario(name="one", size=2)
def test_replanned(replanned, see):
    see({"changes": changes(replanned.changes)})

@pytest.mark.scenario(name="two", size=3)
def test_another_plan(planned, see):
    see(plan(planned))

@pytest.mark.scenario(name="three")
def test_marker_only(): ...

@pytest.mark.scenario(name="restless", restless=True)
def test_restless(planned, replanned, see):
    see({**plan(planned), "changes": changes(replanned.changes)})

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=3)
def test_changed(transition, see):
    see(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=3)
def test_before_a_change(planned, applied, see):
    see({**plan(planned), **state(applied)})

@pytest.mark.scenario(name="four")
@pytest.mark.change(name="five")
def test_replaced(transition, see):
    see(step(transition))

@pytest.mark.scenario(name="drifting")
@pytest.mark.drift(by=behind_its_back)
def test_drifted(transition, see):
    see(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.destroy
def test_destroyed(transition, see):
    see(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=3)
@pytest.mark.change(name="six")
@pytest.mark.destroy
def test_several_steps(transitions, see):
    see({"steps": [step(one) for one in transitions]})

@pytest.mark.given("base", "shared", name="base")
@pytest.mark.scenario(name="on {given.base.name}")
def test_given(planned, applied, given, see):
    see({**plan(planned), **state(applied), "given": given})

@pytest.mark.scenario(name="refused", rejects="Nobody is called refused.")
def test_refusal(rejected, see):
    see({"text": rejected.text})

@pytest.mark.scenario(name="two", fails="nameless", rejects="cannot convert")
def test_refused_by_an_error_without_an_address(rejected, see):
    see({"text": rejected.text})

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
def test_planned(planned, see):
    see(plan(planned))

@pytest.mark.scenario(name="one", size=2)
def test_applied_twice(applied, replanned, see):
    see({**state(applied), "changes": changes(replanned.changes)})

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.change(size=1)
def test_changed(transition, see):
    see(step(transition))

@pytest.mark.scenario(name="one", size=2)
@pytest.mark.destroy
def test_destroyed(transition, see):
    see(step(transition))

@pytest.mark.scenario(name="two", fails="plan")
def test_fails_when_planned(applied): ...

@pytest.mark.scenario(name="x")
@pytest.mark.terraform_module("broken")
def test_broken_module(applied): ...

def test_without_a_scenario(see):
    see({"plain": True})
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
# One that begins with another's name would be deselected with it.
assert not [(one, two) for one in ALL for two in ALL if one != two and one.startswith(two)]
FAILING = {name for name in ALL if "fails" in name or "broken" in name}
# How a run may be shared out; what the tests see may not depend on it.
REST = "the rest deselected"
WAYS = {
    "one root": [()],
    REST: [()],
    "two workers": [("-n", "2")],
    "many roots": [("-o", "terraform_scenarios_per_root=2")],
    "two shards": [("--scenario-shard=1/2",), ("--scenario-shard=2/2",)],
}
CHANCE = re.compile(
    r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
)
# The copy of the modules that a run has, and what is named for it: a call that scenarios share.
FOLDER = re.compile(r"[^\s(]*/run-\d+/|(?<=module\.all_)[0-9a-f]{9}")


@dataclass(frozen=True)
class Observed:
    """How a test ended and what it saw, as text that is the same in each run."""

    passed: bool
    said: str


def without_chance(text: str) -> str:
    """The same text with each ID by the number of its first appearance."""
    names: dict[str, str] = {}
    return CHANCE.sub(
        lambda found: names.setdefault(found[0], f"{found.lastgroup} {len(names)}"),
        FOLDER.sub("", text),
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Write the modules and their tests into a folder of their own."""
    numbers = count()

    def copy() -> Path:
        # The last folders' names are part of a scenario's key: they stay the same.
        folder = tmp_path_factory.mktemp(f"run-{next(numbers)}") / "modules"
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return folder

    return copy


def seen_in(folder: Path) -> dict[str, Observed]:
    """What each test of a run saw, in the order they ran."""
    seen: dict[str, Observed] = {}
    for path in folder.glob("*.seen"):
        for line in path.read_text().splitlines():
            said = json.loads(line)
            name, passed = said.pop("id"), said.pop("passed")
            assert name not in seen, f"{name} ran twice"
            seen[name] = Observed(
                passed, without_chance(json.dumps(said, sort_keys=True, indent=1))
            )
    return seen


# Each test in a process of its own that has loaded before what takes time to load.
EACH_ALONE = """
import os, sys
import pytest
import terraform_scenarios.session
for folder, name in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    child = os.fork()
    if not child:
        os.chdir(folder)
        without = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
        os._exit(pytest.main([*without, "--target=localstack", name]))
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="module")
def persistent_environment(persistent_target) -> dict[str, str]:
    """What lets `--target=localstack` find a target that outlives the run."""
    return {"AWS_ENDPOINT_URL": persistent_target.endpoint}


@pytest.fixture(scope="module")
def alone(copy, persistent_environment) -> Callable[[str], Observed]:
    """Says what a test sees when it is the only one."""
    folders = {name: copy() for name in ALL}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", EACH_ALONE, *(word for one in part for word in one)],
            env=os.environ | persistent_environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for part in ([(folders[name], name) for name in ALL[n::2]] for n in range(2))
    ]
    assert [child.wait() for child in children] == [0, 0]
    seen = {name: seen_in(folder) for name, folder in folders.items()}
    assert {name: list(found) for name, found in seen.items()} == {name: [name] for name in ALL}
    return lambda name: seen[name][name]  # a function, since hypothesis would print a mapping


def test_each_test_has_its_expected_result_alone(alone):
    for name in ALL:
        assert alone(name).passed is (name not in FAILING), alone(name).said
    # What is compared below says something: IDs are told apart, and the same is called the same.
    made = json.loads(alone("test_shared.py::test_applied").said)["saw"]["made"]
    ids = {address: one["id"] for address, one in made.items()}
    assert sorted(ids.values()) == ["id 0", "id 1", "id 2"]
    assert made['terraform_data.each["no.1"]']["output"] == [1, ids["terraform_data.first"]]
    assert "fails-at-plan fails at plan." in alone("test_shared.py::test_fails_when_planned").said


def difference(name: str, alone: Observed, here: Observed) -> list[str]:
    """Lines that differ between what a test sees alone and what it sees here."""
    texts = [f"passed: {one.passed}\n{one.said}".splitlines() for one in (alone, here)]
    return list(unified_diff(*texts, f"{name} alone", f"{name} here", lineterm=""))


@settings(
    max_examples=int(os.environ.get("ORDERS", "3")),
    # Runs take seconds: what fails is made smaller, by many more of them, only where that is asked.
    phases=set(Phase)
    - ({Phase.explain} if "ORDERS" in os.environ else {Phase.explain, Phase.shrink}),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@example(chosen=ALL[::-1], way="one root", stays=False)
@example(
    # The others are applied once more, without the one that failed.
    chosen=["test_shared.py::test_restless", "test_shared.py::test_fails_at_apply"],
    way="one root",
    stays=False,
)
@given(
    chosen=st.lists(st.sampled_from(ALL), unique=True, min_size=2),
    way=st.sampled_from(sorted(WAYS)),
    stays=st.booleans(),
)
def test_each_test_gives_the_same_result_in_any_selection_and_order(
    run_in, copy, alone, persistent_environment, chosen, way, stays
):
    """`stays` is whether the target outlives the run: it then has to be cleaned up."""
    named = [f"--deselect={name}" for name in set(ALL) - set(chosen)] if way == REST else chosen
    seen: dict[str, Observed] = {}
    for options in WAYS[way]:
        folder = copy()
        target = "--target=localstack" if stays else "--target=embedded"
        outcome = run_in(
            folder, target, *options, *named, env=persistent_environment if stays else None
        )
        assert outcome.code in (0, 1, 5), outcome.output  # all passed, some failed, none selected
        assert "Cleaning up failed" not in outcome.output
        seen |= seen_in(folder)
    if way == "one root":
        assert list(seen) == chosen
    assert sorted(seen) == sorted(chosen)
    differences = [line for name in chosen for line in difference(name, alone(name), seen[name])]
    assert not differences, "\n".join(differences)
