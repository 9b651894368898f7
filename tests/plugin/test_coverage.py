"""`--terraform-coverage`: what it reports of a small module whose report is written by hand."""

import json
import re
import shutil
from pathlib import Path

import lcov_cobertura
import pycobertura
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from ..checks.browser import CHROMIUM

MEASURED = Path(__file__).parent / "measured"
ON = ("--terraform-coverage", "--terraform-coverage-report=term-missing")
REPORT = """
File           Outcomes  Missing  Unknown    Cover
--------------------------------------------------
main.tf              43       11        3  74.42 %
  main.tf:11: validation var.size: never refused
  main.tf:22: input var.unused: never given
  main.tf:29: attribute var.box.width: never left out
  main.tf:30: attribute var.box.depth: never given
  main.tf:31: attribute var.box.lids: never left out
  main.tf:61: postcondition terraform_data.sometimes: never refused
  main.tf:68: resource terraform_data.never: never made
  main.tf:85: module module.other: never made
  main.tf:100: check check.label: never failed
  main.tf:110: output output.nothing: never known
  main.tf:113: precondition output.nothing: never refused
inner/main.tf         3        1        2  66.67 %
  inner/main.tf:4: validation var.name: never refused
--------------------------------------------------
TOTAL                46       12        5  73.91 %
"""


@pytest.fixture
def measured(tmp_path) -> Path:
    return Path(shutil.copytree(MEASURED, tmp_path / "measured"))


def test_the_table_is_the_one_that_was_written_by_hand(run_in, measured):
    outcome = run_in(measured, *ON)
    assert outcome.code == 0, outcome.output
    assert REPORT in outcome.output


class TestFiles:
    @pytest.fixture(scope="class")
    @classmethod
    def folder(cls, run_in, tmp_path_factory) -> Path:
        """A folder with a report of each type."""
        folder = Path(shutil.copytree(MEASURED, tmp_path_factory.mktemp("files") / "measured"))
        (folder / "pytest.ini").write_text(
            "[pytest]\nterraform_coverage_report = html json lcov cobertura:found.xml\n"
        )
        outcome = run_in(folder, "--terraform-coverage")
        assert outcome.code == 0, outcome.output
        assert "Terraform coverage: 73.91 %\nWritten to terraform-coverage.html\n" in outcome.output
        return folder

    def test_json_has_each_construct_with_its_tests(self, folder):
        report = json.loads((folder / "terraform-coverage.json").read_text())
        assert report["percent"] == 73.91
        constructs = {
            (one["kind"], one["line"]): one for one in report["files"]["main.tf"]["constructs"]
        }
        rule = constructs["validation", 6]
        assert rule["covered"]["refused"] == ["tests/test_it.py::test_zero"]
        assert rule["missing"] == rule["unknown"] == []
        colour = next(one for one in constructs.values() if one["name"] == "var.box.lids.*.colour")
        assert set(colour["covered"]) == {"given", "left out"}
        assert report["files"]["main.tf"]["excluded"] == [
            {
                "line": 36,
                "reason": "callers of an earlier version still set it",
                "outcomes": [],
            }
        ]

    def test_pycobertura_reads_the_cobertura_report(self, folder, monkeypatch):
        monkeypatch.chdir(folder)  # where the source files are
        cobertura = pycobertura.Cobertura("found.xml")
        assert set(cobertura.files()) == {"main.tf", "inner/main.tf"}
        # It counts lines of which an outcome is missing.
        missed = [int(line) for line in re.findall(r"^  main.tf:(\d+)", REPORT, re.M)]
        assert cobertura.missed_statements("main.tf") == missed
        assert cobertura.line_rate("inner/main.tf") == 1
        assert cobertura.branch_rate("inner/main.tf") == pytest.approx(2 / 3, abs=1e-4)

    def test_a_converter_reads_the_lcov_report(self, folder):
        text = (folder / "terraform-coverage.lcov").read_text()
        converted = lcov_cobertura.LcovCobertura(text).parse()
        lines = converted["packages"][""]["classes"]["main.tf"]["lines"]
        assert lines[6]["branches-total"] == 2
        assert lines[6]["branches-covered"] == 2
        assert lines[11]["branches-covered"] == 1
        assert lines[110]["hits"] == "0"

    def test_html_marks_the_lines_and_names_the_tests(self, folder):
        page = (folder / "terraform-coverage.html").read_text()
        assert '<summary class="row missing"><span>110</span>' in page
        assert '<summary class="row partial"><span>11</span>' in page
        assert '<summary class="row covered"><span>6</span>' in page
        assert '<summary class="row excluded"><span>36</span>' in page
        assert "validation var.size: refused, in tests/test_it.py::test_zero" in page
        assert "http" not in page.split("<body>")[0]


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize(("width", "scheme"), [(375, "light"), (1280, "dark")])
def test_the_page_is_readable_in_a_browser(run_in, measured, width, scheme):
    run_in(measured, "--terraform-coverage", "--terraform-coverage-report=html")
    with sync_playwright() as playwright:
        # The sandbox does not work as root, as in CI. The page is this project's own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto((measured / "terraform-coverage.html").as_uri())
        note = page.get_by_text("input var.size: given, in tests/test_it.py::test_large")
        assert not note.is_visible()
        page.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert note.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert Axe().run(page).response["violations"] == []
        browser.close()


def test_without_a_target_conditions_that_held_are_not_told(run_in, measured):
    tests = ("-k", "small or strange or zero or thirteen")
    missing = {}
    for target in ("embedded", "none"):
        outcome = run_in(measured, *ON, *tests, f"--target={target}")
        assert outcome.code == 0, outcome.output
        missing[target] = set(re.findall(r"^  (\S+: .*): never (.*)$", outcome.output, re.M))
    assert missing["none"] - missing["embedded"] == {
        ("main.tf:56: precondition terraform_data.sometimes", "held"),
        ("main.tf:61: postcondition terraform_data.sometimes", "held, refused"),
        ("main.tf:113: precondition output.nothing", "held, refused"),
    }
    assert missing["embedded"] - missing["none"] == {
        ("main.tf:61: postcondition terraform_data.sometimes", "refused"),
        ("main.tf:113: precondition output.nothing", "refused"),
    }


def test_workers_are_merged(run_in, measured):
    outcome = run_in(measured, *ON, "-n2", "--dist=load")
    assert outcome.code == 0, outcome.output
    assert REPORT in outcome.output


WITH_GIVEN = """
def made(target):
    yield {"name": "a"}

@pytest.mark.given("made", by=made)
@pytest.mark.scenario(x="{given.made.name}")
def test_given(planned): ...
"""


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one process", "workers"])
def test_an_input_can_have_a_given_value(run, workers):
    outcome = run(WITH_GIVEN, *ON, *workers)
    assert outcome.code == 0, outcome.output
    assert "main.tf:1: input var.x: never left out" not in outcome.output
    assert re.search(r"^TOTAL +1 +0 +0 +100 %$", outcome.output, re.M), outcome.output


def test_shards_are_merged(run_in, measured):
    first = run_in(measured, "--terraform-coverage", "--scenario-shard=1/2",
                   "--terraform-coverage-report=json:first.json")  # fmt: skip
    assert first.code == 0, first.output
    alone = run_in(measured, *ON, "--scenario-shard=2/2")
    assert REPORT not in alone.output
    both = run_in(measured, *ON, "--scenario-shard=2/2", "--terraform-coverage-merge=first.json")
    assert both.code == 0, both.output
    assert REPORT in both.output


def test_reused_results_count(run_in, measured):
    first = run_in(measured, "--reuse")
    assert first.code == 0, first.output
    second = run_in(measured, "--reuse", *ON)
    assert "scenarios reused" in second.output
    assert REPORT in second.output
    run_in(measured, "--reuse-clear", "--collect-only")


def test_only_one_module_is_reported_if_it_is_named(run_in, measured):
    outcome = run_in(measured, "--terraform-coverage=inner", *ON[1:])
    assert outcome.code == 0, outcome.output
    assert "TOTAL                 3        1        2  66.67 %" in outcome.output
    assert "\nmain.tf" not in outcome.output


def test_a_step_notes_how_an_input_was_changed(run_in, measured):
    (measured / "tests" / "test_it.py").write_text(
        "import pytest\n\n"
        "@pytest.mark.scenario(size=1, label='a')\n@pytest.mark.change(label='b')\n"
        "def test_label(transition):\n    assert not transition.updated\n\n"
        "@pytest.mark.scenario(size=1)\n@pytest.mark.change(size=2)\n"
        "def test_size(transition):\n    assert transition.updated\n"
    )
    run_in(measured, "--terraform-coverage", "--terraform-coverage-report=json")
    report = json.loads((measured / "terraform-coverage.json").read_text())
    noted = {one["name"]: one["noted"] for one in report["files"]["main.tf"]["constructs"]
             if one["kind"] == "input"}  # fmt: skip
    assert noted["var.size"] == {"changed in place": ["tests/test_it.py::test_size"]}
    assert noted["var.label"] == {}


@pytest.mark.parametrize(("percent", "code"), [("73", 0), ("74", 1)])
def test_the_run_fails_if_too_little_is_covered(run_in, measured, percent, code):
    outcome = run_in(measured, "--terraform-coverage", f"--terraform-coverage-fail-under={percent}")
    assert outcome.code == code, outcome.output
    assert ("Terraform coverage is 73.91 %, less than 74 %." in outcome.output) == bool(code)


def test_without_the_option_nothing_is_reported(run_in, measured):
    assert "overage" not in run_in(measured, "tests").output


class TestBadInput:
    def failure(self, run_in, folder, *arguments, code=1):
        outcome = run_in(folder, *(arguments or ON))
        assert outcome.code == code, outcome.output
        assert "TOTAL" not in outcome.output
        assert "Traceback" not in outcome.output
        return outcome.output

    def test_an_exclusion_without_a_reason_is_refused(self, run_in, measured):
        file = measured / "main.tf"
        file.write_text(file.read_text().replace("# no cover: callers", "# no cover\n# callers"))
        output = self.failure(run_in, measured)
        assert "main.tf:36: write the reason of the exclusion: # no cover: REASON" in output

    def test_an_outcome_that_does_not_exist_cannot_be_excluded(self, run_in, measured):
        file = measured / "main.tf"
        file.write_text(
            file.read_text().replace("# no cover: callers", "# no cover (seen): callers")
        )
        assert (
            "main.tf:36: 'seen' is not an outcome of what begins on this line; "
            "the outcomes are: given, left out."
        ) in self.failure(run_in, measured)

    def test_a_file_that_the_parser_cannot_read_is_named(self, run_in, measured):
        # Terraform takes letters of any script in names, the parser only those of English.
        (measured / "odd.tf").write_text("locals {\n  größe = 1\n}\n")
        output = self.failure(run_in, measured)
        assert "5 passed" in output  # Terraform has read it
        assert "odd.tf:2 cannot be read as HCL, so its coverage cannot be told." in output

    def test_a_file_that_changes_during_the_run_gives_no_figure(self, run_in, measured):
        (measured / "tests" / "test_later.py").write_text(
            "from pathlib import Path\n\ndef test_change():\n    file = Path('main.tf')\n"
            "    file.write_text('# changed\\n' + file.read_text())\n"
        )
        assert "changed during the run: run the tests again." in self.failure(run_in, measured)

    def test_a_selection_without_scenarios_gives_no_figure(self, run_in, measured):
        (measured / "tests" / "test_plain.py").write_text("def test_plain(): ...\n")
        output = self.failure(run_in, measured, *ON, "tests/test_plain.py")
        assert "No scenario has run, so there is no coverage to report." in output

    @pytest.mark.parametrize("module", ["terraform-aws-modules/vpc/aws", "tests"])
    def test_only_a_folder_with_terraform_files_can_be_measured(self, run_in, measured, module):
        output = self.failure(run_in, measured, f"--terraform-coverage={module}", code=4)
        assert f"--terraform-coverage={module}: there is no module" in output

    @pytest.mark.parametrize(
        ("option", "reason"),
        [
            ("--terraform-coverage-report=xml", "'xml' is not one of term, term-missing, html"),
            ("--terraform-coverage-report=term:x", "'term:x' is not one of"),
            ("--terraform-coverage-fail-under=most", "must be a number from 0 to 100, not 'most'"),
            ("--terraform-coverage-fail-under=101", "must be a number from 0 to 100, not '101'"),
        ],
    )
    def test_a_wrong_option_is_named(self, run_in, measured, option, reason):
        assert reason in self.failure(run_in, measured, "--terraform-coverage", option, code=4)

    @pytest.mark.parametrize("content", [None, "", "[]", '{"version": 0, "record": {}}'])
    def test_a_file_that_is_no_report_cannot_be_merged(self, run_in, measured, content):
        if content is not None:
            (measured / "other.json").write_text(content)
        output = self.failure(run_in, measured, *ON, "--terraform-coverage-merge=other.json")
        assert "other.json cannot be merged" in output


STYLES = {
    "counted": """
variable "create" {
  type    = bool
  default = true
}
variable "names" {
  type    = list(string)
  default = []
}
resource "aws_sns_topic" "this" {
  count = var.create ? length(var.names) : 0
  name  = element(var.names, count.index)
}
resource "aws_sqs_queue" "this" {
  count = var.create ? 1 : 0
  name  = try(var.names[0], "none")
}
output "arn" {
  value = concat(aws_sns_topic.this[*].arn, [""])[0]
}
""",
    "dynamic": """
variable "rules" {
  type    = map(object({ port = number, cidrs = optional(list(string)) }))
  default = {}
}
variable "timeouts" {
  type    = object({ create = optional(string) })
  default = null
}
resource "aws_security_group" "this" {
  name = "x"
  dynamic "ingress" { # no cover (none): each caller has a rule
    for_each = var.rules
    content {
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = ingress.value.port == 0 ? "-1" : "tcp"
      cidr_blocks = ingress.value.cidrs
    }
  }
  dynamic "timeouts" {
    for_each = [for timeouts in local.timeouts : timeouts if timeouts.create != "0m"]
    content {
      create = timeouts.value.create
    }
  }
}
locals {
  timeouts = var.timeouts == null ? [] : [var.timeouts]
}
""",
    "nested": """
module "topics" {
  source   = "./topic"
  for_each = toset(["a", "b"])
  name     = each.key
}
module "spare" {
  source = "./topic"
  count  = 0
  name   = "spare"
}
""",
}
TOPIC = """
variable "name" { type = string }
resource "aws_sns_topic" "this" { name = var.name }
output "arn" { value = aws_sns_topic.this.arn }
"""
OF_STYLES = """
import pytest

@pytest.mark.terraform_module("../counted")
@pytest.mark.scenario(names=["a", "b"])
def test_counted(planned): ...

@pytest.mark.terraform_module("../dynamic")
@pytest.mark.scenario(rules={"a": {"port": 1}, "b": {"port": 2, "cidrs": ["10.0.0.0/8"]}})
def test_dynamic(planned): ...

@pytest.mark.terraform_module("../dynamic")
@pytest.mark.scenario(rules={"a": {"port": 0}})
def test_one_rule(planned): ...

@pytest.mark.terraform_module("../nested")
@pytest.mark.scenario
def test_nested(planned): ...
"""


def test_modules_of_other_styles_have_sensible_reports(run_in, tmp_path):
    for name, text in STYLES.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    (tmp_path / "nested" / "topic").mkdir()
    (tmp_path / "nested" / "topic" / "main.tf").write_text(TOPIC)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_styles.py").write_text(OF_STYLES)
    outcome = run_in(tmp_path, *ON)
    assert outcome.code == 0, outcome.output
    missing = [line.strip() for line in outcome.output.splitlines() if ": never " in line]
    assert missing == [
        "counted/main.tf:2: input var.create: never given",
        "counted/main.tf:6: input var.names: never left out",
        "counted/main.tf:10: resource aws_sns_topic.this: never absent",
        "counted/main.tf:14: resource aws_sqs_queue.this: never absent",
        "counted/main.tf:18: output output.arn: never known",
        "dynamic/main.tf:2: input var.rules: never left out",
        "dynamic/main.tf:6: input var.timeouts: never given",
        "dynamic/main.tf:7: attribute var.timeouts.create: never given, left out",
        "dynamic/main.tf:21: dynamic aws_security_group.this.timeouts: never one",
        "nested/main.tf:7: module module.spare: never made",
    ]
