"""Runs all tests with scenarios on both engines, and compares: docs/benchmarks/engines.json.

`python -m tests.engines`; it takes twice as long as the tests.
"""

import json
import sys
import tempfile
from pathlib import Path

from .runs import REPOSITORY, compare, run

OUTPUT = REPOSITORY / "docs" / "benchmarks" / "engines.json"
TESTS = ("tests/scenarios", "tests/module")


def main():
    with tempfile.TemporaryDirectory() as folder:
        runs = [run(engine, Path(folder) / engine, TESTS) for engine in ("warm", "cold")]
        differences, found = summary(*runs)
    OUTPUT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    outputs = [one.output for one in runs if one.code]
    sys.exit("\n".join([*outputs, *differences]) or 0)


def summary(warm, cold):
    """The differences, and what the document says about the comparison."""
    differences, comparison = compare(warm, cold)
    documents = dict(warm.documents())
    verdicts = documents.pop("verdicts")
    return differences, {
        "tests": len({stage.rpartition(" ")[0] for stage in verdicts}),
        "commands": sum("-state-" not in name for name in documents),
        "shown plans": sum("-show-" in name for name in documents),
        "refused plans": sum(one["code"] == 1 for _, one in warm.documents("plan")),
        "states": sum("-state-" in name for name in documents),
        "leaves": comparison.leaves,
        "differences": len(differences),
        "generated parts, which differ in any two runs": sorted(comparison.generated),
    }


if __name__ == "__main__":
    main()
