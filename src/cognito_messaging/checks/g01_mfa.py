"""Check G1: MFA, recovery and first factors fit together."""

from ..calls import GET_MFA_CONFIG
from ..facts.user_pools import enabled_factors, passkeys_are_second_factors
from . import sources
from .base import Check
from .fields import required
from .outcome import Channel, Outcome, Remediation, Severity, failed, passed, warned
from .subject import Subject


class Mfa(Check):
    """Can every user get through MFA and recovery?"""

    id = "G1"
    title = "MFA, recovery and first factors fit together"
    channel = Channel.GENERAL
    severity = Severity.HIGH
    why = (
        "A second factor and a reset code must not share a channel: "
        "users would be locked out, or AWS refuses."
    )
    source = sources.DG_MFA
    calls = (GET_MFA_CONFIG,)
    remediation = Remediation(
        "Offer TOTP in addition to SMS or email, "
        "and recovery by a channel that is not the second factor.",
        terraform="mfa, account_recovery",
        console="Cognito → User pools → {pool_id} → Sign-in → Multi-factor authentication",
    )

    async def run(self, subject: Subject) -> Outcome:
        """See `Check.run`."""
        pool = subject.pool
        answer = await subject.ask(GET_MFA_CONFIG, pool.region, UserPoolId=pool.id)
        mode = required(answer, "MfaConfiguration")
        if mode == "OFF":
            return passed("MFA is off.", MfaConfiguration=mode)
        methods = enabled_factors(answer)
        passkey_is_mfa = passkeys_are_second_factors(answer)
        # A passkey that nobody can sign in with is none (API, SignInPolicyType).
        has_passkeys = passkey_is_mfa and "WEB_AUTHN" in pool.first_factors
        named = [*sorted(methods), *(["passkeys"] if has_passkeys else [])]
        evidence = {
            "MfaConfiguration": mode,
            "methods": named,
            "first_factors": list(pool.first_factors),
            "recovery": list(pool.recovery),
        }
        problems = []
        excluded = {"EMAIL_OTP", "SMS_OTP"} | (set() if passkey_is_mfa else {"WEB_AUTHN"})
        if mode == "ON" and (clash := sorted(excluded & set(pool.first_factors))):
            problems.append(f"required MFA excludes the first factors {', '.join(clash)}")
        if "EMAIL" in methods and pool.recovery == ("verified_email",):
            problems.append("email is the second factor and the only recovery")
        if "SMS" in methods and pool.recovery == ("verified_phone_number",):
            problems.append("SMS is the second factor and the only recovery")
        if "EMAIL" in methods and pool.email.get("EmailSendingAccount") != "DEVELOPER":
            problems.append("MFA by email needs email through SES (E1)")
        if "EMAIL" in methods and pool.raw.get("UserPoolTier") == "LITE":
            problems.append("MFA by email needs the tier ESSENTIALS or PLUS")
        if problems:
            message = "; ".join(problems)
            return failed(f"{message[0].upper()}{message[1:]}.", **evidence)
        if not methods and has_passkeys:
            # go-to-k/cdkd#1923: AWS refuses MFA with passkeys only.
            return warned(
                "Passkeys are the only second factor: who signs in with a password has none.",
                **evidence,
            )
        if named == ["SMS"]:
            return warned(
                "SMS is the only second factor: expensive, and vulnerable to SIM swapping.",
                **evidence,
            )
        if not methods:
            return warned(f"MFA is {mode}, but no method is configured.", **evidence)
        return passed(f"MFA is {mode} with {', '.join(named)}.", **evidence)
