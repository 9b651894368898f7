"""What goes into the digest of a module: every byte that a result can depend on."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terraform_scenarios.reuse.conditions import conditions_digest
from terraform_scenarios.reuse.content import UnknownContent, module_digest

MAIN = """
variable "name" { default = "#{not a comment}" }
module "inner" { source = "./inner" }
module "beside" { source = "../beside" }
module "registry" {
  source  = "acme/thing/aws"
  version = "1.2.3"
}
resource "acme_function" "this" {
  filename = "${path.module}/code/${var.name}.zip"
  policy   = templatefile("${path.module}/policy.json", {})
}
"""
FILES = {
    "main/main.tf": MAIN,
    "main/locals.tf.json": '{"locals": {"a": 1}}',
    "main/.terraform.lock.hcl": "# lock",
    "main/inner/main.tf": 'module "deeper" { source = "./deeper" }',
    "main/inner/deeper/outputs.tf": 'output "x" { value = 1 }',
    "beside/main.tf": "locals { y = 2 }",
    "main/code/one.zip": "zip",
    "main/code/deep/two.zip": "zip",
    "main/policy.json": "{}",
}
# Nothing reads these.
OTHERS = ("main/README.md", "main/tests/test_it.py", "main/code/__pycache__/x.pyc")


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    root = tmp_path_factory.mktemp("module")
    write(root, FILES | dict.fromkeys(OTHERS, "x"))
    return root


def write(root, files):
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_changes_the_digest(module, data):
    before = module_digest(module / "main")
    name = data.draw(st.sampled_from(sorted(FILES)))
    old = (module / name).read_bytes()
    at = data.draw(st.integers(0, len(old) - 1))
    # A space or a line end at most, so that the text is still one that can be read.
    new = old[:at] + data.draw(st.sampled_from([b" ", b"\n"])) + old[at:]
    (module / name).write_bytes(new)
    try:
        after = module_digest(module / "main")
    except UnknownContent:
        after = ""
    finally:
        (module / name).write_bytes(old)
    assert after != before
    assert module_digest(module / "main") == before


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_or_renamed_file_changes_the_digest(module, tmp_path, name):
    copy = shutil.copytree(module, tmp_path / "copy")
    same = shutil.copytree(module, tmp_path / "same")
    path = copy / name
    path.rename(path.with_name(f"other-{path.name}"))
    try:
        after = module_digest(copy / "main")
    except UnknownContent:
        return
    # The paths differ too, so compare with the renamed file's folder put in place.
    shutil.rmtree(same)
    copy.rename(same)
    before = shutil.copytree(module, tmp_path / "copy")
    assert after != module_digest(before / "main")


@pytest.mark.parametrize("name", ["main/new.tf", "main/code/new.zip", "main/inner/new.tf"])
def test_a_new_file_changes_the_digest(module, name):
    before = module_digest(module / "main")
    (module / name).write_text("")
    try:
        assert module_digest(module / "main") != before
    finally:
        (module / name).unlink()


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_that_nothing_reads_does_not(module, name):
    before = module_digest(module / "main")
    old = (module / name).read_bytes()
    (module / name).write_text("changed")
    assert module_digest(module / "main") == before
    (module / name).write_bytes(old)


def test_a_module_that_uses_its_folder_depends_on_every_file_in_it(tmp_path):
    write(tmp_path, {"main.tf": "locals { x = path.module }", "any": "1"})
    before = module_digest(tmp_path)
    (tmp_path / "any").write_text("2")
    assert module_digest(tmp_path) != before


@pytest.mark.parametrize(
    "text",
    [
        "locals { x = file(var.path) }",
        'locals { x = templatefile("/etc/hosts", {}) }',
        "locals { x = filebase64sha256(local.zip) }",
        'locals { x = file("${path.module}/../beside/x") }',
        'locals { x = file("${path.root}/x") }',
        'locals { x = fileset(path.cwd, "*") }',
        'data "http" "this" { url = "https://example.org" }',
        'data "external" "this" { program = ["date"] }',
        'data "terraform_remote_state" "this" {}',
        'resource "x" "y" {\n  provisioner "local-exec" { command = "date" }\n}',
        'module "x" { source = "acme/x/aws" }',
        'module "x" {\n  source  = "acme/x/aws"\n  version = "~> 1.0"\n}',
        'module "x" { source = "git::https://example.org/x.git?ref=main" }',
        'module "x" { source = "./missing" }',
    ],
)
def test_what_is_not_in_the_files_is_not_kept(tmp_path, text):
    (tmp_path / "main.tf").write_text(text)
    with pytest.raises(UnknownContent):
        module_digest(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        'variable "x" {\n  description = "Write file(\\"x.json\\")."\n}',
        "# file(var.x)\n/* path.root */\n",
        'module "x" {\n  source = "git::https://example.org/x.git?ref=' + "0" * 40 + '"\n}',
        'module "x" {\n  source  = "acme/x/aws"\n  version = "= 1.0.0"\n}',
        'data "aws_region" "this" {}',
    ],
)
def test_what_is_in_the_files_is_kept(tmp_path, text):
    (tmp_path / "main.tf").write_text(text)
    assert module_digest(tmp_path)


def test_a_link_to_a_folder_is_not_followed_and_not_kept(tmp_path):
    (tmp_path / "other").mkdir()
    module = tmp_path / "module"
    write(module, {"main.tf": 'locals { x = file("${path.module}/files/x") }'})
    (module / "files").symlink_to(tmp_path / "other")
    with pytest.raises(UnknownContent):
        module_digest(module)


def conditions(settings=None, program="terraform", code=(), environment=None):
    return conditions_digest(settings or {}, program, code, environment or {})


def test_conditions_are_equal_for_equal_runs():
    assert conditions(environment={"HOME": "/a"}) == conditions(environment={"HOME": "/b"})


def test_settings_program_and_environment_are_conditions(tmp_path):
    program = tmp_path / "terraform"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    found = {
        conditions(),
        conditions(settings={"region": "eu-west-1"}),
        conditions(environment={"TF_VAR_x": "1"}),
        conditions(environment={"AWS_REGION": "x"}),
        conditions(program=str(program)),
    }
    program.write_text("#!/bin/sh\n# another\n")
    found.add(conditions(program=str(program)))
    assert len(found) == 6


def test_the_code_of_the_gateways_rules_is_a_condition(tmp_path, monkeypatch):
    package = tmp_path / "some_rules"
    write(package, {"__init__.py": "", "deep/rule.py": "x = 1"})
    monkeypatch.syspath_prepend(tmp_path)
    before = conditions(code=("some_rules",))
    (package / "deep" / "rule.py").write_text("x = 2")
    assert conditions(code=("some_rules",)) != before
