"""docs/fidelity.json and docs/fidelity.md have a row for each error and each constraint."""

from __future__ import annotations

import json
from importlib.metadata import version

from .declared import reached, recorded
from .stated import constraints
from .table import DATA, DOCUMENT

RUN = "run: python -m tests.fidelity.table"
FOUND = json.loads(DATA.read_text(encoding="utf-8"))


def test_the_rows_are_those_of_the_pinned_models():
    rows = {(row["operation"], row["error"], row["by"] == "fault") for row in FOUND["errors"]}
    found = {
        (one.operation, one.code, one.request is None)
        for name in recorded()
        for one in reached(name)
    }
    assert rows == found, RUN
    assert FOUND["botocore"]["pinned"] == version("botocore"), RUN


def test_the_constraints_are_those_that_are_sorted():
    rows = {(row["service"], row["sentence"]): row["by"] for row in FOUND["constraints"]}
    assert rows == {key: one.by for key, one in constraints().items()}, RUN


def test_the_document_has_a_row_for_each_constraint_and_each_error_with_a_request():
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    for row in FOUND["errors"]:
        if row["by"] != "fault":
            operation = row["operation"].partition(".")[2]
            line = f"| {operation} | {row['error']} | {row['by']} | {row['words']} |"
            assert line in lines, RUN
    for row in FOUND["constraints"]:
        assert f"| {row['place']} | {row['demands']} | {row['by']} |" in lines, RUN
