"""build.py: the deployment package, for the platform of Lambda and not of this machine."""

from __future__ import annotations

import struct
import subprocess
import sys
from zipfile import ZipFile

import pytest

# The field e_machine of an ELF file.
MACHINES = {"arm64": 0xB7, "x86_64": 0x3E}


def build(repository, *options):
    script = repository / "examples/custom-senders/build.py"
    done = subprocess.run([sys.executable, script, *options], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def packages(repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    found = {architecture: folder / f"{architecture}.zip" for architecture in MACHINES}
    for architecture, package in found.items():
        options = ["--architecture", architecture, "--output", package]
        code, output, _ = build(repository, *options)
        assert (code, output) == (0, f"{package}\n")
    return found


@pytest.mark.parametrize("architecture", MACHINES)
def test_its_compiled_parts_are_for_the_processor_and_the_runtime(packages, architecture):
    package = packages[architecture]
    with ZipFile(package) as opened:
        names = opened.namelist()
        compiled = [name for name in names if name.endswith(".so")]
        for name in compiled:
            assert struct.unpack("<H", opened.read(name)[18:20]) == (MACHINES[architecture],), name
            assert "cpython-313" in name or "abi3" in name, name
    assert any("cryptography" in name for name in compiled)
    assert {"custom_sender/handler.py", "custom_sender/languages/en.toml"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.startswith("boto")]
    # Lambda takes 50 MB directly.
    assert package.stat().st_size < 10_000_000


def test_the_same_files_make_the_same_package(repository, packages, tmp_path):
    """Otherwise each build would update the function."""
    again = tmp_path / "sender.zip"
    build(repository, "--output", again)
    assert again.read_bytes() == packages["arm64"].read_bytes()


def test_if_pip_fails_there_is_no_package(repository, tmp_path):
    package = tmp_path / "sender.zip"
    code, _, errors = build(repository, "--python", "2.7", "--output", package)
    assert code == 1
    assert (
        "pip could not install the dependencies of the function: see its message above." in errors
    )
    assert not package.exists()


def test_its_requirements_are_complete_and_the_versions_that_the_tests_run_with(repository):
    lines = (repository / "examples/custom-senders/function/requirements.txt").read_text()
    pinned = {line for line in lines.splitlines() if not line.startswith("#")}
    assert pinned <= set((repository / "constraints.txt").read_text().splitlines())
