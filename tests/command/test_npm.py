"""What `make web` requires of Node, and when it installs packages; with fake node and npm."""

from __future__ import annotations

import pytest

from tools import npm


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A folder that is the only entry of PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def front_end(tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "package-lock.json").write_text("{}")
    return folder


def program(path, name, script):
    file = path / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_a_missing_node_is_reported_with_the_version_to_install(path, front_end):
    with pytest.raises(npm.NpmFailed, match=r"^Node 20\.19 or later with npm is needed\. Install"):
        npm.install(front_end)


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.9"])
def test_an_old_node_is_reported(path, front_end, version):
    program(path, "node", f"echo {version}")
    program(path, "npm", "exit 1")
    with pytest.raises(npm.NpmFailed, match=f"the one on PATH is {version}$"):
        npm.install(front_end)


def test_packages_are_installed_once_for_each_lock_file(path, front_end):
    program(path, "node", "echo v22.1.0")
    program(path, "npm", "echo $1 >> asked; [ -d node_modules ] || /bin/mkdir node_modules")
    for lock in ("{}", "{}", '{"another": 1}'):
        (front_end / "package-lock.json").write_text(lock)
        npm.install(front_end)
    assert (front_end / "asked").read_text() == "ci\nci\n"


def test_a_failed_installation_is_reported_without_warnings_and_tried_again(path, front_end):
    (front_end / "node_modules").mkdir()
    program(path, "node", "echo v20.19.0")
    program(path, "npm", "echo npm warn old >&2; echo npm error code ENOTFOUND >&2; exit 1")
    for _ in range(2):
        with pytest.raises(npm.NpmFailed) as failed:
            npm.install(front_end)
        assert str(failed.value).endswith("page failed:\nnpm error code ENOTFOUND")
