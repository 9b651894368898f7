import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terraform_scenarios import BadScenario, Scenario, root_files
from terraform_scenarios.module_text import (
    can_have_for_each,
    check_inputs,
    declared_variables,
)
from terraform_scenarios.scenario import RESERVED, check_module

MODULE = Path("/module")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


names = st.text(min_size=1).filter(lambda name: name not in RESERVED)


@given(st.dictionaries(names, json_values, max_size=4))
def test_equal_inputs_in_any_order_are_one_scenario(inputs):
    backwards = dict(reversed(inputs.items()))
    one, other = Scenario.of(MODULE, inputs), Scenario.of(MODULE, backwards)
    assert one == other
    assert one.key == other.key


@given(json_values)
def test_inputs_are_returned_unchanged(value):
    filled = Scenario.of(MODULE, {"value": value}).arguments()["value"]
    if "{scenario}" not in json.dumps(value):
        assert filled == value


def test_the_key_is_the_same_in_every_process():
    script = (
        "from pathlib import Path; from terraform_scenarios import Scenario;"
        "print(Scenario.of(Path('/a/b'), {'x': 1, 'y': [2]}).key)"
    )
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert other.stdout.strip() == Scenario.of(Path("/a/b"), {"y": [2], "x": 1}).key


def test_the_placeholder_is_replaced_by_the_key_everywhere():
    scenario = Scenario.of(MODULE, {"a": "{scenario}.example.com", "b": [{"c": "x-{scenario}"}]})
    assert scenario.arguments() == {
        "a": f"{scenario.key}.example.com",
        "b": [{"c": f"x-{scenario.key}"}],
    }


def test_other_braces_are_unchanged():
    assert Scenario.of(MODULE, {"text": "{####}"}).arguments() == {"text": "{####}"}


@pytest.mark.parametrize("value", [object(), {1, 2}, float("nan"), b"x"])
def test_inputs_that_json_cannot_represent_are_refused(value):
    with pytest.raises(BadScenario, match="cannot be passed to Terraform"):
        Scenario.of(MODULE, {"value": value})


def test_arguments_of_a_module_block_are_refused_as_inputs():
    with pytest.raises(BadScenario, match="'source' is an argument of every module call"):
        Scenario.of(MODULE, {"source": "elsewhere"})


def test_variables_are_found_in_every_notation(tmp_path):
    (tmp_path / "a.tf").write_text('variable "one" {}\n  variable two {\n}\n# variable\n')
    (tmp_path / "b.tf.json").write_text('{"variable": [{"three": {}}]}')
    assert set(declared_variables(tmp_path)) == {"one", "two", "three"}


@pytest.mark.parametrize("block", ['provider "aws" {}', "  provider aws {\n}"])
def test_a_module_with_a_provider_block_is_not_called_with_for_each(tmp_path, block):
    for name, text in (("with", block), ("without", 'resource "a" "b" {\n  provider = aws.c\n}\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.tf").write_text(text)
    assert can_have_for_each(tmp_path / "without")
    assert not can_have_for_each(tmp_path / "with")


def test_a_misspelt_input_is_reported_with_a_suggestion(tmp_path):
    (tmp_path / "a.tf").write_text('variable "email" {}\n')
    with pytest.raises(BadScenario, match=r"no variable 'emial'. Did you mean 'email'\?"):
        check_inputs(tmp_path, {"emial": 1})


def test_a_folder_without_terraform_files_is_not_a_module(tmp_path):
    with pytest.raises(BadScenario, match=r"has no \*.tf file"):
        check_module(tmp_path)
    with pytest.raises(BadScenario, match="no such folder"):
        check_module(tmp_path / "missing")


def test_templates_in_inputs_are_escaped_and_other_values_are_unchanged():
    given_ = {"${k}": ["%{ if }", 1, True, None]}
    assert root_files.literal(given_) == {"$${k}": ["%%{ if }", 1, True, None]}


def test_a_source_below_the_root_is_relative(tmp_path):
    (tmp_path / "below").mkdir()
    assert root_files.local_source(tmp_path / "below", tmp_path) == "./below"
    assert root_files.local_source(tmp_path / "below", tmp_path / "other") == "../below/"
    assert root_files.local_source(tmp_path, tmp_path / "below") == "../"
