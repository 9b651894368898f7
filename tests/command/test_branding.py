"""`branding`: the style without which managed login shows no page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from terraform_scenarios.gateway import Fault, FaultKind, Gateway

from .behind_a_gateway import Run, changes

CREATE = "CreateManagedLoginBranding"


@pytest.fixture
def cognito(gateway: Gateway, session: boto3.Session) -> Any:
    return session.client("cognito-idp", region_name="eu-west-1", endpoint_url=gateway.endpoint)


@pytest.fixture
def managed(cognito: Any) -> str:
    """A pool whose domain has managed login."""
    pool: str = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    domain = pool.partition("_")[2].lower()
    cognito.create_user_pool_domain(UserPoolId=pool, Domain=f"d-{domain}", ManagedLoginVersion=2)
    return pool


@pytest.fixture
def client(cognito: Any, managed: str) -> Callable[[str], str]:
    """Create an app client; returns its ID."""

    def create(name: str) -> str:
        made = cognito.create_user_pool_client(UserPoolId=managed, ClientName=name)
        return str(made["UserPoolClient"]["ClientId"])

    return create


def style(cognito: Any, pool: str, client: str) -> Any:
    found = cognito.describe_managed_login_branding_by_client(UserPoolId=pool, ClientId=client)
    return found["ManagedLoginBranding"]


def test_each_client_without_a_style_gets_the_default_one(
    run: Run, cognito: Any, managed: str, client: Callable[[str], str], gateway: Gateway
) -> None:
    own, web, app = client("own"), client("web"), client("app")
    cognito.create_managed_login_branding(UserPoolId=managed, ClientId=own, Settings={"a": {}})
    gateway.clear_calls()
    code, out, _ = run("branding", managed, answers="n\n")
    assert (code, changes(gateway)) == (130, [])
    assert f"  {web}  web\n" in out
    assert own not in out
    code, out, _ = run("branding", managed, answers="y\n")
    assert (code, changes(gateway)) == (0, [CREATE, CREATE])
    assert style(cognito, managed, web)["UseCognitoProvidedValues"] is True
    assert style(cognito, managed, app)["UseCognitoProvidedValues"] is True
    assert style(cognito, managed, own)["Settings"] == {"a": {}}
    gateway.clear_calls()
    code, out, _ = run("branding", managed)
    assert (code, out, changes(gateway)) == (0, "Nothing to do: the 3 clients have a style.\n", [])


def test_the_check_of_managed_login_passes_after_the_command(
    run: Run, managed: str, client: Callable[[str], str]
) -> None:
    def verdict() -> Any:
        _, out, _ = run("check", managed, "--only", "G5", "--format", "json")
        (found,) = json.loads(out)["pools"][0]["findings"]
        return found["verdict"], (found.get("remediation") or {}).get("command")

    web = client("web")
    assert verdict() == ("fail", f"cognito-messaging branding {managed}")
    client("app")
    assert run("branding", managed, "--client", web, "--yes")[0] == 0
    assert verdict()[0] == "warn"
    assert run("branding", managed, "--yes")[0] == 0
    assert verdict()[0] == "pass"


def test_only_the_chosen_clients_get_a_style(
    run: Run, managed: str, client: Callable[[str], str], gateway: Gateway
) -> None:
    web, _ = client("web"), client("app")
    gateway.clear_calls()
    assert run("branding", managed, "--client", web, "--client", web, "--yes")[0] == 0
    assert changes(gateway) == [CREATE]


def test_a_client_that_does_not_exist_is_refused(
    run: Run, managed: str, client: Callable[[str], str], gateway: Gateway
) -> None:
    web = client("web")
    gateway.clear_calls()
    code, _, err = run("branding", managed, "--client", "absent", "--yes")
    assert (code, web in err, changes(gateway)) == (4, True, [])


def test_a_pool_without_clients_or_that_does_not_exist_is_told(run: Run, managed: str) -> None:
    code, out, _ = run("branding", managed, "--yes")
    assert (code, out) == (0, f"{managed} has no clients.\n")
    assert run("branding", "eu-west-1_Missing12", "--yes")[0] == 4
    assert run("branding", "pool", "--yes")[0] == 2
    assert run("branding", "", "--yes")[0] == 2


def test_without_a_terminal_and_yes_nothing_is_changed(
    run: Run, managed: str, client: Callable[[str], str], gateway: Gateway
) -> None:
    client("web")
    gateway.clear_calls()
    code, _, err = run("branding", managed)
    assert (code, "write --yes" in err, changes(gateway)) == (130, True, [])


@pytest.mark.parametrize("kind", [FaultKind.ACCESS_DENIED, "ConcurrentModificationException"])
def test_a_refused_run_says_what_it_did_and_the_same_command_completes_it(
    run: Run,
    cognito: Any,
    managed: str,
    client: Callable[[str], str],
    gateway: Gateway,
    kind: FaultKind | str,
) -> None:
    names = [client(name) for name in ("a", "b")]
    gateway.inject(Fault(kind, "cognito-idp", CREATE, nth=2))
    code, _, err = run("branding", managed, "--yes")
    gateway.clear_faults()
    assert code == 4
    assert "done so far: give " in err
    assert "Run the same command again" in err
    assert run("branding", managed, "--yes")[0] == 0
    assert all(style(cognito, managed, one) for one in names)


def test_an_interrupted_run_is_completed_by_the_same_command(
    run: Run,
    cognito: Any,
    managed: str,
    client: Callable[[str], str],
    interrupt: Callable[[str], None],
) -> None:
    web = client("web")
    interrupt(CREATE)
    code, _, err = run("branding", managed, "--yes")
    assert (code, "not done, or not known: give web" in err) == (130, True)
    assert run("branding", managed, "--yes")[0] == 0
    assert style(cognito, managed, web)


def test_the_policy_of_the_verb_is_for_the_clients_of_pools(run: Run) -> None:
    (statement,) = json.loads(run("policy", "--verb", "branding")[1])["Statement"]
    assert statement["Sid"] == "Pool"
    assert set(statement["Action"]) == {
        "cognito-idp:ListUserPoolClients",
        "cognito-idp:DescribeManagedLoginBrandingByClient",
        "cognito-idp:CreateManagedLoginBranding",
    }
