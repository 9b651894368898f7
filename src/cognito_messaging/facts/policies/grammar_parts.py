"""The grammar of one statement and its values; see `.grammar`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .conditions import Operator
from .document import Statement, as_list
from .grammar_values import is_base64

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
_IAM_PATHS = (
    "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, "
    "sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/"
)
# An account, an ARN, or the unique ID of an IAM entity (IAM User Guide, Principal).
_AWS_PRINCIPAL = re.compile(
    r"\*|\d{12}|\d{4}-\d{4}-\d{4}|arn:aws[\w-]*:(?:iam|sts)::(?:\d{12}|[a-z]+):[^*?]+|"
    r"[A-Z0-9]{16,128}"
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
# AWS's domains: amazonaws.com, amazonaws.com.cn, amazon.com, aws.internal, and those of partitions
# for governments. badmintoncryer/cdk-preflight measured that services of others are refused.
_AWS_DOMAIN = re.compile(r"amazon|\baws\b|\.gov$|\.uk$|\.eu$", re.IGNORECASE)
COGNITO_PROVIDER = "cognito-identity.amazonaws.com"


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
        if not keys:
            continue
        known = Operator.parse(operator)
        # Null has no IfExists (badmintoncryer/cdk-preflight, measured on AWS).
        if known is None or (known.name == "null" and known.if_exists):
            return False
        if any(isinstance(value, Mapping) for value in keys.values()):
            return False
        if known.name == "binaryequals" and not all(map(is_base64, keys.values())):
            return False
    return True


def effect_case(statement: Statement) -> bool:
    """Whether the effect is written in another case."""
    return statement["Effect"] not in ("Allow", "Deny")


def resource_is_cut_off(resource: str) -> bool:
    """Whether an ARN has `::` but too few parts, or no service: `arn:aws:s3::bucket`."""
    parts = resource.split(":")
    return ("::" in resource and len(parts) < 6) or (len(parts) > 3 and not parts[2])


def resource_fault(resource: str, own_partition: str | None = None) -> str | None:
    """What IAM refuses in a Resource of a permission policy.

    A resource of another partition is refused (terraform-aws-modules/terraform-aws-atlantis#83,
    aws/chalice#777), if the own partition is given.
    """
    if resource == "*" or "${" in resource.partition("/")[0]:
        return None
    _, colon, rest = resource.partition(":")
    if not colon:
        return f'Resource {resource} must be in ARN format or "*".'
    partition, *parts = rest.split(":", 4)
    known = partition == own_partition if own_partition else partition.startswith("aws")
    if not known and not has_wildcard(partition):
        shown = [*parts, *"****"][:4]
        arn = ":".join(("arn", partition, *shown))
        return f'Partition "{partition}" is not valid for resource "{arn}".'
    # A short ARN with a wildcard was not measured.
    if not parts or (len(parts) == 4 and has_wildcard(parts[0])):
        return "Resource vendor must be fully qualified and cannot contain regexes."
    vendor, region, account, name = (*parts, "", "", "")[:4]
    if vendor == "iam" and region:
        return f"IAM resource {resource} cannot contain region information."
    if fault := _global_fault(resource, vendor, region, account, name):
        return fault
    if vendor == "iam" and _is_no_iam_path(name):
        return f'IAM resource path must either be "*" or start with {_IAM_PATHS}.'
    return None


def has_wildcard(text: str) -> bool:
    """Whether a text has a wildcard of IAM."""
    return bool({"*", "?"} & set(text))


def _global_fault(resource: str, vendor: str, region: str, account: str, name: str) -> str | None:
    """The region or account in the ARN of a resource that has none.

    Access points, jobs and Storage Lens of S3 have both, and a slash in their names.

    Source: badmintoncryer/cdk-preflight, pf-iam-policy-resource-global-service-arn.
    """
    is_region = re.fullmatch(r"[a-z]+(?:-[a-z]+)+-\d", region) is not None
    is_bucket = vendor == "s3" and re.fullmatch(r"[\w.-]+", name) is not None
    if is_region and (vendor == "route53" or is_bucket or (vendor == "s3" and not account)):
        return f"Resource {resource} can not contain region information."
    if is_bucket and account.isdigit():
        return f"Resource {resource} cannot contain an account id."
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
    # Whether `*:*` is refused too was not measured.
    if has_wildcard(vendor) and action != "*:*":
        return "Action vendors (e.g., aws, ec2, etc.) must not contain wildcards."
    if vendor != "*" and not _VENDOR.fullmatch(vendor):
        return f"Vendor {vendor} is not valid"
    return None


def principal_fault(principal: object) -> str | None:
    """What IAM refuses in the Principal of a trust policy.

    Source: IAM User Guide, Principal: a wildcard cannot match a part of a name or ARN, and only
    `*` can stand alone, as an AWS principal (aws-cdk#5732, measured again by
    badmintoncryer/cdk-preflight).
    """
    if principal == "*":
        return 'AssumeRolepolicy contained an invalid principal: "STAR":"*".'
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
            if wrong or (kind == "Service" and _is_no_service(str(value))):
                return invalid_principal(kind, str(value))
    return None


def _is_no_service(name: str) -> bool:
    return name in _NO_SERVICES or _AWS_DOMAIN.search(name) is None


def is_no_principal(name: str) -> bool:
    """Whether a text cannot be an AWS principal: neither an account, an ARN nor a unique ID."""
    return not name.startswith("arn:") and _AWS_PRINCIPAL.fullmatch(name) is None


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
