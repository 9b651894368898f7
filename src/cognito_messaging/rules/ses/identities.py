"""The names of identities, and how they sign."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.ses import is_address, is_domain_name

_CREATE = "sesv2.CreateEmailIdentity"
_SIGN = "sesv2.PutEmailIdentityDkimSigningAttributes"
_OWN_KEY = ("DomainSigningSelector", "DomainSigningPrivateKey")


class IdentityName(Rule):
    """An identity is a domain or an address."""

    id = "ses-identity-name"
    text = "An identity must be the name of a domain or an email address."
    source = "API, sesv2 CreateEmailIdentity; terraform-provider-aws#3840"
    wording = "terraform-provider-aws#3840; Optum/dce#143"
    operations = frozenset({_CREATE})
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        return self._judge(call.parameters["EmailIdentity"])

    def _judge(self, name: str) -> AwsError | None:
        if "@" not in name:
            return self._judge_domain(name)
        return self._judge_address(name)

    def _judge_address(self, name: str) -> AwsError | None:
        return None if is_address(name) else self.refusal(what=f"Invalid email address<{name}>.")

    def _judge_domain(self, name: str) -> AwsError | None:
        return None if is_domain_name(name) else self.refusal(what=f"Invalid domain name {name}.")


class IdentityNameV1(IdentityName):
    """The same in version 1 of the API, which has an operation for each kind."""

    id = "ses-identity-name-v1"
    text = "An identity must be the name of a domain, or an email address, as the operation says."
    source = "terraform-provider-aws#3840; Optum/dce#143"
    operations = frozenset(
        {
            "ses.VerifyEmailIdentity",
            "ses.VerifyEmailAddress",
            "ses.VerifyDomainIdentity",
            "ses.VerifyDomainDkim",
        }
    )
    code = "InvalidParameterValue"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        if "Domain" in call.parameters:
            return self._judge_domain(call.parameters["Domain"])
        return self._judge_address(call.parameters["EmailAddress"])


class SigningNeedsDomain(Rule):
    """Only domains sign."""

    id = "ses-signing-needs-domain"
    text = "DKIM signing attributes can be given only for a domain."
    source = "API, sesv2 CreateEmailIdentity.DkimSigningAttributes; floci-io/floci#1904"
    wording = "floci-io/floci#1904"
    operations = frozenset({_CREATE, _SIGN})
    code = "BadRequestException"
    message = "The EmailIdentity value must be a valid domain."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        signs = call.name == _SIGN or "DkimSigningAttributes" in call.parameters
        return self.refusal() if signs and "@" in call.parameters["EmailIdentity"] else None


class OwnKeyComplete(Rule):
    """An own key is a selector with a private key, and has no length for SES to choose."""

    id = "ses-own-key-complete"
    text = (
        "DomainSigningSelector and DomainSigningPrivateKey go together, EXTERNAL needs both, and "
        "NextSigningKeyLength is for keys that SES creates."
    )
    source = "API, DkimSigningAttributes; TF, aws_sesv2_email_identity: RequiredWith, ConflictsWith"
    operations = frozenset({_CREATE, _SIGN})
    code = "BadRequestException"
    message = "{what}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        given = call.parameters
        signing = given.get("DkimSigningAttributes") or given.get("SigningAttributes") or {}
        parts = [name for name in _OWN_KEY if name in signing]
        is_own = given.get("SigningAttributesOrigin") == "EXTERNAL"
        if len(parts) == 1 or (is_own and not parts):
            return self.refusal(what=f"{' and '.join(_OWN_KEY)} must be given together.")
        if parts and "NextSigningKeyLength" in signing:
            return self.refusal(what="NextSigningKeyLength must not be given with an own key.")
        return None
