"""Runs without scenarios, in which the plugin must not change or slow down anything."""

import re
import sys

import pytest

import terraform_scenarios
from terraform_scenarios import options, targets
from terraform_scenarios.options import NO_TARGET

CONFTEST = """
import sys
from pathlib import Path

def pytest_unconfigure(config):
    name = getattr(config, "workerinput", {"workerid": "main"})["workerid"]
    Path(__file__).with_name(f"{name}.loaded").write_text(" ".join(sys.modules))
"""
PLAIN = """
def test_plain(): ...
"""


@pytest.fixture
def loaded(run, tmp_path):
    """The packages that each process of a run has loaded at its end, by process."""
    (tmp_path / "conftest.py").write_text(CONFTEST)

    def go(*arguments, test=PLAIN):
        outcome = run(test, *arguments, fresh=True)
        assert outcome.code == 0, outcome.output
        return {
            path.stem: {name.partition(".")[0] for name in path.read_text().split()}
            for path in tmp_path.glob("*.loaded")
        }

    return go


@pytest.mark.parametrize("scheduler", ["load", "worksteal"])
def test_a_project_without_scenarios_keeps_its_own_distribution_of_tests(run, scheduler):
    several = "\n".join(f"def test_{number}(): ..." for number in range(8))
    outcome = run(several, "-n", "2", "-v", f"--dist={scheduler}")
    assert len(outcome.results) == 8
    assert len(set(re.findall(r"\[(gw\d)\]", outcome.output))) == 2, outcome.output


# There is no target, so a run that opens one fails.
@pytest.mark.parametrize(
    ("arguments", "processes"),
    [
        (["--collect-only"], {"main"}),
        (["--target=localstack"], {"main"}),
        (["--target=localstack", "-n", "2"], {"main", "gw0", "gw1"}),
    ],
    ids=["collected", "run", "on two workers"],
)
def test_a_run_without_scenarios_imports_only_the_light_part_of_the_plugin(
    loaded, monkeypatch, arguments, processes
):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with_it = loaded(*arguments)
    without = loaded(*[a for a in arguments if "target" not in a], "-p", "no:terraform_scenarios")
    assert set(with_it) == processes
    for process, packages in with_it.items():
        assert "terraform_scenarios" in packages
        more = packages - without[process] - sys.stdlib_module_names
        assert more == {"terraform_scenarios"}, process


def test_every_public_name_can_be_imported_although_it_is_loaded_lazily():
    names = terraform_scenarios.__all__
    assert len(names) > 20
    for name in names:
        assert getattr(terraform_scenarios, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'Terrafrom'"):
        terraform_scenarios.Terrafrom  # noqa: B018


def test_the_option_offers_every_target():
    assert set(options.TARGETS) == {*targets.NAMES, NO_TARGET}


OTHERS = """
import pytest

@pytest.fixture
def applied(): return "mine"

@pytest.fixture
def planned(request): return [request.param]

@pytest.mark.parametrize("scenario", ["text", {"a": "mapping"}, None])
def test_a_parameter_with_this_name(scenario): ...

@pytest.mark.parametrize("planned", [1], indirect=True)
def test_fixtures_with_these_names(applied, planned):
    assert (applied, planned) == ("mine", [1])
"""


def test_tests_that_use_the_same_names_for_other_things_are_not_affected(run, tmp_path):
    (tmp_path / "main.tf").unlink(missing_ok=True)
    outcome = run(OTHERS, module="")
    assert len(outcome.results) == 4
    assert set(outcome.results.values()) == {"passed"}, outcome.output
    assert "terraform scenarios" not in outcome.output


WRAPPED = """
import pytest

@pytest.fixture
def planned(planned): return planned.outputs

@pytest.mark.scenario(x="a")
def test_a_wrapped_fixture(planned):
    assert planned == {"x": "a"}

@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", ["text"])
def test_a_parameter_that_is_not_a_dictionary(scenario, planned): ...

@pytest.mark.parametrize("scenario", [{"x": "b"}])
def test_a_parameter_without_the_marker(scenario, planned):
    assert planned == {"x": "b"}
"""


def test_a_fixture_may_wrap_one_of_the_plugin_and_a_parameter_must_be_a_dictionary(run):
    module = 'variable "x" {}\noutput "x" { value = var.x }\n'
    outcome = run(WRAPPED, module=module)
    assert outcome.results == {
        "test_a_wrapped_fixture": "passed",
        "test_a_parameter_that_is_not_a_dictionary[text]": "error",
        "test_a_parameter_without_the_marker[scenario0]": "passed",
    }, outcome.output
    assert "The parameter 'scenario' must be a dictionary of" in outcome.output
    assert "Traceback" not in outcome.output
