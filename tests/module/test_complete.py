"""examples/complete from its first plan on: its API calls, and the verification of its sender.

It has its own target and gateway, in which a sender is verified only by the test.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass

import pytest

from terraform_scenarios import TerraformFailed, open_workspace
from terraform_scenarios.root_files import local_source

ADDRESS = "module.complete.module.auth.aws_cognito_user_pool.this"
VERIFIED_ONLY = {
    "identity": {"domain": "strict.example.com"},
    "from_address": "a@strict.example.com",
    "until_verified": "FAIL",
}
STAGES = ("first plan", "apply", "second plan")


@dataclass(frozen=True)
class History:
    """The events, in order.

    Attributes:
        calls: number of calls of each operation, by stage.
        waiting: the sender of the pool before the verification.
        pending: whether the second plan had changes.
        refusal: the error of an apply that requires a verified sender.
        changed: the changes of the example in the apply after the verification.
        verified: the sender of the pool after the verification.
    """

    calls: dict[str, Counter[str]]
    waiting: dict[str, str]
    pending: bool
    refusal: str
    changed: list[str]
    verified: dict[str, str]


@pytest.fixture(scope="module")
def history(repository, tmp_path_factory):
    with open_workspace(rules=["cognito_messaging.rules"]) as workspace:
        return apply_in_stages(repository, tmp_path_factory.mktemp("complete"), workspace)


def apply_in_stages(repository, folder, workspace):
    gateway, target = workspace.gateway, workspace.target
    events = []
    root = folder / "root"
    root.mkdir()
    terraform = workspace.terraform(root, on_event=events.append)

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
    call("strict", repository, {"name": "strict", "email": VERIFIED_ONLY})
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
    return History(
        calls=calls,
        waiting=waiting,
        pending=planned.changes,
        refusal=str(refused.value),
        changed=[one for one in changed if one[1].startswith("module.complete.")],
        verified=sender(),
    )


def documented(repository):
    """Number of calls of each operation in docs/api-calls.md, by stage."""
    text = (repository / "docs" / "api-calls.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w-]+\.\w+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.M)
    return {
        stage: Counter({row[0]: int(row[place + 1]) for row in rows if int(row[place + 1])})
        for place, stage in enumerate(STAGES)
    }


@pytest.mark.parametrize("stage", STAGES)
def test_it_makes_as_many_calls_as_documented(history, repository, stage):
    assert history.calls[stage] == documented(repository)[stage], table(history.calls)


def table(calls):
    """The correct rows for docs/api-calls.md."""
    names = sorted(set().union(*calls.values()))
    rows = [f"| {n} | {' | '.join(str(calls[stage][n]) for stage in STAGES)} |" for n in names]
    totals = " | ".join(f"**{calls[stage].total()}**" for stage in STAGES)
    return "\n".join(["docs/api-calls.md should have:", *rows, f"| **all** | {totals} |"])


def test_the_documented_totals_are_correct(repository):
    text = (repository / "docs" / "api-calls.md").read_text(encoding="utf-8")
    found = re.search(
        r"^\| \*\*all\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \|$", text, re.M
    )
    assert tuple(map(int, found.groups())) == tuple(
        calls.total() for calls in documented(repository).values()
    )


def test_the_first_plan_reads_only_the_account(history):
    """The provider reads the account once, and a data source once."""
    assert history.calls["first plan"] == Counter({"iam.GetUser": 1, "sts.GetCallerIdentity": 1})


def test_until_the_sender_is_verified_cognito_sends_and_the_second_plan_is_empty(history):
    assert history.waiting["EmailSendingAccount"] == "COGNITO_DEFAULT"
    assert not history.pending


def test_if_a_verified_sender_is_required_the_apply_fails_with_the_missing_records(history):
    assert "has not verified strict.example.com yet" in history.refusal
    assert len(re.findall(r"_domainkey\.strict\.example\.com CNAME", history.refusal)) == 3


def test_the_apply_after_the_verification_changes_only_the_sender(history):
    assert history.changed == [("update", ADDRESS)]
    assert history.verified["EmailSendingAccount"] == "DEVELOPER"
    assert history.verified["SourceArn"].endswith(":identity/example.com")
