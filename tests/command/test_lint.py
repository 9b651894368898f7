"""`lint` finds the attributes that Terraform drops, and nothing else."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from cognito_messaging.lint import Ignored, lint

from .conftest import Command

MODULE = """
variable "email" {
  type = object({
    from_address     = optional(string)
    reply_to_address = optional(string)
    identity         = optional(object({ domain = optional(string) }), { domain = "example.com" })
    events           = optional(list(object({ kind = string })), [])
  })
  default = {}
}

variable "clients" {
  type    = map(object({ name = optional(string), urls = optional(set(string), []) }))
  default = {}
}

variable "pair" {
  type    = tuple([string, object({ a = optional(string) })])
  default = ["", {}]
}

variable "free" {
  type    = any
  default = null
}
"""

Written = Callable[[str], Path]


@pytest.fixture
def root(tmp_path: Path) -> Written:
    """Write a root that calls the module; returns its folder."""

    def write(text: str) -> Path:
        module = tmp_path / "module"
        module.mkdir()
        (module / "variables.tf").write_text(MODULE)
        folder = tmp_path / "root"
        folder.mkdir()
        (folder / "main.tf").write_text(text)
        return folder

    return write


def ignored(folder: Path) -> list[str]:
    return [one.where for one in lint(folder) if isinstance(one, Ignored)]


def call(arguments: str, before: str = "") -> str:
    return f'{before}\nmodule "auth" {{\n  source = "../module"\n{arguments}\n}}\n'


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ('email = { replyto_address = "a@b.c" }', "email.replyto_address"),
        ('email = { "replyToAddress" : "a@b.c" }', "email.replyToAddress"),
        ('email = { identity = { domian = "b.c" } }', "email.identity.domian"),
        ('email = { events = [{ kind = "a" }, { kind = "", knid = "" }] }', "email.events[1].knid"),
        ("clients = { web = { nmae = null } }", 'clients["web"].nmae'),
        ("clients = { (var.key) = { nmae = null } }", "clients[*].nmae"),
        ("clients = { for k in [] : k => { nmae = k } }", "clients[*].nmae"),
        ("clients = merge({ a = {} }, { b = { nmae = null } })", 'clients["b"].nmae'),
        ('email = var.x ? { from_adress = "" } : {}', "email.from_adress"),
        ('email = (try({ from_adress = "" }, {}))', "email.from_adress"),
        ('pair = ["", { b = "" }]', "pair[1].b"),
        ("email = {\n # email = 1\n /* a */ from_adress = <<-A\n x\n A\n}", "email.from_adress"),
    ],
)  # fmt: skip
def test_an_attribute_that_the_input_does_not_have_is_found(
    root: Written, arguments: str, where: str
) -> None:
    assert ignored(root(call(arguments))) == [f"module.auth: {where}"]


@pytest.mark.parametrize(
    ("before", "arguments", "where"),
    [
        ('locals { mail = { from_adress = "" } }', "email = local.mail", "email.from_adress"),
        ("locals { all = { mail = { from_adress = 1 } } }",
         "email = local.all.mail", "email.from_adress"),
        ("locals { all = { a = { mail = { from_adress = 1 } }, b = { mail = {} } } }",
         "for_each = local.all\nemail = each.value.mail", "email.from_adress"),
        ("variable \"mail\" {\n type = object({ from_adress = string })\n}",
         "email = var.mail", "email.from_adress"),
        ("variable \"all\" {\n type = map(object({ nmae = string }))\n}",
         "clients = var.all", "clients[*].nmae"),
    ],
)  # fmt: skip
def test_references_are_followed(root: Written, before: str, arguments: str, where: str) -> None:
    assert ignored(root(call(arguments, before))) == [f"module.auth: {where}"]


def test_a_shared_local_may_have_more_attributes_than_one_input_needs(root: Written) -> None:
    assert not ignored(root(call("email = local.all", "locals { all = { bucket = 1 } }")))


@pytest.mark.parametrize(
    "arguments",
    [
        'email = { from_address = "a@b.c", identity = null, events = [] }',
        "free = { anything = { goes = 1 } }",
        "clients = {}",
        "name = { unknown = 1 }",  # Terraform refuses it
    ],
)
def test_attributes_that_the_input_has_are_not_reported(root: Written, arguments: str) -> None:
    assert not ignored(root(call(arguments)))


def test_files_with_variables_and_defaults_are_checked(root: Written) -> None:
    folder = root('variable "mail" {\n  type    = object({ a = optional(string) })\n'
                  "  default = { c = 1 }\n}\n")  # fmt: skip
    (folder / "terraform.tfvars").write_text("mail = { b = 1 }\n")
    (folder / "x.auto.tfvars.json").write_text('{"mail": {"d": 1}, "other": {}}')
    assert ignored(folder) == ["mail.b", "mail.d", "default of variable mail: mail.c"]


def test_configuration_in_json_is_checked(root: Written) -> None:
    folder = root("")
    email = {"from_adress": "x", "identity": "${var.x}"}
    module = {"auth": {"source": "../module", "email": email}}
    (folder / "more.tf.json").write_text(json.dumps({"module": module}))
    assert ignored(folder) == ["module.auth: email.from_adress"]


def test_local_modules_are_checked_once_and_installed_ones_are_found(root: Written) -> None:
    nested = 'module "again" {\n source = "../../module"\n email = { from_adress = 1 }\n}\n'
    folder = root(
        'module "a" {\n source = "./inner"\n}\nmodule "b" {\n source = "./inner"\n}\n'
        'module "c" {\n source = "acme/mail/aws"\n email = { domain = 1 }\n}\n'
    )
    (folder / "inner").mkdir()
    (folder / "inner" / "main.tf").write_text(nested)
    (folder / ".terraform" / "modules").mkdir(parents=True)
    installed = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "c", "Dir": "../module"}]}
    (folder / ".terraform" / "modules" / "modules.json").write_text(json.dumps(installed))
    assert sorted(ignored(folder)) == ["module.again: email.from_adress", "module.c: email.domain"]


def test_the_line_names_file_place_and_the_likely_attribute(
    root: Written, cli: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root(call('  email = {\n    replyto_address = "a@b.c"\n    size = 1\n  }')))
    code, out, err = cli("lint")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "main.tf:5: module.auth: email.replyto_address: Terraform ignores it. "
        "Did you mean reply_to_address?",
        "main.tf:6: module.auth: email.size: Terraform ignores it. "
        "It has from_address, reply_to_address, identity, events.",
        "Values checked: 4. Ignored attributes: 2.",
    ]


def test_a_computed_value_is_named_and_no_finding(root: Written, cli: Command) -> None:
    code, out, _ = cli("lint", str(root(call("email = jsondecode(var.x)"))))
    assert code == 0
    assert "module.auth: email: not checked: only Terraform can compute the value" in out


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('module "a" {\n source = "acme/mail/aws"\n}', "run 'terraform init' first"),
        ('module "a" {\n source = "./nowhere"\n}', "./nowhere does not exist"),
        ("module {{", "main.tf:1 cannot be read as HCL"),
    ],
)
def test_what_cannot_be_read_is_unknown_not_a_pass(
    root: Written, cli: Command, text: str, reason: str
) -> None:
    code, out, _ = cli("lint", str(root(text)))
    assert code == 3
    assert f"not checked: {reason}" in out or f"/{reason}" in out


def test_wrong_folders_are_named_in_one_line(cli: Command, tmp_path: Path) -> None:
    code, _, err = cli("lint", str(tmp_path / "nowhere"))
    assert (code, err) == (4, f"error: {tmp_path}/nowhere is not a folder\n")
    code, _, err = cli("lint", str(tmp_path))
    assert (code, err) == (4, f"error: {tmp_path} has no Terraform files (*.tf)\n")


def test_random_values_lose_the_attributes_that_are_reported_and_no_others(tmp_path: Path) -> None:
    choose = random.Random(20)  # noqa: S311
    types = {f"v{number}": random_type(choose, 3) for number in range(80)}
    values = {name: random_value(choose, kind) for name, kind in types.items()}
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "main.tf").write_text("".join(
        f'variable "{name}" {{\n  type = {written(kind)}\n}}\n'
        f'output "{name}" {{\n  value = var.{name}\n}}\n'
        for name, kind in types.items()
    ))  # fmt: skip
    (tmp_path / "main.tf").write_text(
        'module "m" {\n  source = "./module"\n'
        + "".join(f"  {name} = {json.dumps(value)}\n" for name, value in values.items())
        + '}\noutput "all" {\n  value = module.m\n}\n'
    )
    terraform(tmp_path, "init", "-backend=false")
    terraform(tmp_path, "apply", "-auto-approve")
    arrived = json.loads(terraform(tmp_path, "output", "-json"))["all"]["value"]
    missing = {
        f"module.m: {path}"
        for name, value in values.items()
        for path in dropped(name, value, arrived[name])
    }
    assert len(missing) > 30  # the values have such attributes
    assert set(ignored(tmp_path)) == missing


def terraform(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["terraform", f"-chdir={folder}", *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


Random = Mapping[str, object] | list[object] | str


def random_type(choose: random.Random, depth: int) -> Random:
    """A type as JSON: an object as a mapping, a collection as a list of name and element."""
    kind = choose.choice(["object", "object", "map", "list"]) if depth else "string"
    if kind == "object":
        names = choose.sample("abcdef", choose.randint(1, 4))
        return {name: random_type(choose, depth - 1) for name in names}
    if kind in ("map", "list"):
        return [kind, random_type(choose, depth - 1)]
    return "string"


def written(kind: Random) -> str:
    if isinstance(kind, Mapping):
        inner = ", ".join(f"{name} = optional({written(one)})" for name, one in kind.items())  # type: ignore[arg-type]
        return f"object({{ {inner} }})"
    if isinstance(kind, list):
        return f"{kind[0]}({written(kind[1])})"  # type: ignore[arg-type]
    return kind


def random_value(choose: random.Random, kind: Random) -> object:
    """A value of a type, with more attributes here and there."""
    if isinstance(kind, Mapping):
        names = [*kind, *choose.sample("uvwxyz", choose.choice([0, 0, 1]))]
        return {
            name: random_value(choose, kind[name]) if name in kind else "x"  # type: ignore[arg-type]
            for name in names
        }
    if isinstance(kind, list):
        values = [random_value(choose, kind[1]) for _ in range(choose.randint(0, 2))]  # type: ignore[arg-type]
        return values if kind[0] == "list" else dict(zip("kl", values, strict=False))
    return "x"


def dropped(path: str, value: object, arrived: object) -> Iterator[str]:
    """The attributes of a value that did not arrive."""
    if isinstance(value, dict) and isinstance(arrived, dict):
        is_map = set(value) <= {"k", "l"}
        for name, inner in value.items():
            step = f'{path}["{name}"]' if is_map else f"{path}.{name}"
            if name in arrived:
                yield from dropped(step, inner, arrived[name])
            else:
                yield step
    elif isinstance(value, list) and isinstance(arrived, list):
        for number, inner in enumerate(value):
            yield from dropped(f"{path}[{number}]", inner, arrived[number])
