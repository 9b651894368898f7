"""Results of `init` that a root reuses, so that later commands are faster."""

import json

import pytest

from terraform_scenarios import root_files

LOCK = """# This file is maintained automatically by "terraform init".

provider "registry.terraform.io/hashicorp/aws" {
  version     = "5.100.0"
  constraints = ">= 5.70.0"
%s}

provider "registry.terraform.io/hashicorp/random" {
  version = "3.7.2"
%s}
"""
ONE = '  hashes = [\n    "h1:Ijt7pOlB7Tr7maGQIqtsLFbl7pSMIj06TVdkoSBcYOw=",\n  ]\n'
TWO = '  hashes = [\n    "h1:a=",\n    "zh:0f1e",\n  ]\n'


def test_versions_stay_locked_when_checksums_are_dropped(tmp_path):
    lock = tmp_path / root_files.LOCK
    lock.write_text(LOCK % (ONE, TWO))
    root_files.trust_installed(tmp_path)
    assert lock.read_text() == LOCK % ("", "")


def test_a_root_without_a_lock_file_is_unchanged(tmp_path):
    root_files.trust_installed(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_modules_are_found_in_the_folders_that_init_created(tmp_path):
    modules = tmp_path / "root" / ".terraform" / "modules"
    modules.mkdir(parents=True)
    assert root_files.folders_by_call(tmp_path / "root") == {}
    found = [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "one", "Source": "../module/", "Dir": "../module"},
        {"Key": "one.far", "Source": "git::file:///far", "Dir": ".terraform/modules/one.far"},
        {"Key": "two", "Source": "../module/", "Dir": "../module"},
    ]
    (modules / "modules.json").write_text(json.dumps({"Modules": found}))
    assert root_files.folders_by_call(tmp_path / "root") == {
        "one": {tmp_path / "module", modules / "one.far"},
        "two": {tmp_path / "module"},
    }


def test_a_second_root_uses_the_providers_of_the_first(tmp_path):
    first, second = tmp_path / "root", tmp_path / "root" / "probe"
    provider = first / ".terraform" / "providers" / "registry.terraform.io"
    provider.mkdir(parents=True)
    (first / root_files.LOCK).write_text(LOCK % ("", ""))
    for _ in range(2):  # a batch may do this more than once
        root_files.share_installed(first, second)
    assert (second / ".terraform" / "providers" / "registry.terraform.io").samefile(provider)
    assert (second / root_files.LOCK).read_text() == (first / root_files.LOCK).read_text()


@pytest.mark.parametrize("host", ["registry.terraform.io", "registry.opentofu.org"])
def test_the_aws_provider_is_configured_if_a_module_needs_it(tmp_path, host):
    root_files.configure_provider(tmp_path, {"region": "eu-west-1"})
    assert list(tmp_path.iterdir()) == []
    others = LOCK.replace("hashicorp/aws", "example/aws") % ("", "")
    (tmp_path / root_files.LOCK).write_text(others)
    root_files.configure_provider(tmp_path, {"region": "eu-west-1"})
    assert [path.name for path in tmp_path.iterdir()] == [root_files.LOCK]
    lock = (LOCK % ("", "")).replace("registry.terraform.io", host)
    (tmp_path / root_files.LOCK).write_text(lock)
    root_files.configure_provider(tmp_path, {"region": "eu-west-1"})
    written = json.loads((tmp_path / "provider.tf.json").read_text())
    assert written == {"provider": {"aws": {"region": "eu-west-1"}}}
