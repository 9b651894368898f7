"""The pool's domain, web ACL and log delivery."""

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
    if name := text(existing.domain.get("Domain")):
        certificate = text(mapping(existing.domain.get("CustomDomainConfig")).get("CertificateArn"))
        adoption.inputs["domain"] = without_nulls(
            prefix=None if certificate else name,
            name=name if certificate else None,
            certificate_arn=certificate,
            managed_login_version=existing.domain.get("ManagedLoginVersion"),
        )
        adoption.imports['aws_cognito_user_pool_domain.this["this"]'] = name
    if existing.domain.get("ManagedLoginVersion") == 2:
        adoption.remarks.append(
            "the branding styles of managed login are not changed; modules/managed-login can "
            "manage them (needs version 6.12 of the provider)"
        )
    raw = existing.pool.raw
    if (prefix := text(raw.get("Domain"))) and text(raw.get("CustomDomain")):
        adoption.remarks.append(f"the prefix domain {prefix} stays, but is not adopted")
    custom = mapping(existing.domain.get("CustomDomainConfig"))
    adoption.remarks += without_input(existing.domain, _KNOWN, "the domain")
    adoption.remarks += without_input(custom, ("CertificateArn",), "the domain")
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
