"""The pool's domains, web ACL and log delivery."""

from __future__ import annotations

from ..answers import mapping, text
from .model import Adoption, ExistingPool, without_input, without_nulls

_KNOWN = frozenset(
    {
        "AWSAccountId",
        "CloudFrontDistribution",
        "CustomDomainConfig",
        "Domain",
        "ManagedLoginVersion",
        "S3Bucket",
        "Status",
        "UserPoolId",
        "Version",
    }
)


def adopt_domain(existing: ExistingPool) -> Adoption:
    """The inputs `domain` and `web_acl`."""
    adoption = Adoption()
    _adopt_domains(existing, adoption)
    if existing.web_acl_arn:
        adoption.inputs["web_acl"] = {"arn": existing.web_acl_arn}
        address = 'aws_wafv2_web_acl_association.this["this"]'
        adoption.imports[address] = f"{existing.web_acl_arn},{existing.pool.arn}"
    if existing.log_configurations:
        adoption.remarks.append(
            "log delivery is configured and is not changed; modules/log-delivery can manage it "
            "(needs version 6 of the provider)"
        )
    return adoption


def _adopt_domains(existing: ExistingPool, adoption: Adoption) -> None:
    """A pool has at most one domain with a prefix and one of its owner."""
    inputs: dict[str, object] = {}
    versions: list[object] = []
    for domain in existing.domains:
        custom = mapping(domain.get("CustomDomainConfig"))
        adoption.remarks += without_input(domain, _KNOWN, "the domain")
        adoption.remarks += without_input(custom, ("CertificateArn",), "the domain")
        if name := text(domain.get("Domain")):
            certificate = text(custom.get("CertificateArn"))
            kind = "name" if certificate else "prefix"
            inputs |= without_nulls(**{kind: name}, certificate_arn=certificate)
            versions += without_nulls(version=domain.get("ManagedLoginVersion")).values()
            adoption.imports[f'aws_cognito_user_pool_domain.this["{kind}"]'] = name
    if inputs:
        version = versions[0] if versions else None
        adoption.inputs["domain"] = inputs | without_nulls(managed_login_version=version)
    if 2 in versions:
        adoption.remarks.append(
            "the branding styles of managed login are not changed; modules/managed-login can "
            "manage them (needs version 6.12 of the provider)"
        )
    if len(set(versions)) > 1:
        adoption.remarks.append(
            "its two domains have different versions of managed login; the module has one for "
            "both, and the first plan changes the domain with the prefix"
        )
