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

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        name = call.parameters["RoleName"]
        names = self._names.get(call.account)
        # Listing all roles for each new one would make many roles slow. A name that was taken can
        # be free again.
        if names is None or name.lower() in names:
            roles = pages(context, "ListRoles", "Roles")
            names = {role["RoleName"].lower() async for role in roles}
            self._names[call.account] = names
        if name.lower() in names:
            return self.refusal(name=name)
        names.add(name.lower())
        return None


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


class ReservedPath(Rule):
    """One path is for the roles that services make."""

    id = "iam-path-reserved"
    text = "Nobody but AWS can create something below the path /aws-service-role/."
    source = "IAM API Reference, CreateServiceLinkedRole; salesforce/cloudsplaining#41"
    wording = "badmintoncryer/cdk-preflight, pf-iam-path-service-role-reserved"
    operations = frozenset(
        f"iam.Create{kind}" for kind in ("Role", "User", "Group", "InstanceProfile", "Policy")
    )
    code = "InvalidInput"
    message = "Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        path = call.parameters.get("Path") or ""
        return self.refusal() if path.startswith("/aws-service-role/") else None


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
