"""examples/complete from its first plan on: the calls it costs, and the day its sender is verified.

It has a target and a gateway of its own, where no sender is verified unless a test says so.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, replace

import pytest

from terraform_scenarios import Terraform, TerraformFailed, open_target, terraform_environment
from terraform_scenarios.gateway import Gateway
from terraform_scenarios.root_files import local_source

ADDRESS = "module.complete.module.auth.aws_cognito_user_pool.this"
DEMANDING = {
    "identity": {"domain": "strict.example.com"},
    "from_address": "a@strict.example.com",
    "until_verified": "FAIL",
}
STAGES = ("first plan", "apply", "second plan")


@dataclass(frozen=True)
class Story:
    """What happened, in order.

    Attributes:
        calls: by stage, how often each operation was called.
        waiting: the pool's sender before the verification.
        pending: whether the second plan had anything to do.
        refusal: what an apply said that demands a verified sender.
        changed: what the apply after the verification changed of the example.
        verified: the pool's sender after it.
    """

    calls: dict[str, Counter[str]]
    waiting: dict[str, str]
    pending: bool
    refusal: str
    changed: list[str]
    verified: dict[str, str]


@pytest.fixture(scope="module")
def story(repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("complete")
    with (
        open_target("embedded") as embedded,
        Gateway(embedded.endpoint, plugins=["cognito_messaging.rules"]) as gateway,
    ):
        return told(repository, folder, replace(embedded, endpoint=gateway.endpoint), gateway)


def told(repository, folder, target, gateway):
    events = []
    root = folder / "root"
    root.mkdir()
    terraform = Terraform(
        root,
        env=terraform_environment(folder, target.environment()),
        watch=target.check,
        on_event=events.append,
    )

    def call(name, source, arguments):
        module = {name: {"source": local_source(source, root), **arguments}}
        output = {name: {"value": f"${{module.{name}}}", "sensitive": True}}
        text = json.dumps({"module": module, "output": output})
        (root / f"{name}.tf.json").write_text(text)
        terraform.init()

    def sender():
        pool = terraform.output()["complete"]["user_pool_id"]
        described = target.client("cognito-idp").describe_user_pool(UserPoolId=pool)
        return described["UserPool"]["EmailConfiguration"]

    (root / "provider.tf.json").write_text(json.dumps({"provider": {"aws": target.provider()}}))
    call("complete", repository / "examples" / "complete", {})
    calls = {}
    for stage in STAGES:
        gateway.clear_calls()
        if stage == "apply":
            terraform.apply(folder / "plan")
        else:
            planned = terraform.plan(folder / "plan")
        calls[stage] = Counter(one.name for one in gateway.calls)
    waiting = sender()
    call("strict", repository, {"name": "strict", "email": DEMANDING})
    with pytest.raises(TerraformFailed) as refused:
        terraform.apply()
    events.clear()
    gateway.manual.verify_sender("*")
    terraform.apply()
    changed = [
        (event["hook"]["action"], event["hook"]["resource"]["addr"])
        for event in events
        if event.get("type") == "apply_complete" and event["hook"]["action"] != "read"
    ]
    return Story(
        calls=calls,
        waiting=waiting,
        pending=planned.changes,
        refusal=str(refused.value),
        changed=[one for one in changed if one[1].startswith("module.complete.")],
        verified=sender(),
    )


def documented(repository):
    """By stage, how often each operation is called, as docs/api-calls.md says."""
    text = (repository / "docs" / "api-calls.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w-]+\.\w+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M)
    return {
        stage: Counter({row[0]: int(row[place + 1]) for row in rows if int(row[place + 1])})
        for place, stage in enumerate(STAGES)
    }


@pytest.mark.parametrize("stage", STAGES)
def test_it_makes_as_many_calls_as_documented(story, repository, stage):
    assert story.calls[stage] == documented(repository)[stage], table(story.calls)


def table(calls):
    """The rows that docs/api-calls.md should have."""
    names = sorted(set().union(*calls.values()))
    rows = [f"| {n} | {' | '.join(str(calls[stage][n]) for stage in STAGES)} |" for n in names]
    totals = " | ".join(f"**{calls[stage].total()}**" for stage in STAGES)
    return "\n".join(["docs/api-calls.md should say:", *rows, f"| **all** | {totals} |"])


def test_the_documented_totals_are_correct(repository):
    text = (repository / "docs" / "api-calls.md").read_text(encoding="utf-8")
    found = re.search(
        r"^\| \*\*all\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \|$", text, re.M
    )
    assert tuple(map(int, found.groups())) == tuple(
        calls.total() for calls in documented(repository).values()
    )


def test_the_first_plan_reads_only_the_account(story):
    """The provider asks once, a data source once; none looks up what the module could know."""
    assert story.calls["first plan"] == Counter({"iam.GetUser": 1, "sts.GetCallerIdentity": 1})


def test_until_the_sender_is_verified_cognito_sends_and_the_second_plan_is_empty(story):
    assert story.waiting["EmailSendingAccount"] == "COGNITO_DEFAULT"
    assert not story.pending


def test_if_a_verified_sender_is_required_the_apply_fails_with_the_missing_records(story):
    assert "has not verified strict.example.com yet" in story.refusal
    assert len(re.findall(r"_domainkey\.strict\.example\.com CNAME", story.refusal)) == 3


def test_the_apply_after_the_verification_changes_only_the_sender(story):
    assert story.changed == [("update", ADDRESS)]
    assert story.verified["EmailSendingAccount"] == "DEVELOPER"
    assert story.verified["SourceArn"].endswith(":identity/example.com")
