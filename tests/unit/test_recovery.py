"""What `recover` takes for proof that something belongs to a root and is not in use."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from cognito_messaging.aws import Aws
from cognito_messaging.recovery import Lookup, Repair, find_repairs, read_picture

from ..checks.fake_aws import ACCOUNT, FakeAws, denied, error

POOL, OTHER_POOL = "eu-west-1_AAAAAAAAA", "eu-west-1_BBBBBBBBB"
EXTERNAL_ID = "0f7c6a3e-1111-4222-8333-444455556666"
EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
PREFIX = "customers-sms-"
OLD, NEW = "20260101000000000000000001", "20260102000000000000000001"
ROLE, OTHER_ROLE = PREFIX + NEW, PREFIX + OLD
STATEMENT = '{"Statement":[{"Action":"sns:Publish","Effect":"Allow","Resource":"*"}]}'
Fields = Mapping[str, Any]


def state(kind: str, tainted: bool = False, **values: Any) -> dict[str, Any]:
    return {
        "address": f"{kind}.this", "mode": "managed", "type": kind, "name": "this",
        "values": values, "tainted": tainted,
    }  # fmt: skip


IN_STATE = (
    state("terraform_data", id=EXTERNAL_ID),
    state("aws_cognito_user_pool", id=POOL, name="customers", region="eu-west-1"),
    state("aws_cognito_user_pool_client", id="new", name="web", user_pool_id=POOL),
    state("aws_iam_role", id=ROLE, name=ROLE, name_prefix=PREFIX),
    state("aws_iam_role_policy", id="p", name="publish-" + NEW, name_prefix="publish-", role=ROLE,
          policy=STATEMENT),
)  # fmt: skip


def plan(*resources: Fields, creations: Fields | None = None) -> dict[str, Any]:
    """A plan in Terraform's JSON format."""
    return {
        "prior_state": {"values": {"root_module": {"resources": list(resources)}}},
        "resource_changes": [
            {"address": f"{kind}.this", "mode": "managed", "type": kind, "name": "this",
             "change": {"actions": ["create"], "after": after}}
            for kind, after in (creations or {}).items()
        ],
    }  # fmt: skip


def pool(pool_id: str, created: datetime, **fields: Any) -> dict[str, Any]:
    return {
        "Id": pool_id, "Name": "customers", "CreationDate": created, "EstimatedNumberOfUsers": 0,
        "SmsConfiguration": {"SnsCallerArn": f"arn:aws:iam::{ACCOUNT}:role/{ROLE}",
                             "ExternalId": EXTERNAL_ID},
        **fields,
    }  # fmt: skip


def client(client_id: str, created: datetime, **fields: Any) -> dict[str, Any]:
    return {"UserPoolId": POOL, "ClientId": client_id, "ClientName": "web",
            "CreationDate": created, "LastModifiedDate": created, **fields}  # fmt: skip


def role(name: str, external_id: str = EXTERNAL_ID, **fields: Any) -> dict[str, Any]:
    trust = {"Statement": [{"Condition": {"StringEquals": {"sts:ExternalId": external_id}}}]}
    return {"RoleName": name, "Path": "/", "RoleId": "AROA0123456789012345", "CreateDate": EARLY,
            "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
            "AssumeRolePolicyDocument": json.dumps(trust), **fields}  # fmt: skip


def by(name: str, answers: Mapping[str, Any]) -> Any:
    return lambda params: answers[params[name]]


class Account:
    """An account with a second one of each: pool, client, role and policy."""

    def __init__(self) -> None:
        self.pools = {POOL: pool(POOL, LATE), OTHER_POOL: pool(OTHER_POOL, EARLY)}
        self.clients = {"new": client("new", LATE), "old": client("old", EARLY)}
        self.roles = {ROLE: role(ROLE), OTHER_ROLE: role(OTHER_ROLE)}
        self.policy = STATEMENT
        self.answers: dict[str, Any] = {}

    def repairs(self, made: Fields | None = None) -> dict[str, Repair]:
        """The repairs that delete, by operation."""
        found, unknown = repairs(plan(*IN_STATE), self.calls() | self.answers | dict(made or {}))
        assert not unknown
        return {one.commands[-1].operation.name: one for one in found}  # type: ignore[union-attr]

    def calls(self) -> dict[str, Any]:
        names = {ROLE: ["publish-" + OLD, "publish-" + NEW], OTHER_ROLE: []}
        return {
            "cognito-idp:ListUserPools": {
                "UserPools": [{"Id": one, "Name": "customers"} for one in self.pools]
            },
            "cognito-idp:DescribeUserPool": by(
                "UserPoolId", {one: {"UserPool": value} for one, value in self.pools.items()}
            ),
            "cognito-idp:ListUsers": {"Users": []},
            "cognito-idp:ListUserPoolClients": {
                "UserPoolClients": [{"ClientId": one, "ClientName": "web"} for one in self.clients]
            },
            "cognito-idp:DescribeUserPoolClient": by(
                "ClientId", {one: {"UserPoolClient": value} for one, value in self.clients.items()}
            ),
            "cloudwatch:GetMetricStatistics": {"Label": "x", "Datapoints": []},
            "iam:ListRoles": {"Roles": list(self.roles.values())},
            "iam:GetRole": by(
                "RoleName", {one: {"Role": value} for one, value in self.roles.items()}
            ),
            "iam:ListRolePolicies": by(
                "RoleName", {one: {"PolicyNames": value} for one, value in names.items()}
            ),
            "iam:ListAttachedRolePolicies": {"AttachedPolicies": []},
            "iam:GetRolePolicy": lambda params: {**params, "PolicyDocument": self.policy},
        }


def repairs(made: Fields, answers: Mapping[str, Any]) -> tuple[list[Repair], list[str]]:
    with Aws(FakeAws(answers)) as aws:
        look = Lookup(aws, "eu-west-1")
        return asyncio.run(find_repairs(look, read_picture(made))), look.unknown


def test_a_second_one_of_each_is_deleted_if_nothing_speaks_against_it() -> None:
    found = Account().repairs()
    assert set(found) == {
        "DeleteUserPool",
        "DeleteUserPoolClient",
        "DeleteRole",
        "DeleteRolePolicy",
    }
    # The older pool sends with the role in the state, not with the older role.
    assert {one.proved for one in found.values()} == {True}


def changed(name: str, **fields: Any) -> Any:
    """Change the second one of a kind."""
    other = {"pools": OTHER_POOL, "clients": "old", "roles": OTHER_ROLE}[name]

    def change(account: Account) -> None:
        getattr(account, name)[other].update(fields)

    return change


def answered(name: str, answer: Any) -> Any:
    def change(account: Account) -> None:
        account.answers[name] = answer

    return change


def other_statements(account: Account) -> None:
    account.policy = STATEMENT.replace("sns:Publish", "sns:*")


COUNTED = {"Label": "x", "Datapoints": [{"Timestamp": EARLY, "Sum": 1.0}]}
MANAGED = {"AttachedPolicies": [{"PolicyName": "Admin", "PolicyArn": "arn:aws:iam::aws:policy/A"}]}
SENDS_WITH = {"SnsCallerArn": f"arn:aws:iam::{ACCOUNT}:role/{OTHER_ROLE}"}


@pytest.mark.parametrize(
    ("change", "kept", "reason"),
    [
        (changed("pools", EstimatedNumberOfUsers=1), "DeleteUserPool", "may have users"),
        (answered("cognito-idp:ListUsers", {"Users": [{"Username": "a"}]}), "DeleteUserPool",
         "may have users"),
        (changed("pools", Domain="customers"), "DeleteUserPool", "its domain is customers"),
        (changed("pools", SmsConfiguration=SENDS_WITH), "DeleteUserPool", "this root only"),
        (changed("pools", CreationDate=datetime(2026, 1, 3, tzinfo=UTC)), "DeleteUserPool",
         "not older"),
        (changed("clients", RefreshTokenValidity=7), "DeleteUserPoolClient", "settings differ"),
        (changed("clients", LastModifiedDate=LATE), "DeleteUserPoolClient", "was changed after"),
        (changed("clients", CreationDate=datetime(2026, 1, 3, tzinfo=UTC)), "DeleteUserPoolClient",
         "not older"),
        (answered("cloudwatch:GetMetricStatistics", COUNTED), "DeleteUserPoolClient",
         "may be in use"),
        (other_statements, "DeleteRolePolicy", "statements differ"),
        (changed("roles", RoleLastUsed={"LastUsedDate": EARLY}), "DeleteRole", "has been used"),
        (changed("roles", AssumeRolePolicyDocument='{"Statement":[]}'), "DeleteRole",
         "this root only"),
        (changed("pools", SmsConfiguration=SENDS_WITH), "DeleteRole", "sends with it"),
        (answered("iam:ListAttachedRolePolicies", MANAGED), "DeleteRole", "managed policies"),
    ],
)  # fmt: skip
def test_each_doubt_keeps_it(change: Any, kept: str, reason: str) -> None:
    account = Account()
    change(account)
    repair = account.repairs()[kept]
    assert not repair.proved
    assert reason in repair.reason


@pytest.mark.parametrize(
    ("operation", "kept"),
    [
        ("cognito-idp:ListUsers", "DeleteUserPool"),
        ("cloudwatch:GetMetricStatistics", "DeleteUserPoolClient"),
        ("iam:ListAttachedRolePolicies", "DeleteRole"),
        ("iam:GetRolePolicy", "DeleteRolePolicy"),
    ],
)
def test_what_aws_does_not_answer_proves_nothing(operation: str, kept: str) -> None:
    account = Account()
    found, unknown = repairs(plan(*IN_STATE), account.calls() | {operation: denied()})
    by_operation = {one.commands[-1].operation.name: one for one in found}  # type: ignore[union-attr]
    assert not by_operation[kept].proved
    assert unknown


NAMED = {
    "aws_sesv2_email_identity": (
        {"email_identity": "example.com", "tags_all": {"Project": "auth"}},
        {"sesv2:GetEmailIdentity": {"Tags": [{"Key": "Project", "Value": "other"}]}},
        "it has other tags (Project=other)",
    ),
    "aws_cognito_user_pool_domain": (
        {"domain": "login", "user_pool_id": POOL},
        {"cognito-idp:DescribeUserPoolDomain": {"DomainDescription": {"UserPoolId": OTHER_POOL}}},
        f"it belongs to the user pool {OTHER_POOL}",
    ),
    "aws_cognito_user_group": (
        {"name": "admins", "user_pool_id": OTHER_POOL},
        {"cognito-idp:GetGroup": {"Group": {"GroupName": "admins"}}},
        f"{OTHER_POOL} is not in this state",
    ),
    "aws_lambda_permission": (
        {"function_name": "f", "statement_id": "cognito", "source_arn": "arn:aws:a"},
        {"lambda:GetPolicy": {"Policy": json.dumps({"Statement": [{
            "Sid": "cognito", "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:b"}}}]})}},
        "it permits another source",
    ),
    "aws_route53_record": (
        {"zone_id": "Z1", "name": "_dmarc.example.com", "type": "TXT", "records": ["v=DMARC1"]},
        {"route53:ListResourceRecordSets": {
            "IsTruncated": False, "MaxItems": "100", "ResourceRecordSets": [{
                "Name": "_dmarc.example.com.", "Type": "TXT", "TTL": 60,
                "ResourceRecords": [{"Value": '"v=other"'}]}]}},
        "it has other values (v=other)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NAMED)
def test_what_may_have_another_creator_is_not_imported_by_itself(kind: str) -> None:
    after, answers, doubt = NAMED[kind]
    made = plan(IN_STATE[0], creations={kind: after})
    [repair], unknown = repairs(made, answers)
    assert not unknown
    assert not repair.proved
    assert doubt in repair.reason


@pytest.mark.parametrize("kind", NAMED)
def test_what_does_not_exist_needs_no_repair(kind: str) -> None:
    after, answers, _ = NAMED[kind]
    [operation] = answers
    made = plan(IN_STATE[0], creations={kind: after})
    assert repairs(made, {operation: error("ResourceNotFoundException")}) == ([], [])


def test_a_name_that_is_known_only_after_the_apply_is_not_looked_for() -> None:
    made = plan(creations={"aws_cognito_user_group": {"name": "admins"}})
    assert repairs(made, {}) == ([], [])


@pytest.mark.parametrize(
    ("expression", "region"),
    [
        ({"constant_value": "us-west-2"}, "us-west-2"),
        ({"references": ["var.region"]}, "ap-south-1"),
        ({"references": ["local.region"]}, None),
    ],
)
def test_the_region_is_that_of_the_provider_that_the_module_is_given(
    expression: Fields, region: str | None
) -> None:
    address = 'module.auth["a.b"].module.sms[0].aws_iam_role.this'
    resource = {"type": "aws_iam_role", "name": "this", "provider_config_key": "aws.other"}
    made = {
        "variables": {"region": {"value": "ap-south-1"}},
        "configuration": {
            "provider_config": {"aws.other": {"expressions": {"region": expression}}},
            "root_module": {"module_calls": {"auth": {"module": {
                "module_calls": {"sms": {"module": {"resources": [resource]}}}}}}},
        },
        "resource_changes": [
            {"address": address, "mode": "managed", "type": "aws_iam_role", "name": "this",
             "change": {"actions": ["create"], "after": {}}}
        ],
    }  # fmt: skip
    [creation] = read_picture(made).creations
    assert creation.region == region


def test_a_replacement_moves_the_old_resource_beside_its_address() -> None:
    address = 'module.auth.aws_sesv2_email_identity.this["a"]'
    made = {
        "resource_changes": [
            {"address": address, "mode": "managed", "type": "aws_sesv2_email_identity",
             "name": "this", "change": {"actions": ["create", "delete"],
                                        "after": {"email_identity": "example.org"}}}
        ],
    }  # fmt: skip
    [repair], _ = repairs(made, {"sesv2:GetEmailIdentity": {"IdentityType": "DOMAIN"}})
    assert [one.arguments for one in repair.commands] == [  # type: ignore[union-attr]
        ("state", "mv", address, 'module.auth.aws_sesv2_email_identity.this_replaced["a"]'),
        ("import", address, "example.org"),
    ]
