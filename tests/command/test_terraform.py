"""Reading the outputs of a Terraform root, and the errors if they cannot be read."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_messaging import terraform

Impostor = Callable[[str], str]


@pytest.fixture
def impostor(tmp_path: Path) -> Impostor:
    """A program that replaces Terraform."""

    def made(script: str) -> str:
        program = tmp_path / "impostor"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        return str(program)

    return made


def why_not(directory: Path, binary: str = "terraform", **options: float) -> str:
    with pytest.raises(terraform.OutputsUnreadable) as failed:
        terraform.outputs(directory, binary, **options)
    assert "\n" not in str(failed.value)
    return str(failed.value)


def test_values_are_returned_by_name(impostor: Impostor, tmp_path: Path) -> None:
    printed = '{"a": {"sensitive": true, "type": "string", "value": "x"}, "b": {"value": [1]}}'
    program = impostor(f"""[ "$*" = "output -json -no-color" ] && echo '{printed}'""")
    assert terraform.outputs(tmp_path, program) == {"a": "x", "b": [1]}


def test_it_runs_in_the_roots_folder_with_a_path_relative_to_the_users(
    impostor: Impostor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impostor('echo "{\\"folder\\": {\\"value\\": \\"$(pwd)\\"}}"')
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.chdir(tmp_path)
    assert terraform.outputs(root, "./impostor") == {"folder": str(root)}


def test_a_missing_terraform_is_reported(tmp_path: Path) -> None:
    assert "Install Terraform" in why_not(tmp_path, "terraform-that-does-not-exist")


def test_a_file_is_not_a_root(tmp_path: Path) -> None:
    file = tmp_path / "main.tf"
    file.touch()
    assert why_not(file) == f"{file} is not a folder"


@pytest.mark.skipif(not shutil.which("terraform"), reason="no Terraform on PATH")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('terraform {\n  backend "s3" {}\n}\n', "Backend initialization required"),
        ("terraform {\n", "Unclosed configuration block"),
    ],
    ids=["not initialized", "not HCL"],
)
def test_terraforms_own_reason_is_reported(tmp_path: Path, body: str, reason: str) -> None:
    (tmp_path / "main.tf").write_text(body, encoding="utf-8")
    assert why_not(tmp_path).startswith(f"'terraform output' failed in {tmp_path}: {reason}")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo first >&2; echo last >&2; exit 3", "last"),
        ("exit 3", "exit code 3"),
    ],
)
def test_a_failure_without_a_headline_is_reported_by_its_last_line_or_exit_code(
    impostor: Impostor, tmp_path: Path, script: str, reason: str
) -> None:
    assert why_not(tmp_path, impostor(script)).endswith(f"failed in {tmp_path}: {reason}")


@pytest.mark.parametrize("printed", ["Terraform v1.9.0", "[]", '{"a": 1}', '{"a": {}}', ""])
def test_a_program_that_prints_no_outputs_is_reported(
    impostor: Impostor, tmp_path: Path, printed: str
) -> None:
    assert why_not(tmp_path, impostor(f"echo '{printed}'")).endswith("prints no outputs")


def test_a_root_that_was_not_applied_has_no_outputs(impostor: Impostor, tmp_path: Path) -> None:
    assert why_not(tmp_path, impostor("echo {}")) == f"{tmp_path} has no outputs: apply it first"


def test_it_has_a_time_limit(impostor: Impostor, tmp_path: Path) -> None:
    program = impostor("exec sleep 60")
    began = time.monotonic()
    assert why_not(tmp_path, program, seconds=0.2) == (
        f"'{program} output' in {tmp_path} took longer than 0.2 s"
    )
    assert time.monotonic() - began < 5


def test_a_program_for_another_machine_is_reported(tmp_path: Path) -> None:
    program = tmp_path / "impostor"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    assert why_not(tmp_path, str(program)) == f"'{program}' cannot be run: Exec format error"
