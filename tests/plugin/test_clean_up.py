"""A run destroys its resources on a target that outlives it, or reports what remains."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

TOPIC = """
variable "name" {}
resource "aws_sns_topic" "this" { name = var.name }
resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.this.arn
    Principal = { Service = "cognito-idp.amazonaws.com" }
  }] })
}
"""
THREE = """
@pytest.mark.scenario()
@pytest.mark.parametrize("scenario", [{"name": n} for n in ("one", "two", "three")])
def test_each(scenario, applied):
    assert applied.client("sns").list_topics()["Topics"]
"""
# Terraform can run this provisioner only with the configuration.
DESTROY_PROVISIONER = """
variable "name" {}
resource "terraform_data" "this" {
  input = var.name
  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.input} >> %s"
  }
}
"""


@pytest.fixture
def run_on(run, persistent_target):
    def go(test: str, *arguments: str, module: str):
        env = {"AWS_ENDPOINT_URL": persistent_target.endpoint}
        return run(test, "--target=localstack", *arguments, module=module, env=env)

    return go


def test_every_root_is_destroyed_in_its_account_and_leftovers_are_searched(
    run_on, persistent_target
):
    outcome = run_on(THREE, "-o", "terraform_scenarios_per_root=2", module=TOPIC)
    assert set(outcome.results.values()) == {"passed"}, outcome.output
    assert outcome.code == 0
    assert re.search(r"^look for leftovers +[\d.]+ s +2 x$", outcome.output, re.MULTILINE)
    for account in range(2):
        assert persistent_target.with_account(account).client("sns").list_topics()["Topics"] == []


def test_destroy_provisioners_run_even_if_their_module_comes_from_git(run_on, tmp_path):
    destroyed, other_module = tmp_path / "destroyed", tmp_path / "other_module"
    other_module.mkdir()
    (other_module / "main.tf").write_text(DESTROY_PROVISIONER % destroyed)
    git = ["git", "-C", str(other_module), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q"], ["add", "main.tf"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], check=True)
    call = {"source": f"git::file://{other_module}", "name": "${var.name}"}
    (tmp_path / "calls.tf.json").write_text(json.dumps({"module": {"below": call}}))
    test = THREE.replace('client("sns").list_topics()["Topics"]', "resources")
    outcome = run_on(test, module='variable "name" {}\n')
    assert outcome.code == 0, outcome.output
    assert sorted(destroyed.read_text().split()) == ["one", "three", "two"]


GIVEN = """
@pytest.mark.given("first", "first", name="first-{scenario}")
@pytest.mark.scenario(name="after-{given.first.name}", topic="{given.first.arn}")
def test_it(applied, given, target):
    policy = applied.resources["aws_sns_topic_policy.of_first"]
    assert policy["arn"] == given["first"]["arn"]
"""
FIRST = """
variable "name" {}
resource "aws_sns_topic" "this" { name = var.name }
output "name" { value = aws_sns_topic.this.name }
output "arn" { value = aws_sns_topic.this.arn }
"""
OF_FIRST = """
variable "topic" {}
resource "aws_sns_topic_policy" "of_first" {
  arn    = var.topic
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
"""


def test_given_modules_are_destroyed_after_the_scenarios_that_use_them(
    run_on, persistent_target, tmp_path
):
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "main.tf").write_text(FIRST)
    outcome = run_on(GIVEN, module=TOPIC + OF_FIRST)
    assert outcome.results == {"test_it": "passed"}, outcome.output
    assert outcome.code == 0, outcome.output
    assert re.search(r"^destroy +[\d.]+ s +2 x$", outcome.output, re.MULTILINE)
    assert persistent_target.client("sns").list_topics()["Topics"] == []


NAMED = """
@pytest.mark.scenario(name="{scenario}")
def test_it(planned, applied):
    with open("named", "a") as file:
        print(applied.outputs["name"], file=file)
    assert applied.outputs["name"] != planned.values["outputs"]["name"] == planned.scenario.key
"""


def test_two_runs_on_one_target_use_different_names(run_on, tmp_path):
    module = 'variable "name" {}\noutput "name" { value = var.name }\n'
    for _ in range(2):
        outcome = run_on(NAMED, module=module)
        assert outcome.results == {"test_it": "passed"}, outcome.output
    assert len(set((tmp_path / "named").read_text().splitlines())) == 2


# The state of many resources is in memory while they are destroyed.
@pytest.mark.parametrize("more", [0, 130])
def test_a_failed_destroy_fails_the_run_and_keeps_the_state(run_on, persistent_target, more):
    """S3 refuses to delete a bucket with objects."""
    name = f"kept-for-its-object-{more}"
    outcome = run_on(
        f"""
@pytest.mark.scenario(name="{name}")
def test_one(applied):
    applied.client("s3").put_object(Bucket="{name}", Key="a", Body=b"b")
""",
        module='variable "name" {}\nresource "aws_s3_bucket" "this" { bucket = var.name }\n'
        f'resource "terraform_data" "more" {{ count = {more} }}\n',
    )
    assert outcome.results == {"test_one": "passed"}
    assert outcome.code == 1
    assert "BucketNotEmpty" in outcome.output
    assert "Cleaning up failed: " in outcome.output
    folder = Path(re.search(r"^  cd (\S+)$", outcome.output, re.MULTILINE).group(1))
    try:
        state = json.loads((folder / "terraform.tfstate").read_text())
        assert [one["type"] for one in state["resources"]] == ["aws_s3_bucket"]
        listed = subprocess.run(
            ["terraform", "state", "list"], cwd=folder, capture_output=True, text=True, check=True
        )
        assert len(listed.stdout.splitlines()) == 1
    finally:
        shutil.rmtree(folder.parent)


def test_what_a_destroy_leaves_fails_the_run_and_is_in_the_state_that_is_kept(
    run_on, persistent_target
):
    """A topic has a policy as long as it exists; the topic is not the scenario's own."""
    topic = persistent_target.client("sns").create_topic(Name="of-somebody-else")
    arn = topic["TopicArn"]
    outcome = run_on(
        f"""
@pytest.mark.scenario(topic="{arn}")
def test_it(applied): ...
""",
        module=OF_FIRST + 'resource "terraform_data" "gone" {}\n',
    )
    persistent_target.client("sns").delete_topic(TopicArn=arn)
    assert outcome.results == {"test_it": "passed"}, outcome.output
    assert outcome.code == 1
    left = re.search(r"After destroy the target still has: (\S+): (\S+)\. ", outcome.output)
    assert left.group(2) == "aws_sns_topic_policy.of_first"
    folder = Path(re.search(r"^  cd (\S+)$", outcome.output, re.MULTILINE).group(1))
    state = json.loads((folder / "terraform.tfstate").read_text())
    shutil.rmtree(folder.parent)
    assert "aws_sns_topic_policy" in {one["type"] for one in state["resources"]}


def test_a_worker_that_cannot_finish_fails_the_run(run, tmp_path):
    (tmp_path / "conftest.py").write_text(
        "from terraform_scenarios.session import Session\n"
        "def report(self):\n    raise RuntimeError('no report')\n"
        "Session.report = report\n"
    )
    test = "@pytest.mark.scenario(x=1)\ndef test_it(planned): ..."
    outcome = run(test, "-n1", "--target=none", fresh=True)
    assert outcome.code == 3, outcome.output  # pytest's internal error
    assert "RuntimeError: no report" in outcome.output
