"""The plugin shows the same values as Terraform.

Many small modules are applied by Terraform, with one call for each in a root that is written here,
and by one run of the plugin, which also uses one root. The results are compared value by value:
planned and applied attributes, outputs, warnings, and the changes of a second plan.
"""

import json
import os
import re
import subprocess
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from terraform_scenarios.state_server import StateServer

from . import program

UNKNOWN = "(known after apply)"


@dataclass(frozen=True)
class Case:
    """A module and the inputs of its calls.

    Attributes:
        module: contents of main.tf.
        inputs: the inputs of each call.
        warnings: the warnings of its checks at plan, for each call.
        files: other files, by name.
    """

    module: str
    inputs: tuple[dict[str, Any], ...] = ({},)
    warnings: tuple[tuple[str, ...], ...] = ()
    files: dict[str, str] = field(default_factory=dict)


ECHO = """
variable "x" {
  type = any
}
resource "terraform_data" "this" {
  input = var.x
}
output "echo" { value = var.x }
output "made" { value = terraform_data.this.output }
"""
UNUSUAL: list[Any] = [
    "",
    " ",
    "${var.x}",
    "$${x}",
    "$$${x}",
    "$$$${x}",
    "%{ if true }a%{ endif }",
    "%%{x}",
    "$",
    "%",
    "${",
    "%{",
    "}",
    "a $ {b} % {c}",
    'quo"te',
    "back\\slash \\n \\u0041",
    "two\nlines\r\nand\ttabs",
    "\u0000\u0001\u001b\u007f",
    "<a href='x'>&amp;</a>",
    "é ß 日本語 🎉 \u200b\u2028\ufeff",
    "e\u0301",  # Terraform writes one character for the two
    "x" * 100_000,
    "//",
    "null",
    "true",
    "1e5",
    "007",
    "~> 1.0",
    "<<EOT\nx\nEOT",
    {"//": "no comment", "": "no name", "${k}": "%{v}", "a.b": 1, 'q"': 2, "é": 3},
    {"e\u0301": ["e\u0301"], "\u2126": {"\u212b": 1}},
    {"source": "a", "for_each": "b", "count": 1, "version": None},
    {"value": 1, "type": "number"},  # looks like what a state writes of a value of any type
    {"value": {"value": "a", "type": "b"}, "type": "c"},
    0,
    -0.0,
    1.0,
    -1,
    0.1,
    1 / 3,
    1e21,
    1e-7,
    1.7976931348623157e308,
    5e-324,
    2**53 + 1,
    -(2**63),
    # Before, an apply of it fails: "Provider produced inconsistent final plan".
    *([2**64] if program.has(terraform="1.8", opentofu="1.7") else []),
    12345678901234567890123456789012345678901234567890,
    10**150 + 1,
    True,
    False,
    None,
    [],
    {},
    [[]],
    [{}],
    {"a": {}},
    {"a": []},
    [None],
    {"a": None},
    [None, [None, {"b": [None]}], {}],
    [1, "1", True, None, [1, "a"], {"b": [{"c": 1}]}],
    [[["deep"]] * 3] * 3,
    {"list": [{"a": 1}, {"a": "b"}, {"c": None}]},
    list(range(300)),
]
INNER = """
variable "key" {}
variable "size" { default = 1 }
resource "terraform_data" "this" {
  count = var.size
  input = { key = var.key, index = count.index }
}
output "key" { value = var.key }
output "made" { value = terraform_data.this[*].output }
output "ids" { value = terraform_data.this[*].id }
"""
MIDDLE = """
variable "keys" { type = list(string) }
module "by_key" {
  source   = "./inner"
  for_each = toset(var.keys)
  key      = each.key
  size     = length(each.key) % 3
}
module "by_number" {
  source = "./inner"
  count  = length(var.keys)
  key    = var.keys[count.index]
}
module "one" {
  source = "./inner"
  key    = "one"
}
output "keys" { value = { for key, one in module.by_key : key => one.key } }
output "made" { value = module.by_number[*].made }
output "ids" { value = [for one in module.by_number : one.ids] }
output "all_of_one" { value = module.one }
"""
STATE = json.dumps(
    {
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 1,
        "lineage": "5b9a3e1c-0000-4000-8000-000000000000",
        "outputs": {
            "text": {"value": "from elsewhere", "type": "string"},
            "list": {"value": ["a", 1], "type": ["tuple", ["string", "number"]]},
            "secret": {"value": "hidden", "type": "string", "sensitive": True},
        },
        "resources": [],
    }
)
TYPES = ("text", "number", "yes", "list", "set", "map", "tuple")


def values_of_all_types(*values: Any) -> dict[str, Any]:
    return dict(zip(TYPES, values, strict=True))


CASES = {
    "echo": Case(ECHO, tuple({"x": value} for value in UNUSUAL)),
    # With a provider block, so that calls cannot be shared and inputs are passed differently.
    "echo_apart": Case(
        'provider "terraform" {}\n' + ECHO, tuple({"x": value} for value in UNUSUAL)
    ),
    "nothing": Case("locals {}"),
    "only_inputs": Case('variable "x" {}', ({"x": "a"},)),
    "only_outputs": Case(
        """
        output "null" { value = null }
        output "null_text" { value = tostring(null) }
        output "empty_text" { value = "" }
        output "empty_list" { value = [] }
        output "empty_typed_list" { value = tolist([]) }
        output "empty_map" { value = tomap({}) }
        output "empty_object" { value = {} }
        output "empty_set" { value = toset([]) }
        output "no" { value = false }
        output "zero" { value = 0 }
        output "third" { value = 1 / 3 }
        output "large" { value = 1e21 * 7 }
        output "small" { value = 1e-21 }
        output "huge" { value = pow(2, 200) + 1 }
        output "set" { value = toset(["b", "a", "b"]) }
        output "tuple" { value = [1, "a", true, null, [], {}] }
        output "nested" { value = { a = [{ b = toset([2, 1]) }], c = null } }
        """
    ),
    "only_null": Case('output "none" { value = null }'),
    "count": Case(
        """
        variable "size" { type = number }
        resource "terraform_data" "this" {
          count = var.size
          input = count.index
        }
        resource "terraform_data" "single" {
          count = var.size > 0 ? 1 : 0
        }
        output "made" { value = terraform_data.this[*].output }
        output "single" { value = one(terraform_data.single[*].id) }
        output "size" { value = length(terraform_data.this) }
        """,
        ({"size": 0}, {"size": 1}, {"size": 12}),
    ),
    "for_each": Case(
        """
        variable "keys" { type = set(string) }
        resource "terraform_data" "this" {
          for_each         = var.keys
          input            = each.key
          triggers_replace = [each.value, null]
        }
        output "made" { value = { for key, one in terraform_data.this : key => one.output } }
        output "keys" { value = keys(terraform_data.this) }
        """,
        (
            {"keys": []},
            {
                "keys": [
                    *["plain", "", "a b", "a.b", "a[0]", 'a["b"]', 'quo"te', "back\\slash", "']"],
                    *["new\nline", "tab\t", "${x}", "%{y}", "$", "é", "日本", "\u200b", "🎉", "0"],
                    *["module.a", "terraform_data.this", "data.x", "a:b/c#d"],
                ]
            },
        ),
    ),
    "nested": Case(
        MIDDLE,
        (
            {"keys": []},
            {"keys": ["a", "ab", "a.b", 'q"', "module.x", "${y}", "x]"]},
        ),
        files={"inner/main.tf": INNER},
    ),
    "nested_with_a_provider": Case(
        'provider "terraform" {}\n' + MIDDLE,
        ({"keys": ["a", "a.b"]}, {"keys": ["b"]}),
        files={"inner/main.tf": INNER},
    ),
    "written_in_json": Case(
        "",
        ({"name": "a", "sizes": {"b": 1}}, {"name": "${x}"}),
        files={
            "main.tf.json": json.dumps(
                {
                    "variable": {"name": {"type": "string"}, "sizes": {"default": {"z": 26}}},
                    "resource": {
                        "terraform_data": {
                            "this": {"for_each": "${var.sizes}", "input": "${each.value}"}
                        }
                    },
                    "output": {
                        "name": {"value": "${upper(var.name)} is $${literal}"},
                        "made": {"value": "${terraform_data.this}"},
                    },
                }
            )
        },
    ),
    "sensitive": Case(
        """
        variable "secret" {
          type      = string
          sensitive = true
        }
        variable "login" {
          type      = object({ name = string, password = string })
          sensitive = true
        }
        resource "terraform_data" "secret" {
          input            = { secret = var.secret, plain = "plain" }
          triggers_replace = sensitive(["a"])
        }
        resource "terraform_data" "user" {
          input = [var.login.password, nonsensitive(var.login.name)]
        }
        output "secret" {
          value     = var.secret
          sensitive = true
        }
        output "shown" { value = nonsensitive(sha256(var.secret)) }
        output "name" { value = nonsensitive(var.login.name) }
        output "partly" {
          value     = { login = var.login, plain = "plain", list = ["a", var.secret] }
          sensitive = true
        }
        output "not_yet" {
          value     = terraform_data.secret.output
          sensitive = true
        }
        """,
        (
            {"secret": "one", "login": {"name": "a", "password": "b"}},
            {"secret": "", "login": {"name": "", "password": "c"}},
        ),
    ),
    "moved": Case(
        """
        resource "terraform_data" "new" { input = "a" }
        resource "terraform_data" "many" { count = 2 }
        moved {
          from = terraform_data.old
          to   = terraform_data.new
        }
        moved {
          from = terraform_data.many
          to   = terraform_data.many[1]
        }
        """
    ),
    **(
        {
            "removed": Case(
                """
                removed {
                  from = terraform_data.gone
                  lifecycle { destroy = false }
                }
                """
            )
        }
        if program.has(terraform="1.7", opentofu="1.7")
        else {}
    ),
    "checks": Case(
        """
        variable "size" { type = number }
        resource "terraform_data" "this" { input = var.size }
        check "small" {
          assert {
            condition     = var.size < 10
            error_message = "${var.size} is not small."
          }
          assert {
            condition     = var.size % 2 == 0
            error_message = "${var.size} is odd."
          }
        }
        check "later" {
          assert {
            condition     = terraform_data.this.output == -1
            error_message = "It is not -1."
          }
        }
        check "with_data" {
          data "terraform_remote_state" "this" {
            backend = "local"
            config  = { path = "${path.module}/none.tfstate" }
            defaults = { found = false }
          }
          assert {
            condition     = var.size != 4
            error_message = "It is four,\\n  on two lines."
          }
        }
        """,
        ({"size": 2}, {"size": 4}, {"size": 11}),
        warnings=((), ("It is four,\n  on two lines.",), ("11 is not small.", "11 is odd.")),
        files={"none.tfstate": STATE},
    ),
    "checks_in_a_submodule": Case(
        """
        variable "sizes" { type = list(number) }
        module "inner" {
          source   = "./inner"
          for_each = toset([for size in var.sizes : "no.${size}"])
          name     = each.key
        }
        """,
        ({"sizes": [1, 2]}, {"sizes": [2]}),
        warnings=(("This is no.1.",), ()),
        files={
            "inner/main.tf": """
            variable "name" {}
            check "name" {
              assert {
                condition     = var.name != "no.1"
                error_message = "This is ${var.name}."
              }
            }
            """
        },
    ),
    "data": Case(
        """
        variable "late" { type = bool }
        resource "terraform_data" "this" { input = "a" }
        data "terraform_remote_state" "this" {
          backend = "local"
          config  = { path = "${path.module}/other.tfstate" }
        }
        data "terraform_remote_state" "late" {
          count   = var.late ? 1 : 0
          backend = "local"
          config  = {
            path = "${path.module}/${terraform_data.this.id == "" ? "none" : "other"}.tfstate"
          }
        }
        resource "terraform_data" "from_data" {
          input = data.terraform_remote_state.this.outputs.text
        }
        output "text" { value = data.terraform_remote_state.this.outputs.text }
        output "list" { value = data.terraform_remote_state.this.outputs.list }
        output "late" { value = [for one in data.terraform_remote_state.late : one.outputs.list] }
        """,
        ({"late": False}, {"late": True}),
        files={"other.tfstate": STATE},
    ),
    "objects": Case(
        """
        variable "it" {
          type = object({
            a = string
            b = optional(number, 3)
            c = optional(list(string))
            d = optional(object({ e = optional(bool, true), f = optional(map(string), {}) }), {})
          })
          default = null
        }
        variable "list" {
          type     = list(object({ name = string, size = optional(number, 1) }))
          default  = [{ name = "default" }]
          nullable = false
        }
        resource "terraform_data" "this" { input = var.it }
        output "it" { value = var.it }
        output "b" { value = try(var.it.b, "none") }
        output "list" { value = var.list }
        """,
        (
            {},
            {"it": None},
            {"it": {"a": "x"}},
            {"it": {"a": "x", "b": None, "c": None, "d": None}},
            {"it": {"a": 1, "b": "2", "c": [True], "d": {"f": {"k": 3}}, "unknown": "left out"}},
            {"list": None},
            {"list": []},
            {"list": [{"name": "a"}, {"name": "b", "size": 2}]},
            {"it": {"a": "x"}, "list": [{"name": "a"}]},
        ),
    ),
    "defaults": Case(
        """
        variable "first" { default = "of first" }
        variable "second" {
          default  = "of second"
          nullable = false
        }
        variable third { default = ["of third"] }
        output "all" { value = [var.first, var.second, var.third] }
        """,
        (
            {},
            {"first": None},
            {"second": None},
            {"third": None},
            {"first": "", "second": ""},
            {"second": "b", "third": 3},
            {"first": None, "second": None, "third": None},
        ),
    ),
    "types": Case(
        """
        variable "text" { type = string }
        variable "number" { type = number }
        variable "yes" { type = bool }
        variable "list" { type = list(string) }
        variable "set" { type = set(string) }
        variable "map" { type = map(number) }
        variable "tuple" { type = tuple([string, number, bool]) }
        resource "terraform_data" "this" {
          input            = [var.text, var.number, var.yes, var.list, var.set, var.map, var.tuple]
          triggers_replace = { set = var.set, map = var.map, tuple = var.tuple }
        }
        resource "terraform_data" "text" { input = var.text }
        resource "terraform_data" "number" { input = var.number }
        resource "terraform_data" "yes" { input = var.yes }
        resource "terraform_data" "list" { input = var.list }
        resource "terraform_data" "set" { input = var.set }
        resource "terraform_data" "map" { input = var.map }
        resource "terraform_data" "tuple" { input = var.tuple }
        output "all" {
          value = {
            text = var.text, number = var.number, yes = var.yes, list = var.list, set = var.set,
            map  = var.map, tuple = var.tuple
          }
        }
        output "made" { value = terraform_data.this.output }
        """,
        (
            values_of_all_types(
                "a", 1.5, True, ["b", "a"], ["b", "a", "b"], {"k": 1}, ["a", 1, False]
            ),
            values_of_all_types(
                1e21, "1e3", "false", [1, True, "a", 0.1], [3, 1, 1], {"k": "7"}, [1, "2", "true"]
            ),
            values_of_all_types(True, 2**53 + 1, None, [], [], {}, ["", 0, False]),
            values_of_all_types(*[None] * 7),
        ),
    ),
    "any_within": Case(
        """
        variable "list" { type = list(any) }
        variable "map" { type = map(any) }
        output "all" { value = [var.list, var.map] }
        """,
        (
            {"list": [1, 2], "map": {"a": "b"}},
            {"list": [1, "a", True], "map": {"a": 1, "b": "c"}},
            {"list": [], "map": {}},
            {"list": [{"a": 1}, {"a": 2}], "map": {"a": [1], "b": [2]}},
        ),
    ),
    "unknown_inside": Case(
        """
        variable "name" {}
        resource "terraform_data" "first" { input = var.name }
        locals { id = terraform_data.first.id }
        resource "terraform_data" "list" { input = ["a", local.id, var.name] }
        resource "terraform_data" "map" { input = tomap({ a = "a", b = local.id }) }
        resource "terraform_data" "object" {
          input            = { a = 1, b = { c = [local.id, { d = "d" }] }, e = null, f = [] }
          triggers_replace = [null, local.id]
        }
        resource "terraform_data" "set" { input = toset(["-a", local.id]) }
        resource "terraform_data" "text" { input = "${var.name}-${local.id}" }
        resource "terraform_data" "all" { input = terraform_data.first }
        output "id" { value = local.id }
        output "text" { value = "${var.name}-${local.id}" }
        output "list" { value = ["a", local.id] }
        output "map" { value = tomap({ a = "a", b = local.id }) }
        output "set" { value = toset(["-a", local.id]) }
        output "object" { value = { a = 1, b = { c = [local.id] } } }
        output "resource" { value = terraform_data.first }
        output "resources" { value = [terraform_data.list, terraform_data.object] }
        output "known" { value = [terraform_data.first.input, [terraform_data.list.input[0]]] }
        output "length" { value = length(terraform_data.list.input) }
        output "one_of_them" { value = local.id == "" ? "a" : "b" }
        """,
        ({"name": "a"}, {"name": ""}),
    ),
    "conditions": Case(
        """
        variable "size" {
          type = number
          validation {
            condition     = var.size > 0
            error_message = "It has to be above 0."
          }
        }
        resource "terraform_data" "this" {
          input = var.size
          lifecycle {
            precondition {
              condition     = var.size > 0
              error_message = "Never."
            }
            postcondition {
              condition     = self.output == var.size
              error_message = "Never either."
            }
          }
        }
        output "size" {
          value = terraform_data.this.output
          precondition {
            condition     = var.size > 0
            error_message = "Never."
          }
        }
        """,
        ({"size": 1}, {"size": 0.5}),
    ),
    "lifecycle": Case(
        """
        variable "name" {}
        resource "terraform_data" "ignoring" {
          input = timestamp()
          lifecycle { ignore_changes = [input] }
        }
        resource "terraform_data" "ignoring_all" {
          input = timestamp()
          lifecycle { ignore_changes = all }
        }
        resource "terraform_data" "first" {
          triggers_replace = { name = var.name }
          lifecycle { create_before_destroy = true }
        }
        resource "terraform_data" "with_it" {
          input = var.name
          lifecycle { replace_triggered_by = [terraform_data.first] }
        }
        resource "terraform_data" "after" {
          depends_on = [terraform_data.with_it]
        }
        output "name" { value = terraform_data.with_it.output }
        """,
        ({"name": "a"}, {"name": ["a"]}),
    ),
    "never_settles": Case(
        """
        variable "restless" { type = bool }
        resource "terraform_data" "updated" { input = var.restless ? timestamp() : "a" }
        resource "terraform_data" "replaced" { triggers_replace = var.restless ? uuid() : "a" }
        resource "terraform_data" "after" { input = terraform_data.replaced.id }
        resource "terraform_data" "list" { input = ["a", var.restless ? timestamp() : "b"] }
        """,
        ({"restless": True}, {"restless": False}),
    ),
    # The first apply creates a file that changes the second plan.
    "settles_later": Case(
        """
        variable "name" {}
        resource "terraform_data" "reads" {
          input = [var.name, fileexists("${path.module}/${var.name}.written")]
        }
        resource "terraform_data" "replaced" {
          triggers_replace = terraform_data.reads.input
        }
        resource "terraform_data" "more" {
          count = fileexists("${path.module}/${var.name}.written") ? 1 : 0
        }
        resource "terraform_data" "writes" {
          depends_on = [terraform_data.reads, terraform_data.replaced]
          provisioner "local-exec" {
            command = "touch ${path.module}/${var.name}.written"
          }
        }
        """,
        ({"name": "a"}, {"name": "b"}),
    ),
    "names": Case(
        """
        variable "with-dash" {}
        variable "_under" {}
        variable "é" {}
        resource "terraform_data" "with-dash" { input = var.with-dash }
        resource "terraform_data" "_under" { input = var._under }
        resource "terraform_data" "é" { input = var.é }
        output "with-dash" { value = var.with-dash }
        output "value" { value = "value" }
        output "type" { value = "type" }
        output "all" { value = [var._under, var.é] }
        """,
        ({"with-dash": "a", "_under": "b", "é": "c"},),
    ),
}
CALLS = [(name, number) for name, case in CASES.items() for number in range(len(case.inputs))]
each = pytest.mark.parametrize("module", CASES)


def keys(module: str) -> list[str]:
    """Names of the calls of a module."""
    return [f"{module}_{number}" for number in range(len(CASES[module].inputs))]


TESTS = """
import json
from pathlib import Path
import pytest

HERE = Path(__file__).parent
CALLS = json.loads((HERE / "calls.json").read_text())

def call(key, module, inputs):
    marks = [pytest.mark.terraform_module(f"modules/{module}"), pytest.mark.scenario(inputs)]
    return pytest.param(key, marks=marks, id=key)

@pytest.mark.parametrize("key", [call(*one) for one in CALLS])
def test_record(key, planned, applied, replanned):
    actual = {
        "planned": {
            address: [one.values, one.unknown] for address, one in planned.resources.items()
        },
        "values": planned.values,
        "outputs": planned.outputs,
        "unknown": sorted(planned.unknown_outputs),
        "warnings": planned.warnings,
        "applied": {address: one.values for address, one in applied.resources.items()},
        "made": applied.outputs,
        "changes": {one.address: [one.actions, one.before, one.after, one.unknown]
                    for one in replanned.changes},
    }
    (HERE / f"{key}.recorded").write_text(json.dumps(actual))
"""


def write_modules(folder: Path) -> None:
    for name, case in CASES.items():
        for file, text in {"main.tf": case.module, **case.files}.items():
            path = folder / "modules" / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


class Calls(dict[str, Any]):
    """The recorded values of each call. A failed call has none; a test that needs it fails."""

    def __init__(self, actual: dict[str, Any], output: str) -> None:
        super().__init__(actual)
        self.output = output

    def __missing__(self, key: str) -> None:
        pytest.fail(f"{key} failed:\n{self.output}", pytrace=False)


def run_plugin(run_in, folder: Path, calls: list[tuple[str, str, dict]]) -> Calls:
    """The values that tests of the plugin record, by call."""
    folder.mkdir(exist_ok=True)
    (folder / "calls.json").write_text(json.dumps(calls))
    (folder / "test_it.py").write_text(TESTS)
    outcome = run_in(folder, "-o", "terraform_scenarios_per_root=1000")
    actual = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.recorded")}
    return Calls(actual, outcome.output)


@pytest.fixture(scope="module")
def plugin(run_in, tmp_path_factory) -> Calls:
    folder = tmp_path_factory.mktemp("plugin")
    write_modules(folder)
    calls = [(f"{name}_{n}", name, CASES[name].inputs[n]) for name, n in CALLS]
    return run_plugin(run_in, folder, calls)


@dataclass
class Plain:
    """The results of Terraform for one root: two plans, the state between them, the outputs."""

    first: dict[str, Any]
    state: dict[str, Any]
    outputs: dict[str, Any]
    second: dict[str, Any]

    def changes(self, plan: dict[str, Any], key: str) -> dict[str, Any]:
        """The changes of a plan for one call, by resource."""
        start = f"module.{key}."
        return {
            one["address"].removeprefix(start): one["change"]
            for one in plan.get("resource_changes", ())
            if one["address"].startswith(start)
            and one["mode"] == "managed"
            and one["change"]["actions"] != ["no-op"]
        }

    def made(self, key: str, state: dict[str, Any]) -> dict[str, Any]:
        """The attributes of each resource and data source of a call."""
        modules = [state["values"].get("root_module", {})]
        start = f"module.{key}."
        found = {}
        while modules:
            module = modules.pop()
            modules += module.get("child_modules", ())
            found |= {
                one["address"].removeprefix(start): one["values"]
                for one in module.get("resources", ())
                if one["address"].startswith(start)
            }
        return found

    def read(self, key: str) -> dict[str, Any]:
        """The attributes of each data source of a call at the first plan, if it is read then."""
        start = f"module.{key}."
        later = {
            one["address"].removeprefix(start): tree(
                one["change"]["after"], one["change"]["after_unknown"]
            )
            for one in self.first["resource_changes"]
            if one["address"].startswith(start) and one["mode"] == "data"
        }
        return later | self.made(key, self.first.get("prior_state", {"values": {}}))


@pytest.fixture(scope="module")
def state_server():
    """Keeps the state of plain Terraform, which writes a file anew after each resource."""
    with StateServer() as server:
        yield server


@pytest.fixture(scope="module")
def plain(state_server, tmp_path_factory) -> Plain:
    folder = tmp_path_factory.mktemp("plain")
    write_modules(folder)
    backend = f'terraform {{\n  backend "http" {{ address = "{state_server.url}" }}\n}}'
    root = [backend, 'variable "inputs" { type = any }']
    for name, number in CALLS:
        key = f"{name}_{number}"
        arguments = [f"  {one} = var.inputs.{key}.{one}" for one in CASES[name].inputs[number]]
        root += [f'module "{key}" {{', f'  source = "./modules/{name}"', *arguments, "}"]
        root += [f'output "{key}" {{', f"  value = module.{key}", "  sensitive = true", "}"]
    (folder / "main.tf").write_text("\n".join(root))
    inputs = {f"{name}_{n}": CASES[name].inputs[n] for name, n in CALLS}
    (folder / "terraform.tfvars.json").write_text(json.dumps({"inputs": inputs}))

    def terraform(*arguments: str) -> str:
        left = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
        done = subprocess.run(
            [program.PROGRAM, *arguments],
            cwd=folder,
            env={**left, "CHECKPOINT_DISABLE": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    terraform("init", "-input=false")
    terraform("plan", "-input=false", "-out=first.tfplan")
    first = json.loads(terraform("show", "-json", "first.tfplan"))
    terraform("apply", "-input=false", "first.tfplan")
    terraform("plan", "-input=false", "-out=second.tfplan")
    return Plain(
        first,
        state=json.loads(terraform("show", "-json")),
        outputs=json.loads(terraform("output", "-json")),
        second=json.loads(terraform("show", "-json", "second.tfplan")),
    )


def tree(value: Any, unknown: Any) -> Any:
    """The value with unknown parts replaced by `UNKNOWN`."""
    match unknown:
        case True:
            return UNKNOWN
        case dict():
            return {
                name: tree((value or {}).get(name), unknown.get(name, False))
                for name in {**(value or {}), **unknown}
            }
        case list():
            pairs = zip_longest(value or (), unknown, fillvalue=None)
            return [tree(one, not_yet) for one, not_yet in pairs]
    return value


RANDOM = re.compile(
    r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
)


def comparable(value: Any) -> Any:
    """The value with IDs numbered by their first appearance, and with true different from 1.

    All times are equal, because two of them may or may not be in the same second.
    """
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"id {len(names)}") if found["id"] else "time"

    text = RANDOM.sub(name, json.dumps(value, sort_keys=True))
    return apart(json.loads(text))


def apart(value: Any) -> Any:
    """The value with booleans that equal no number, and paths without the folder of the run."""
    match value:
        case str():
            return re.sub(r"^\S*(?=modules/\w+/)", "", value)
        case bool():
            return f"<{value}>"
        case dict():
            return {name: apart(inner) for name, inner in value.items()}
        case list():
            return [apart(inner) for inner in value]
    return value


@each
def test_planned_attributes_and_their_unknown_values_match_terraform(plugin, plain, module):
    for key in keys(module):
        expected = {
            address: tree(change["after"], change["after_unknown"])
            for address, change in plain.changes(plain.first, key).items()
        }
        read = plain.read(key)
        actual = plugin[key]["planned"]
        assert apart({address: tree(*one) for address, one in actual.items()}) == apart(
            expected | read
        )
        shown = plugin[key]["values"]["resources"]
        assert shown.keys() == expected.keys()
        for address, attributes in shown.items():
            unknown = {name for name, value in expected[address].items() if value == UNKNOWN}
            assert {name for name, value in attributes.items() if value == UNKNOWN} == unknown


@each
def test_planned_outputs_match_terraform_or_are_listed_as_unknown(plugin, plain, module):
    for key in keys(module):
        change = plain.first["output_changes"][key]
        expected = tree(change["after"], change["after_unknown"])
        unknown = {name for name, value in expected.items() if UNKNOWN in json.dumps(value)}
        assert plugin[key]["unknown"] == sorted(unknown)
        known = {name: value for name, value in expected.items() if name not in unknown}
        assert apart(plugin[key]["outputs"]) == apart(known)
        shown = {**known, **dict.fromkeys(unknown, UNKNOWN)}
        assert apart(plugin[key]["values"]["outputs"]) == apart(shown)


@each
def test_applied_attributes_and_outputs_match_terraform(plugin, plain, module):
    for key in keys(module):
        actual = {"resources": plugin[key]["applied"], "outputs": plugin[key]["made"]}
        made = plain.made(key, plain.state)
        expected = {"resources": made, "outputs": plain.outputs[key]["value"]}
        assert comparable(actual) == comparable(expected)


@each
def test_changes_in_the_second_plan_match_terraform(plugin, plain, module):
    for key in keys(module):
        expected = {
            address: [
                change["actions"],
                change["before"] or {},  # if it does not exist yet
                tree(change["after"], change["after_unknown"]),
            ]
            for address, change in plain.changes(plain.second, key).items()
        }
        actual = {
            address: [actions, before, tree(after, unknown)]
            for address, (actions, before, after, unknown) in plugin[key]["changes"].items()
        }
        assert comparable(actual) == comparable(expected)


def test_only_the_expected_second_plans_have_changes(plugin):
    assert {key for key, actual in plugin.items() if actual["changes"]} == {
        *["never_settles_0", "settles_later_0", "settles_later_1"]
    }


@each
def test_warnings_are_those_of_the_failed_checks(plugin, module):
    warnings = CASES[module].warnings or [()] * len(keys(module))
    for key, expected in zip(keys(module), warnings, strict=True):
        assert sorted(plugin[key]["warnings"]) == sorted(expected)


def normalized(value: Any) -> Any:
    """The value in Terraform's normal form of characters and numbers."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case float():
            exact = Decimal(repr(value))
            return int(exact) if exact == exact.to_integral_value() else value
        case dict():
            return {normalized(name): normalized(inner) for name, inner in value.items()}
        case list():
            return [normalized(inner) for inner in value]
    return value


def check_echo(actual: dict[str, Any], given: Any) -> None:
    value = apart(normalized(given))
    assert apart(actual["outputs"]["echo"]) == value
    assert apart(actual["made"]) == {"echo": value, "made": value}
    assert apart(actual["applied"]["terraform_data.this"]["input"]) == value


@pytest.mark.parametrize("module", ["echo", "echo_apart"])
def test_an_unusual_input_reaches_the_module_unchanged(plugin, module):
    for key, value in zip(keys(module), UNUSUAL, strict=True):
        check_echo(plugin[key], value)


# Terraform's numbers have 512 bits, so it has any of Python's floats, and larger integers.
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**100), 10**100)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


# Earlier versions fail for some large numbers. A run takes seconds, so each example has many values
# and is not shrunk.
@program.needs(terraform="1.8", opentofu="1.7")
@settings(
    max_examples=int(os.environ.get("ORDERS", "2")),
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(values=st.lists(json_values, min_size=20, max_size=40))
def test_any_input_reaches_the_module_unchanged(run_in, tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("any")
    write_modules(folder)
    calls = [
        (f"{module}_{number}", module, {"x": value})
        for module in ("echo", "echo_apart")
        for number, value in enumerate(values)
    ]
    actual = run_plugin(run_in, folder, calls)
    for key, _, inputs in calls:
        check_echo(actual[key], inputs["x"])
