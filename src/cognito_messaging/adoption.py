"""A pool that exists, in the terms of this project's Terraform module."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from typing import Any

from cognito_messaging import hcl
from cognito_messaging.facts.senders import (
    Coverage,
    InvalidSenderError,
    Sender,
    coverage,
)
from cognito_messaging.hcl import Reference
from cognito_messaging.pool import UserPool, mapping, text, texts

_POOL = "aws_cognito_user_pool"
_TRIGGERS = {
    "PreSignUp": "pre_sign_up",
    "CustomMessage": "custom_message",
    "PostConfirmation": "post_confirmation",
    "PreAuthentication": "pre_authentication",
    "PostAuthentication": "post_authentication",
    "DefineAuthChallenge": "define_auth_challenge",
    "CreateAuthChallenge": "create_auth_challenge",
    "VerifyAuthChallengeResponse": "verify_auth_challenge_response",
    "UserMigration": "user_migration",
}
# DG, "Working with user attributes": the standard attributes, as a pool has them that says nothing.
_STANDARD = frozenset(
    [
        "address",
        "birthdate",
        "email",
        "email_verified",
        "family_name",
        "gender",
        "given_name",
        "locale",
        "middle_name",
        "name",
        "nickname",
        "phone_number",
        "phone_number_verified",
        "picture",
        "preferred_username",
        "profile",
        "updated_at",
        "website",
        "zoneinfo",
    ]
)
# What Cognito adds to an identity provider's details by itself.
_SECRETS = ("client_secret", "private_key")


@dataclass(frozen=True)
class Facts:
    """Everything about a pool that adopting it takes, as AWS answers it."""

    pool: UserPool
    mfa: Mapping[str, Any] = field(default_factory=dict)
    clients: Sequence[Mapping[str, Any]] = ()
    groups: Sequence[Mapping[str, Any]] = ()
    resource_servers: Sequence[Mapping[str, Any]] = ()
    identity_providers: Sequence[Mapping[str, Any]] = ()
    domain: Mapping[str, Any] = field(default_factory=dict)
    web_acl_arn: str | None = None
    risk: Mapping[str, Any] = field(default_factory=dict)
    log_configurations: Sequence[Mapping[str, Any]] = ()
    ui_customizations: Sequence[Mapping[str, Any]] = ()
    unread: Sequence[str] = ()


@dataclass
class Adoption:
    """What to write.

    Attributes:
        inputs: of the module.
        imports: resource address below the module, and import id.
        variables: sensitive variables that the caller fills in.
        remarks: what the module cannot express, and what the plan will change.
    """

    inputs: dict[str, object] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    variables: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def adopt(facts: Facts) -> Adoption:
    """Work out inputs and imports.

    Nothing is dropped in silence: what has no input is a remark.
    """
    adoption = Adoption()
    adoption.imports[f"{_POOL}.this"] = facts.pool.id
    for part in (
        _pool,
        _attributes,
        _email,
        _sms,
        _mfa,
        _messages,
        _triggers,
        _threat_protection,
        _clients,
        _around,
    ):
        part(facts, adoption)
    adoption.remarks += [f"not read, so not adopted: {reason}" for reason in facts.unread]
    return adoption


def render(adoption: Adoption, *, name: str, source: str, region: str) -> str:
    """A Terraform root that adopts the pool.

    Args:
        adoption: from :func:`adopt`.
        name: of the module block.
        source: of the module.
        region: of the pool.
    """
    parts = []
    if adoption.remarks:
        parts.append("".join(f"# {_comment(remark)}\n" for remark in adoption.remarks))
    parts.append(f'provider "aws" {{\n  region = {hcl.literal(region)}\n}}\n')
    parts += [
        f'variable "{variable}" {{\n  type      = string\n  sensitive = true\n}}\n'
        for variable in adoption.variables
    ]
    source_line = hcl.attributes({"source": source}, 2)
    inputs = hcl.attributes(adoption.inputs, 2)
    parts.append(f'module "{name}" {{\n{source_line}\n{inputs}}}\n')
    parts += [
        f"import {{\n  to = module.{name}.{address}\n  id = {hcl.literal(identifier)}\n}}\n"
        for address, identifier in adoption.imports.items()
    ]
    return "\n".join(parts)


def _comment(remark: str) -> str:
    return " ".join(hcl.literal(remark)[1:-1].replace("$${", "${").replace("%%{", "%{").split())


def _given(**values: object) -> dict[str, object]:
    """The inputs that say something."""
    return {name: value for name, value in values.items() if value is not None}


def _pool(facts: Facts, adoption: Adoption) -> None:
    raw, pool = facts.pool.raw, facts.pool
    inputs = adoption.inputs
    inputs["name"] = pool.name
    if tags := {
        str(key): str(value)
        for key, value in mapping(raw.get("UserPoolTags")).items()
        if not str(key).startswith("aws:")
    }:
        inputs["tags"] = tags
    inputs["deletion_protection"] = raw.get("DeletionProtection") == "ACTIVE"
    if tier := text(raw.get("UserPoolTier")):
        inputs["tier"] = tier
    username = mapping(raw.get("UsernameConfiguration"))
    aliases = list(texts(raw.get("AliasAttributes")))
    sign_in: dict[str, object] = {"case_sensitive": username.get("CaseSensitive", True)}
    if aliases:
        sign_in["alias_attributes"] = aliases
    else:
        sign_in["username_attributes"] = list(texts(raw.get("UsernameAttributes")))
    if pool.first_factors not in ((), ("PASSWORD",)):
        sign_in["first_factors"] = list(pool.first_factors)
    passkeys = mapping(facts.mfa.get("WebAuthnConfiguration"))
    if passkeys:
        sign_in["passkeys"] = _given(
            relying_party_id=text(passkeys.get("RelyingPartyId")),
            user_verification=text(passkeys.get("UserVerification")),
        )
        if passkeys.get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION":
            adoption.remarks.append("passkeys count as a second factor here; no input says so")
    inputs["sign_in"] = sign_in
    if not username:
        adoption.remarks.append(
            "DO NOT APPLY if the plan replaces the pool: it has no username configuration, as "
            "pools "
            "made before 2020, and the module writes one"
        )
    password = mapping(mapping(raw.get("Policies")).get("PasswordPolicy"))
    inputs["password_policy"] = _given(
        minimum_length=password.get("MinimumLength"),
        require_lowercase=password.get("RequireLowercase", False),
        require_uppercase=password.get("RequireUppercase", False),
        require_numbers=password.get("RequireNumbers", False),
        require_symbols=password.get("RequireSymbols", False),
        password_history_size=password.get("PasswordHistorySize") or None,
        temporary_password_validity_days=password.get("TemporaryPasswordValidityDays"),
    )
    if devices := mapping(raw.get("DeviceConfiguration")):
        inputs["devices"] = {
            "challenge_required_on_new_device": devices.get("ChallengeRequiredOnNewDevice", False),
            "device_only_remembered_on_user_prompt": devices.get(
                "DeviceOnlyRememberedOnUserPrompt", False
            ),
        }
    if mapping(raw.get("KeyConfiguration")).get("KeyType") == "CUSTOMER_MANAGED_KEY":
        adoption.remarks.append("the pool is encrypted with a key of yours; no input says so")
    if mapping(raw.get("IssuerConfiguration")).get("Type") == "UPDATED":
        adoption.remarks.append("the pool has the updated issuer; no input says so")


def _attributes(facts: Facts, adoption: Adoption) -> None:
    found: dict[str, object] = {}
    for attribute in map(mapping, facts.pool.raw.get("SchemaAttributes") or ()):
        full = text(attribute.get("Name")) or ""
        name = full.removeprefix("dev:").removeprefix("custom:")
        own = name != full
        kind = text(attribute.get("AttributeDataType")) or "String"
        string = mapping(attribute.get("StringAttributeConstraints"))
        number = mapping(attribute.get("NumberAttributeConstraints"))
        required, mutable = attribute.get("Required") is True, attribute.get("Mutable") is not False
        if not own:
            usual = (0, 2048) if name != "birthdate" else (10, 10)
            if name not in _STANDARD or name.endswith("_verified"):
                continue
            lengths = (_int(string.get("MinLength")), _int(string.get("MaxLength")))
            if not required and mutable and lengths in (usual, (None, None)):
                continue
        found[name] = _given(
            type=kind if own and kind != "String" else None,
            required=True if required else None,
            mutable=None if mutable else False,
            developer_only=True if full.startswith("dev:") else None,
            min_length=_int(string.get("MinLength")),
            max_length=_int(string.get("MaxLength")),
            min_value=_int(number.get("MinValue")),
            max_value=_int(number.get("MaxValue")),
        )
    usernames = texts(facts.pool.raw.get("UsernameAttributes"))
    if len(usernames) == 1 and usernames[0] not in found:
        # The module would make it required, and an attribute cannot become so.
        found[usernames[0]] = {"required": False}
        adoption.remarks.append(
            f"{usernames[0]} is not required here, and the module would have it so: it is written "
            f"out"
        )
    if found:
        adoption.inputs["attributes"] = found


def _int(value: object) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _email(facts: Facts, adoption: Adoption) -> None:
    settings, identity = facts.pool.email, facts.pool.identity
    email: dict[str, object] = {}
    if settings.get("EmailSendingAccount") != "DEVELOPER":
        if settings.get("SourceArn") or settings.get("From"):
            adoption.remarks.append(
                "Cognito's own sender with an address of yours (COGNITO_DEFAULT with SourceArn) "
                "has "
                "no input: the plan takes it away"
            )
    elif identity is None:
        adoption.remarks.append("DEVELOPER without an SES identity that can be read: left out")
    else:
        email["identity"] = {"arn": str(identity.arn)}
        shown = text(settings.get("From"))
        try:
            sender = Sender.parse(shown) if shown else None
        except InvalidSenderError as error:
            sender = None
            adoption.remarks.append(f"From is not adopted: {error}")
        if sender:
            email["from_address"] = sender.address
            if sender.display_name:
                email["from_name"] = str(make_header(decode_header(sender.display_name)))
            if coverage(sender, identity) is not Coverage.WITHIN:
                adoption.remarks.append(
                    f"the module refuses {sender.address} with the identity {identity.name}: name "
                    f"an "
                    "identity for its domain"
                )
        elif identity.is_domain:
            email["from_address"] = f"no-reply@{identity.name}"
            adoption.remarks.append("From is not set, and a domain needs one: mind from_address")
        if name := text(settings.get("ConfigurationSet")):
            email["configuration_set"] = name
    if reply_to := text(settings.get("ReplyToEmailAddress")):
        email["reply_to_address"] = reply_to
    if email:
        adoption.inputs["email"] = email


def _sms(facts: Facts, adoption: Adoption) -> None:
    settings = facts.pool.sms
    if settings is None:
        return
    if settings.through != "sns":
        adoption.remarks.append(
            "SMS goes through AWS End User Messaging (EumsSms), which hashicorp/aws does not "
            "support (issue 50066): not adopted"
        )
        return
    if not settings.external_id:
        adoption.remarks.append("the SMS role is given no external ID, and the module wants one")
    adoption.inputs["sms"] = _given(
        role={"arn": settings.caller_arn},
        external_id=settings.external_id,
        sns_region=settings.region,
    )
    if settings.region is None:
        adoption.remarks.append("the plan sets sns_region, which the pool leaves open")


def _mfa(facts: Facts, adoption: Adoption) -> None:
    mfa, pool = facts.mfa, facts.pool
    mode = text(mfa.get("MfaConfiguration")) or pool.mfa or "OFF"
    sms, email = mapping(mfa.get("SmsMfaConfiguration")), mapping(mfa.get("EmailMfaConfiguration"))
    totp = mapping(mfa.get("SoftwareTokenMfaConfiguration")).get("Enabled") is True
    # Cognito keeps the SMS settings with MFA; what makes SMS a method is that MFA is on.
    methods = [
        name
        for name, on in (("TOTP", totp), ("SMS", bool(sms)), ("EMAIL", bool(email)))
        if on and mode != "OFF"
    ]
    if mode == "OFF" and (totp or email):
        adoption.remarks.append("MFA is off, and the methods that it has in store are not adopted")
    adoption.inputs["mfa"] = _given(
        configuration=mode,
        methods=methods or None,
        sms_message=text(pool.raw.get("SmsAuthenticationMessage"))
        or text(sms.get("SmsAuthenticationMessage")),
        email_subject=text(email.get("Subject")) if methods else None,
        email_message=text(email.get("Message")) if methods else None,
    )
    if pool.recovery:
        adoption.inputs["account_recovery"] = list(pool.recovery)
    else:
        adoption.remarks.append("the pool has no recovery setting; the plan writes the module's")


def _messages(facts: Facts, adoption: Adoption) -> None:
    raw, pool = facts.pool.raw, facts.pool
    template = mapping(raw.get("VerificationMessageTemplate"))
    updates = mapping(raw.get("UserAttributeUpdateSettings"))
    adoption.inputs["verification"] = _given(
        auto_verified_attributes=list(pool.auto_verified),
        keep_original_until_verified=list(
            texts(updates.get("AttributesRequireVerificationBeforeUpdate"))
        ),
        email_option=text(template.get("DefaultEmailOption")),
        email_subject=text(template.get("EmailSubject"))
        or text(raw.get("EmailVerificationSubject")),
        email_message=text(template.get("EmailMessage"))
        or text(raw.get("EmailVerificationMessage")),
        email_subject_by_link=text(template.get("EmailSubjectByLink")),
        email_message_by_link=text(template.get("EmailMessageByLink")),
        sms_message=text(template.get("SmsMessage")) or text(raw.get("SmsVerificationMessage")),
    )
    admin = mapping(raw.get("AdminCreateUserConfig"))
    invite = mapping(admin.get("InviteMessageTemplate"))
    adoption.inputs["invitation"] = _given(
        admin_only=bool(admin.get("AllowAdminCreateUserOnly")),
        email_subject=text(invite.get("EmailSubject")),
        email_message=text(invite.get("EmailMessage")),
        sms_message=text(invite.get("SMSMessage")),
    )


def _triggers(facts: Facts, adoption: Adoption) -> None:
    config = mapping(facts.pool.raw.get("LambdaConfig"))
    triggers = {new: arn for old, new in _TRIGGERS.items() if (arn := text(config.get(old)))}
    token = mapping(config.get("PreTokenGenerationConfig"))
    if arn := text(token.get("LambdaArn")) or text(config.get("PreTokenGeneration")):
        triggers["pre_token_generation"] = arn
        version = text(token.get("LambdaVersion")) or "V1_0"
        if version != "V1_0":
            adoption.inputs["pre_token_generation_version"] = version
    if triggers:
        adoption.inputs["lambda_triggers"] = triggers
    senders = {
        channel.lower(): {"lambda_arn": arn}
        for channel in ("Email", "SMS")
        if (arn := facts.pool.custom_sender(channel))
    }
    if senders:
        adoption.inputs["custom_senders"] = {"kms_key_arn": text(config.get("KMSKeyID")), **senders}
    if triggers or senders:
        adoption.remarks.append(
            "the plan adds a permission to each Lambda function, named so that the module can "
            "manage "
            "it; the one that is there may go afterwards"
        )
    if mapping(config.get("InboundFederation")):
        adoption.remarks.append("the trigger InboundFederation has no input")


def _threat_protection(facts: Facts, adoption: Adoption) -> None:
    add_ons = mapping(facts.pool.raw.get("UserPoolAddOns"))
    mode = text(add_ons.get("AdvancedSecurityMode"))
    flows = mapping(add_ons.get("AdvancedSecurityAdditionalFlows"))
    if not mode:
        return
    risk = mapping(facts.risk)
    compromised = mapping(risk.get("CompromisedCredentialsRiskConfiguration"))
    exceptions = mapping(risk.get("RiskExceptionConfiguration"))
    takeover = mapping(risk.get("AccountTakeoverRiskConfiguration"))
    protection = _given(mode=mode, custom_auth_mode=text(flows.get("CustomAuthMode")))
    if compromised:
        protection["compromised_credentials"] = _given(
            event_action=text(mapping(compromised.get("Actions")).get("EventAction")),
            event_filter=list(texts(compromised.get("EventFilter"))) or None,
        )
    for old, new in (
        ("BlockedIPRangeList", "blocked_ip_ranges"),
        ("SkippedIPRangeList", "skipped_ip_ranges"),
    ):
        if ranges := texts(exceptions.get(old)):
            protection[new] = list(ranges)
    if takeover:
        protection["account_takeover"] = _takeover(takeover)
    adoption.inputs["threat_protection"] = protection
    if compromised or exceptions or takeover:
        address = "aws_cognito_risk_configuration.this"
        adoption.imports[f'{address}["this"]'] = facts.pool.id


def _takeover(takeover: Mapping[str, Any]) -> dict[str, object]:
    actions = mapping(takeover.get("Actions"))
    found: dict[str, object] = {}
    for level in ("low", "medium", "high"):
        action = mapping(actions.get(f"{level.capitalize()}Action"))
        if event_action := text(action.get("EventAction")):
            found[level] = {"event_action": event_action, "notify": bool(action.get("Notify"))}
    notify = mapping(takeover.get("NotifyConfiguration"))
    if notify:
        texts_of = {
            new: {
                "subject": mail.get("Subject", ""),
                "html_body": mail.get("HtmlBody", ""),
                "text_body": mail.get("TextBody", ""),
            }
            for old, new in (
                ("BlockEmail", "block_email"),
                ("MfaEmail", "mfa_email"),
                ("NoActionEmail", "no_action_email"),
            )
            if (mail := mapping(notify.get(old)))
        }
        found["notify_configuration"] = _given(
            source_arn=text(notify.get("SourceArn")),
            **{"from": text(notify.get("From"))},
            reply_to=text(notify.get("ReplyTo")),
            **texts_of,
        )
    return found


def _clients(facts: Facts, adoption: Adoption) -> None:
    clients: dict[str, object] = {}
    keys: dict[str, str] = {}
    for client in facts.clients:
        client_id, name = str(client.get("ClientId")), str(client.get("ClientName"))
        key = name if _KEY.fullmatch(name) and name not in clients else client_id
        keys[client_id] = key
        clients[key] = _client(client, key)
        address = f"aws_cognito_user_pool_client.this[{hcl.literal(key)}]"
        adoption.imports[address] = f"{facts.pool.id}/{client_id}"
    if clients:
        adoption.inputs["clients"] = clients
    pages: dict[str, object] = {}
    for page in facts.ui_customizations:
        client_id = text(page.get("ClientId")) or "ALL"
        key = keys.get(client_id, "ALL")
        if css := text(page.get("CSS")):
            pages[key] = {"css": css}
            address = "aws_cognito_user_pool_ui_customization.this"
            adoption.imports[f"{address}[{hcl.literal(key)}]"] = f"{facts.pool.id},{client_id}"
        if page.get("ImageUrl"):
            adoption.remarks.append(
                f"the logo of {key} is not adopted: give its file as ui_customization image_file"
            )
    if pages:
        adoption.inputs["ui_customization"] = pages


_KEY = re.compile(r"[\w .@+=,-]+")


def _client(client: Mapping[str, Any], key: str) -> dict[str, object]:
    units = mapping(client.get("TokenValidityUnits"))
    rotation = mapping(client.get("RefreshTokenRotation"))
    analytics = mapping(client.get("AnalyticsConfiguration"))
    name = str(client.get("ClientName"))
    return _given(
        name=name if name != key else None,
        # The provider reads no generate_secret on import, and a value where it read none replaces
        # the client: `imported` has the module leave it out.
        imported=True,
        generate_secret=True if client.get("ClientSecret") else None,
        explicit_auth_flows=list(texts(client.get("ExplicitAuthFlows"))),
        prevent_user_existence_errors=text(client.get("PreventUserExistenceErrors")) or "LEGACY",
        enable_token_revocation=bool(client.get("EnableTokenRevocation")),
        enable_propagate_additional_user_context_data=True
        if client.get("EnablePropagateAdditionalUserContextData")
        else None,
        # AWS leaves out what nobody set: an hour, an hour, thirty days (API, UserPoolClientType).
        access_token_validity=client.get("AccessTokenValidity") or _hour(units.get("AccessToken")),
        id_token_validity=client.get("IdTokenValidity") or _hour(units.get("IdToken")),
        refresh_token_validity=client.get("RefreshTokenValidity") or 30,
        token_validity_units={
            "access_token": units.get("AccessToken", "hours"),
            "id_token": units.get("IdToken", "hours"),
            "refresh_token": units.get("RefreshToken", "days"),
        },
        refresh_token_rotation=_given(
            feature=text(rotation.get("Feature")),
            retry_grace_period_seconds=rotation.get("RetryGracePeriodSeconds"),
        )
        or None,
        auth_session_validity=client.get("AuthSessionValidity"),
        read_attributes=list(texts(client.get("ReadAttributes"))) or None,
        write_attributes=list(texts(client.get("WriteAttributes"))) or None,
        supported_identity_providers=list(texts(client.get("SupportedIdentityProviders"))),
        allowed_oauth_flows=list(texts(client.get("AllowedOAuthFlows"))) or None,
        allowed_oauth_scopes=list(texts(client.get("AllowedOAuthScopes"))) or None,
        callback_urls=list(texts(client.get("CallbackURLs"))) or None,
        logout_urls=list(texts(client.get("LogoutURLs"))) or None,
        default_redirect_uri=text(client.get("DefaultRedirectURI")),
        analytics_configuration=_given(
            application_arn=text(analytics.get("ApplicationArn")),
            application_id=text(analytics.get("ApplicationId")),
            external_id=text(analytics.get("ExternalId")),
            role_arn=text(analytics.get("RoleArn")),
            user_data_shared=analytics.get("UserDataShared"),
        )
        or None,
    )


def _hour(unit: object) -> int:
    return {"seconds": 3600, "minutes": 60}.get(str(unit), 1)


def _around(facts: Facts, adoption: Adoption) -> None:
    pool_id, inputs, imports = facts.pool.id, adoption.inputs, adoption.imports
    groups: dict[str, object] = {}
    for group in facts.groups:
        name = str(group.get("GroupName"))
        groups[name] = _given(
            description=text(group.get("Description")),
            precedence=group.get("Precedence"),
            role_arn=text(group.get("RoleArn")),
        )
        imports[f"aws_cognito_user_group.this[{hcl.literal(name)}]"] = f"{pool_id}/{name}"
    servers: dict[str, object] = {}
    for server in facts.resource_servers:
        name = str(server.get("Identifier"))
        servers[name] = {
            "name": server.get("Name"),
            "scopes": {
                str(scope.get("ScopeName")): scope.get("ScopeDescription")
                for scope in map(mapping, server.get("Scopes") or ())
            },
        }
        address = f"aws_cognito_resource_server.this[{hcl.literal(name)}]"
        imports[address] = f"{pool_id}|{name}"
    providers: dict[str, object] = {}
    for provider in facts.identity_providers:
        name = str(provider.get("ProviderName"))
        providers[name] = _provider(provider, name, adoption)
        address = f"aws_cognito_identity_provider.this[{hcl.literal(name)}]"
        imports[address] = f"{pool_id}:{name}"
    for input_name, values in (
        ("groups", groups),
        ("resource_servers", servers),
        ("identity_providers", providers),
    ):
        if values:
            inputs[input_name] = values
    if domain := text(facts.domain.get("Domain")):
        certificate = text(mapping(facts.domain.get("CustomDomainConfig")).get("CertificateArn"))
        inputs["domain"] = _given(
            prefix=None if certificate else domain,
            name=domain if certificate else None,
            certificate_arn=certificate,
            managed_login_version=facts.domain.get("ManagedLoginVersion"),
        )
        imports['aws_cognito_user_pool_domain.this["this"]'] = domain
    if facts.web_acl_arn:
        inputs["web_acl"] = {"arn": facts.web_acl_arn}
        address = 'aws_wafv2_web_acl_association.this["this"]'
        imports[address] = f"{facts.web_acl_arn},{facts.pool.arn}"
    if facts.log_configurations:
        adoption.remarks.append(
            "log delivery is set up and stays as it is: modules/log-delivery manages it (provider "
            "6)"
        )


def _provider(provider: Mapping[str, Any], name: str, adoption: Adoption) -> dict[str, object]:
    details: dict[str, object] = {}
    for key, value in mapping(provider.get("ProviderDetails")).items():
        if key in _SECRETS:
            variable = re.sub(r"\W", "_", f"{name}_{key}".lower())
            adoption.variables.append(variable)
            details[key] = Reference(f"var.{variable}")
        elif key != "ActiveEncryptionCertificate":  # AWS's own
            details[key] = str(value)
    return _given(
        type=text(provider.get("ProviderType")),
        details=details,
        attribute_mapping=dict(mapping(provider.get("AttributeMapping"))) or None,
        idp_identifiers=list(texts(provider.get("IdpIdentifiers"))) or None,
    )
