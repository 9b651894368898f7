#!/usr/bin/env python3
"""Builds the deployment package of the function, for the platform of Lambda, on any platform.

    python3 examples/custom-senders/build.py

It needs Python 3.11 or later with pip, and the package index that pip uses. The same files make the
same package, so that Terraform updates the function only if something has changed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_HERE = Path(__file__).resolve().parent
_FUNCTION = _HERE / "function"
_PLATFORMS = {"arm64": "manylinux2014_aarch64", "x86_64": "manylinux2014_x86_64"}
# The first time that a zip file can hold: with the real ones, no two packages would be equal.
_TIME = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Build the package that the options ask for, and print its path."""
    parser = argparse.ArgumentParser(description="Builds the deployment package of the function.")
    parser.add_argument(
        "--architecture", choices=_PLATFORMS, default="arm64", help="of the function (arm64)"
    )
    parser.add_argument("--python", default="3.13", help="version of the runtime (3.13)")
    parser.add_argument("--output", type=Path, help="the zip file (build/ARCHITECTURE.zip)")
    options = parser.parse_args()
    output = options.output or _HERE / "build" / f"{options.architecture}.zip"
    with tempfile.TemporaryDirectory() as folder:
        _install(Path(folder), _PLATFORMS[options.architecture], options.python)
        _zip(output, Path(folder), _FUNCTION)
    sys.stdout.write(f"{output}\n")


def _install(folder: Path, platform: str, python: str) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wheels = ["--only-binary=:all:", "--implementation", "cp"]
    target = ["--platform", platform, "--python-version", python, "--target", str(folder)]
    requirements = ["--no-deps", "--no-compile", "-r", str(_FUNCTION / "requirements.txt")]
    done = subprocess.run([*pip, *wheels, *target, *requirements], check=False)
    if done.returncode:
        sys.exit("pip could not install the dependencies of the function: see its message above.")


def _zip(output: Path, *folders: Path) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(output, "w", ZIP_DEFLATED) as package:
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_dir() or "__pycache__" in path.parts:
                    continue
                entry = ZipInfo(path.relative_to(folder).as_posix(), _TIME)
                entry.compress_type = ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                package.writestr(entry, path.read_bytes())


if __name__ == "__main__":
    main()
