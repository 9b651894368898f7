"""The grammar of one statement and its values; see `.grammar`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .conditions import Operator
from .document import Statement, as_list

_ELEMENTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
_PRINCIPALS = {"AWS", "Service", "Federated", "CanonicalUser"}
_VENDOR = re.compile(r"[a-zA-Z0-9.-]+")
_MOMENT = re.compile(
    r"-?\d+(?:-(?:0?[1-9]|1[0-2])(?:-(?:0?[1-9]|[12]\d|3[01]))?)?"
    r"(?:[tT](?:\d{1,2}(?::\d{1,2}(?::\d{1,2}(?:\.\d{1,9})?)?)?(?:[zZ]|[+-]\d{2}(?::?\d{2})?)?)?)?"
)
_LAST_SECOND = 9223372036854775807
_IAM_PATHS = (
    "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, "
    "sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/"
)
# An account, an ARN, or the unique ID of an IAM entity (IAM User Guide, Principal).
_AWS_PRINCIPAL = re.compile(
    r"\*|\d{12}|arn:aws[\w-]*:(?:iam|sts)::(?:\d{12}|[a-z]+):[^*?]+|[A-Z0-9]{16,128}"
)
# A name that looks like a service, but IAM refuses (hashicorp/terraform#35086). There is no list of
# all that it accepts.
_NO_SERVICES = frozenset({"tagging.amazonaws.com"})
NO_PRINCIPALS = (
    "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: "
    "The passed in policy has a statement with no principals!"
)
"""Source: terraform-aws-modules/terraform-aws-iam#47, hashicorp/terraform-provider-aws#7756."""
_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


def statement_is_readable(statement: object) -> bool:
    """Whether a statement has only elements, and values of them, that the grammar has."""
    if not isinstance(statement, Mapping) or not set(statement) <= _ELEMENTS:
        return False
    effect = statement.get("Effect")
    return (
        isinstance(effect, str)
        and effect.lower() in ("allow", "deny")
        and isinstance(statement.get("Sid", ""), str)
        and not any(
            {one, f"Not{one}"} <= statement.keys() for one in ("Action", "Resource", "Principal")
        )
        and all(
            _strings(statement.get(name, ""))
            for name in ("Action", "NotAction", "Resource", "NotResource")
        )
        and _conditions(statement.get("Condition", {}))
    )


def _strings(value: object) -> bool:
    return all(one is None or isinstance(one, str) for one in as_list(value))


def _conditions(conditions: object) -> bool:
    if not isinstance(conditions, Mapping):
        return False
    for operator, keys in conditions.items():
        if not isinstance(keys, Mapping):
            return False
        # An unknown operator without keys passes.
        if keys and Operator.parse(operator) is None:
            return False
        if any(isinstance(value, Mapping) for value in keys.values()):
            return False
    return True


def effect_case(statement: Statement) -> bool:
    """Whether the effect is written in another case."""
    return statement["Effect"] not in ("Allow", "Deny")


def bad_date(conditions: Mapping[str, Any]) -> bool:
    """Whether a date operator has a value that is neither a date nor seconds since 1970."""
    return any(
        not _is_moment(str(value))
        for name, keys in conditions.items()
        if (operator := Operator.parse(name)) and operator.name.startswith("date")
        for values in keys.values()
        for value in as_list(values)
    )


def _is_moment(text: str) -> bool:
    if "${" in text:
        return True
    if text.isdigit():
        return int(text) <= _LAST_SECOND
    return _MOMENT.fullmatch(text) is not None


def resource_is_cut_off(resource: str) -> bool:
    """Whether an ARN has `::` but too few parts, or no service: `arn:aws:s3::bucket`."""
    parts = resource.split(":")
    return ("::" in resource and len(parts) < 6) or (len(parts) > 3 and not parts[2])


def resource_fault(resource: str) -> str | None:
    """What IAM refuses in a Resource of a permission policy."""
    if resource == "*" or "${" in resource.partition("/")[0]:
        return None
    _, colon, rest = resource.partition(":")
    if not colon:
        return f'Resource {resource} must be in ARN format or "*".'
    partition, *parts = rest.split(":", 4)
    if not partition.startswith("aws") and not {"*", "?"} & set(partition):
        shown = [*parts, *"****"][:4]
        arn = ":".join(("arn", partition, *shown))
        return f'Partition "{partition}" is not valid for resource "{arn}".'
    if not parts:
        return "Resource vendor must be fully qualified and cannot contain regexes."
    vendor, region, account, name = (*parts, "", "", "")[:4]
    if vendor == "iam" and region:
        return f"IAM resource {resource} cannot contain region information."
    # Access points, jobs and Storage Lens of S3 have a region, and an account.
    if vendor == "s3" and re.fullmatch(r"[a-z]+(?:-[a-z]+)+-\d", region) and not account:
        return f"Resource {resource} can not contain region information."
    if vendor == "iam" and _is_no_iam_path(name):
        return f'IAM resource path must either be "*" or start with {_IAM_PATHS}.'
    return None


def _is_no_iam_path(name: str) -> bool:
    # `*/*` is refused too (duo-labs/parliament#177); other paths with wildcards are not confirmed.
    plain = "/" not in name and not {"*", "?"} & set(name) and name not in ("", "root")
    return plain or name.startswith("*/")


def action_fault(action: str) -> str | None:
    """What IAM refuses in an action; an action's name can have any characters but a colon."""
    if action == "*":
        return None
    vendor, *names = action.split(":")
    if not names:
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    if len(names) > 1:
        return "Actions/Condition can contain only one colon."
    if vendor != "*" and not _VENDOR.fullmatch(vendor):
        return f"Vendor {vendor} is not valid"
    return None


def principal_fault(principal: object) -> str | None:
    """What IAM refuses in the Principal of a trust policy.

    Source: IAM User Guide, Principal: a wildcard cannot match a part of a name or ARN, and only
    `*` can stand alone. Whether `"Principal": "*"` is still refused (aws-cdk#5732) is not known.
    """
    if principal == "*":
        return None
    if not isinstance(principal, Mapping):
        return "Invalid policy syntax."
    if not any(as_list(values) for values in principal.values()):
        return NO_PRINCIPALS
    for kind, values in principal.items():
        if kind not in _PRINCIPALS:
            return f'Invalid principal in policy: "{kind}"'
        for value in as_list(values):
            pattern = {"AWS": _AWS_PRINCIPAL, "Service": _SERVICE}.get(kind)
            wrong = pattern and not pattern.fullmatch(str(value))
            if wrong or (kind == "Service" and value in _NO_SERVICES):
                return invalid_principal(kind, str(value))
    return None


def invalid_principal(kind: str, value: str) -> str:
    """IAM's words for a principal that is wrong, or does not exist.

    Source: hashicorp/terraform-provider-aws#8905, databrickslabs/ucx#2269.
    """
    return f'Invalid principal in policy: "{kind.upper()}":"{value}"'


def aws_principals(policy: Mapping[str, Any]) -> Iterator[str]:
    """The IAM principals that the statements of a policy name."""
    for statement in as_list(policy.get("Statement", [])):
        principal = statement.get("Principal") if isinstance(statement, Mapping) else None
        if isinstance(principal, Mapping):
            yield from (str(one) for one in as_list(principal.get("AWS", [])))
