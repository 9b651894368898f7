from pathlib import Path

import pytest

from terraform_scenarios import ProviderUnavailable, mirror
from terraform_scenarios.environment import terraform_environment

EMULATOR = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "000000000000"}


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    (tmp_path / "mirror/registry.terraform.io/hashicorp/aws/5.100.0").mkdir(parents=True)
    return tmp_path / "mirror"


def test_aws_settings_of_the_environment_do_not_reach_an_emulator(tmp_path):
    caller = {"AWS_PROFILE": "production", "AWS_SESSION_TOKEN": "t", "AWS_CA_BUNDLE": "/x"}
    found = terraform_environment(tmp_path, EMULATOR, caller)
    assert {k: v for k, v in found.items() if k.startswith("AWS_")} == EMULATOR


def test_aws_settings_of_the_environment_reach_aws(tmp_path):
    found = terraform_environment(tmp_path, {"AWS_REGION": "eu-west-1"}, {"AWS_PROFILE": "p"})
    assert found["AWS_PROFILE"] == "p"


@pytest.mark.parametrize(
    "name", ["TF_VAR_name", "TF_CLI_ARGS_plan", "TF_WORKSPACE", "TF_DATA_DIR", "TF_LOG_PATH"]
)
def test_terraform_settings_of_the_environment_that_would_change_a_run_are_removed(tmp_path, name):
    assert name not in terraform_environment(tmp_path, {}, {name: "x"})


def test_a_cli_configuration_that_does_not_exist_is_ignored(tmp_path, monkeypatch):
    monkeypatch.setattr(mirror, "find_mirrors", list)
    found = terraform_environment(tmp_path, {}, {"TF_CLI_CONFIG_FILE": "/no/such/file"})
    assert "TF_CLI_CONFIG_FILE" not in found


def test_a_cli_configuration_of_the_user_is_kept(tmp_path, unpacked):
    own = tmp_path / "own.rc"
    own.touch()
    found = terraform_environment(tmp_path, {}, {"TF_CLI_CONFIG_FILE": str(own)})
    assert found["TF_CLI_CONFIG_FILE"] == str(own)


def test_a_mirror_is_used_only_for_the_providers_that_it_contains(tmp_path, unpacked):
    found = mirror.cli_configuration({"TF_PROVIDER_MIRROR": str(unpacked)}, tmp_path)
    written = Path(found["TF_CLI_CONFIG_FILE"]).read_text()
    assert f'path    = "{unpacked}"' in written
    assert 'include = ["registry.terraform.io/hashicorp/aws"]' in written
    assert 'exclude = ["registry.terraform.io/hashicorp/aws"]' in written


def test_opentofu_finds_the_packages_of_terraforms_registry_under_its_own(tmp_path, unpacked):
    package = unpacked / "registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64"
    package.mkdir()
    (unpacked / "registry.terraform.io/hashicorp/tls").mkdir()
    packed = unpacked / "registry.terraform.io/hashicorp/tls/terraform-provider-tls_4.0.0_x.zip"
    packed.touch()
    for _ in range(2):  # a workspace asks for its environment again and again
        found = mirror.cli_configuration({"TF_PROVIDER_MIRROR": str(unpacked)}, tmp_path)
    links = tmp_path / "opentofu"
    named = links / "registry.opentofu.org/hashicorp"
    assert (named / "aws/5.100.0/linux_amd64").resolve() == package
    assert (named / "tls" / packed.name).resolve() == packed
    written = Path(found["TF_CLI_CONFIG_FILE"]).read_text()
    assert f'path    = "{links}"' in written
    both = '"registry.opentofu.org/hashicorp/aws", "registry.opentofu.org/hashicorp/tls"'
    assert f"include = [{both}]" in written


def test_a_package_that_opentofus_registry_has_in_a_mirror_is_not_replaced(tmp_path, unpacked):
    for host in mirror.HOSTS:
        (unpacked / host / "hashicorp/aws/5.100.0/linux_amd64").mkdir(parents=True)
    mirror.cli_configuration({"TF_PROVIDER_MIRROR": str(unpacked)}, tmp_path)
    assert not (tmp_path / "opentofu").exists()


def test_an_unpacked_mirror_one_level_below_is_found(tmp_path, unpacked):
    (tmp_path / "other").mkdir()
    assert mirror.find_mirrors([tmp_path, tmp_path / "missing"]) == [unpacked]


def test_without_a_mirror_terraform_uses_the_registry(tmp_path, monkeypatch):
    monkeypatch.setattr(mirror, "find_mirrors", list)
    assert mirror.cli_configuration({}, tmp_path) == {}


def test_an_empty_mirror_is_reported(tmp_path):
    with pytest.raises(ProviderUnavailable, match="TF_PROVIDER_MIRROR is"):
        mirror.cli_configuration({"TF_PROVIDER_MIRROR": str(tmp_path)}, tmp_path)
