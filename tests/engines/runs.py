"""Runs tests on each engine, and compares all that Terraform says."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .leaves import Comparison

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """A run of pytest with the recorder.

    Attributes:
        folder: with what Terraform has said, and the verdicts.
        code: the exit code.
        output: what pytest has printed.
    """

    folder: Path
    code: int
    output: str

    @property
    def commands(self):
        """How many commands of Terraform ran `warm` and `cold`; nothing on the cold engine."""
        found = re.search(r"^Terraform commands +(.*)$", self.output, re.MULTILINE)
        counts = [part.split() for part in found[1].split(", ")] if found else []
        return {how: int(count) for count, how in counts}

    def documents(self, kind=""):
        """What there is of one kind of command, or of all."""
        for path in sorted(self.folder.glob(f"*-{kind}-*.json" if kind else "*.json")):
            yield path.stem, json.loads(path.read_text(encoding="utf-8"))


def run(engine, folder, tests):
    """Run tests on an engine, in a process of its own with its own target and gateway."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.engines.recorder", "-q"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "--terraform-engine", engine, *tests],
        cwd=REPOSITORY,
        env={**os.environ, "RECORD_TO": str(folder)},
        capture_output=True,
        text=True,
    )
    return Run(folder, done.returncode, done.stdout + done.stderr)


def compare(one, other):
    """The differences between two runs, and the comparison that has found them."""
    comparison = Comparison()
    ones, others = dict(one.documents()), dict(other.documents())
    found = [
        difference
        for name in sorted(ones.keys() | others.keys())
        for difference in comparison.differences(ones.get(name), others.get(name), name)
    ]
    return found, comparison
