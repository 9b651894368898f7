"""Names of roles, policies, users and groups must differ in more than case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from .entities import pages


class RoleName(Rule):
    """Role names are not case-sensitive."""

    id = "iam-role-name"
    text = "The name of a role must be unique in the account, ignoring case."
    source = "IAM User Guide, IAM name requirements and quotas"
    operations = frozenset({"iam.CreateRole"})
    code = "EntityAlreadyExists"
    message = "Role with name {name} already exists."
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["RoleName"]
        taken = await _is_taken(context, name, "ListRoles", "Roles", "RoleName")
        return self.refusal(name=name) if taken else None


class PolicyName(Rule):
    """The names of policies are not case-sensitive, and do not differ by path."""

    id = "iam-policy-name"
    text = "The name of a managed policy must be unique in the account, ignoring case and path."
    source = "API, CreatePolicy; IAM User Guide, IAM name requirements and quotas"
    wording = "konstructio/kubefirst#855"
    operations = frozenset({"iam.CreatePolicy"})
    code = "EntityAlreadyExists"
    message = "A policy called {name} already exists. Duplicate names are not allowed."
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name, local = call.parameters["PolicyName"], {"Scope": "Local"}
        taken = await _is_taken(context, name, "ListPolicies", "Policies", "PolicyName", local)
        return self.refusal(name=name) if taken else None


class UserName(Rule):
    """The names of users and groups are not case-sensitive."""

    id = "iam-user-name"
    text = "The name of a user or group must be unique in the account, ignoring case."
    source = "API, CreateUser and CreateGroup"
    operations = frozenset({"iam.CreateUser", "iam.CreateGroup"})
    code = "EntityAlreadyExists"
    message = "{kind} with name {name} already exists."
    status = 409

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        kind = call.operation.removeprefix("Create")
        name = call.parameters[f"{kind}Name"]
        taken = await _is_taken(context, name, f"List{kind}s", f"{kind}s", f"{kind}Name")
        return self.refusal(kind=kind, name=name) if taken else None


async def _is_taken(
    context: RuleContext,
    name: str,
    operation: str,
    key: str,
    field: str,
    parameters: Mapping[str, Any] | None = None,
) -> bool:
    async for one in pages(context, operation, key, **(parameters or {})):
        if one[field].lower() == name.lower():
            return True
    return False
