"""Plug-ins: resetting their state, and conflicts between them."""

from __future__ import annotations

import sys

import pytest
from botocore.exceptions import ClientError

from terraform_scenarios.gateway import ApiCall, Gateway, GatewayError
from terraform_scenarios.gateway.supplement.per_account import PerAccountStore

CALL = ApiCall("iam", "GetRole", "111122223333", "us-east-1", {})
MARK = "kept-by-the-test"


def stores_of(plugin):
    """The containers in a rule or supplement, at any depth."""
    found, left = [], list(vars(plugin).values())
    while left:
        one = left.pop()
        if isinstance(one, PerAccountStore):
            left.append(one.of(CALL))
        elif isinstance(one, dict | set):
            found.append(one)
        elif hasattr(one, "__dict__"):
            left.extend(vars(one).values())
    return found


def plugins_of(gateway):
    plugins = gateway._pipeline.plugins
    rules = {rule for rules in plugins.rules.values() for rule in rules}
    return [*plugins.supplements, *rules]


def test_a_reset_clears_the_state_of_every_rule_and_supplement(gateway):
    before = [(one, store) for one in plugins_of(gateway) for store in stores_of(one)]
    assert len({type(one) for one, _ in before}) >= 10
    for _, store in before:
        store.update({MARK: MARK})
    gateway.reset()
    kept = {type(one) for one in plugins_of(gateway) for store in stores_of(one) if MARK in store}
    assert kept == set()
    assert {type(one) for one in plugins_of(gateway)} >= {type(one) for one, _ in before}


def test_after_a_reset_updates_are_gone_for_clients_too(gateway, account):
    cognito = account.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    group = {"UserPoolId": pool, "GroupName": "g"}
    cognito.create_group(**group, Description="created")
    cognito.update_group(**group, Description="updated")
    client = {"UserPoolId": pool}
    client["ClientId"] = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="c", RefreshTokenRotation={"Feature": "ENABLED"}
    )["UserPoolClient"]["ClientId"]
    gateway.reset()
    assert cognito.get_group(**group)["Group"]["Description"] == "created"
    shown = cognito.describe_user_pool_client(**client)["UserPoolClient"]
    assert "RefreshTokenRotation" not in shown


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Write a plug-in package, and return its name."""

    def write(name, text):
        (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, name, raising=False)
        return name

    return write


SUPPLEMENT = """
from terraform_scenarios.gateway import Supplement


class {name}(Supplement):
    service = "iam"

    async def {method}(self, call):
        return None
"""
RULE = """
from terraform_scenarios.gateway import Rule


class {name}(Rule):
    id = "one-id"
    text = "A rule."
    {source}
    operations = frozenset({{"iam.GetRole"}})
    code = "Code"
    message = "Message"

    async def check(self, call, context):
        return None
"""


def test_two_supplements_that_answer_one_operation_are_an_error_that_names_all_three(package):
    first = package("plugin_one", SUPPLEMENT.format(name="One", method="get_role"))
    second = package("plugin_two", SUPPLEMENT.format(name="Two", method="get_role"))
    with pytest.raises(GatewayError) as raised:
        Gateway("http://127.0.0.1:4566", plugins=[first, second])
    assert str(raised.value) == (
        "plugin_one.One and plugin_two.Two both answer iam.GetRole: remove one of the two methods"
    )


def test_a_method_that_is_not_an_operation_is_an_error(package):
    name = package("plugin_three", SUPPLEMENT.format(name="Three", method="get_roll"))
    with pytest.raises(GatewayError, match=r"Three\.get_roll is not an operation of iam"):
        Gateway("http://127.0.0.1:4566", plugins=[name])


def test_a_rule_without_a_source_is_an_error(package):
    name = package("plugin_four", RULE.format(name="Four", source=""))
    with pytest.raises(GatewayError, match=r"plugin_four\.Four must define source"):
        Gateway("http://127.0.0.1:4566", plugins=[name])


def test_two_rules_with_one_id_are_an_error(package):
    source = 'source = "s"'
    text = RULE.format(name="One", source=source) + RULE.format(name="Two", source=source)
    with pytest.raises(GatewayError, match="have the same id 'one-id'"):
        Gateway("http://127.0.0.1:4566", plugins=[package("plugin_five", text)])


def test_the_error_of_a_supplement_is_recorded_as_the_supplements(gateway, account):
    voice = account.client("pinpoint-sms-voice-v2")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        voice.delete_opt_out_list(OptOutListName="none")
    assert gateway.calls[-1].answered_by == "supplement"
