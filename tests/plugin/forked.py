"""Runs pytest in processes that are forked from one that has imported it.

The imports of pytest and the plugin take longer than most runs. In all else a forked run is like
a new process: it has its own folder, environment, arguments, streams and exit code. Only what
Python reads when it starts, such as PYTHONPATH, is that of the first process.
"""

import atexit
import functools
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

# The plugin of hypothesis, which no run needs, takes half a second to load.
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")


def start(arguments: Sequence[str], folder: Path, env: Mapping[str, str]) -> tuple[str, int]:
    """Run pytest in a new process; return what it printed, and its exit code."""
    command = [sys.executable, "-m", "pytest", *WITHOUT, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env)
    return done.stdout + done.stderr, done.returncode


class Server:
    """The process that has imported pytest and the plugin. It ends with the one that started it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, arguments: Sequence[str], folder: Path, env: Mapping[str, str]
    ) -> tuple[str, int]:
        """As `start`, in a process that is forked."""
        with tempfile.TemporaryDirectory() as streams:
            request = {"arguments": arguments, "folder": str(folder), "env": dict(env)}
            print(json.dumps({**request, "streams": streams}), file=self._process.stdin, flush=True)
            code = int(self._process.stdout.readline())
            return "".join((Path(streams) / name).read_text() for name in ("1", "2")), code

    def close(self) -> None:
        """Let it end."""
        self._process.stdin.close()
        self._process.wait()


@functools.cache
def server() -> Server:
    """The server of this process."""
    return Server()


def main() -> None:
    """Fork a run for each request on standard input; answer with its exit code."""
    with tempfile.TemporaryDirectory() as empty, open(os.devnull, "w") as nowhere:  # noqa: PTH123
        output, sys.stdout = sys.stdout, nowhere
        import pytest

        pytest.main([*WITHOUT, f"--rootdir={empty}", empty])  # loads all plugins
        import boto3  # noqa: F401 that of a run which makes calls

        import terraform_scenarios.session  # noqa: F401 that of a run with scenarios

        sys.stdout = output
    tempfile.tempdir = None  # a run may have another TMPDIR
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it decides
    gc.freeze()  # a run's collections would copy all pages of what has been imported
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(**json.loads(line))
        output.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        output.flush()


def run(arguments: list[str], folder: str, env: dict[str, str], streams: str) -> NoReturn:
    """Run pytest in this process, and end it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.path[0] = folder  # as for `python -m pytest`
    sys.argv = ["pytest", *arguments]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number in (1, 2):
        os.dup2(os.open(f"{streams}/{number}", os.O_WRONLY | os.O_CREAT), number)
    import pytest

    code = pytest.main([*WITHOUT, *arguments])
    # As at the end of Python, without taking apart what has been imported.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
