"""The pool's domain, web ACL and log delivery."""

from __future__ import annotations

from ..answers import mapping, text
from .model import Adoption, ExistingPool, without_nulls


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
