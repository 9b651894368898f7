"""`cognito-messaging policy`: the IAM permissions that the checks need."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from .. import recovery
from ..calls import DESCRIBE_USER_POOL, LIST_USER_POOLS, ApiOperation, Scope
from ..facts.arns import PARTITIONS, partition_of
from ..pool import region_of
from . import branding, protect_steps, registration_steps
from .arguments import chosen_checks
from .errors import CommandFailed

# What the verbs call in addition to the checks, each with its own right.
_VERBS = {
    "protect": protect_steps.OPERATIONS,
    "registration": registration_steps.OPERATIONS,
    "branding": branding.OPERATIONS,
    "recover": recovery.OPERATIONS,
}


def policy(
    pool_ids: Annotated[
        list[str] | None, typer.Argument(help="Limit the policy to these pools.")
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="E1,S5", help="Only for these checks.")
    ] = None,
    fleet: Annotated[bool, typer.Option("--all", help="Also for check --all.")] = False,
    verb: Annotated[
        list[str] | None,
        typer.Option(help=f"Only for this verb ({', '.join(_VERBS)}); several are allowed."),
    ] = None,
) -> None:
    """Print the smallest IAM policy that the checks need, or a verb that changes something.

    \b
    Examples:
      cognito-messaging policy > readiness-policy.json
      cognito-messaging policy eu-west-1_AbCdEfGhI --only E1,E4,E8
      cognito-messaging policy --verb protect
    """
    if verb:
        if only is not None or fleet:
            raise CommandFailed("--verb: write it without --only and --all, which are for checks")
        operations = [operation for name in verb for operation in _of_verb(name)]
    else:
        operations = [DESCRIBE_USER_POOL]
        operations += [operation for check in chosen_checks(only) for operation in check.calls]
    if fleet:
        operations.append(LIST_USER_POOLS)
    typer.echo(json.dumps(least_policy(operations, pool_ids or ()), indent=2))


def _of_verb(name: str) -> Sequence[ApiOperation]:
    if name not in _VERBS:
        raise CommandFailed(f"--verb: {name!r}: write one of {', '.join(_VERBS)}")
    return _VERBS[name]


def least_policy(
    operations: Iterable[ApiOperation], pool_ids: Sequence[str] = ()
) -> dict[str, Any]:
    """An IAM policy for some operations, with one statement for each kind of resource.

    Args:
        operations: the operations to allow.
        pool_ids: the pools to limit the policy to. Default: all pools.

    Raises:
        InvalidPoolId: an ID is malformed.
    """
    resources = _resources(pool_ids)
    actions: dict[Scope, set[str]] = {}
    for operation in operations:
        for action in operation.actions:
            for scope in _scopes(operation, action):
                actions.setdefault(scope, set()).add(action)
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "".join(part.title() for part in scope.split("-")),
                "Effect": "Allow",
                "Action": sorted(actions[scope]),
                "Resource": resources[scope],
            }
            for scope in Scope
            if scope in actions
        ],
    }


def _scopes(operation: ApiOperation, action: str) -> tuple[Scope, ...]:
    # WAF's own action applies to web ACLs, whose ARNs are not known in advance.
    if Scope.POOL in operation.scopes:
        return (Scope.POOL if action.startswith("cognito-idp:") else operation.scopes[-1],)
    return operation.scopes


def _resources(pool_ids: Sequence[str]) -> dict[Scope, list[str]]:
    pools = [(pool_id, region_of(pool_id)) for pool_id in pool_ids]
    partitions = sorted({partition_of(region) for _, region in pools} or PARTITIONS)
    any_pool = [f"arn:{partition}:cognito-idp:*:*:userpool/*" for partition in partitions]
    return {
        Scope.POOL: [
            f"arn:{partition_of(region)}:cognito-idp:{region}:*:userpool/{pool_id}"
            for pool_id, region in pools
        ]
        or any_pool,
        Scope.IDENTITY: [f"arn:{partition}:ses:*:*:identity/*" for partition in partitions],
        Scope.CONFIGURATION_SET: [
            f"arn:{partition}:ses:*:*:configuration-set/*" for partition in partitions
        ],
        Scope.SMS_ROLE: [f"arn:{partition}:iam::*:role/*" for partition in partitions],
        Scope.MANAGED_POLICY: [f"arn:{partition}:iam::*:policy/*" for partition in partitions],
        Scope.EMAIL_SERVICE_ROLE: [
            f"arn:{partition}:iam::*:role/aws-service-role/email.cognito-idp.amazonaws.com/*"
            for partition in partitions
        ],
        Scope.PROTECT_CONFIGURATION: _of_sms_voice(partitions, "protect-configuration"),
        Scope.SMS_CONFIGURATION_SET: _of_sms_voice(partitions, "configuration-set"),
        Scope.REGISTRATION: _of_sms_voice(partitions, "registration"),
        Scope.REGISTRATION_ATTACHMENT: _of_sms_voice(partitions, "registration-attachment"),
        Scope.PHONE_NUMBER: _of_sms_voice(partitions, "phone-number"),
        Scope.ACCOUNT: ["*"],
    }


def _of_sms_voice(partitions: Sequence[str], kind: str) -> list[str]:
    return [f"arn:{partition}:sms-voice:*:*:{kind}/*" for partition in partitions]
