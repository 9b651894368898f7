"""Lambda triggers and custom senders."""

from __future__ import annotations

from ..answers import mapping, text
from .model import LOST, Adoption, ExistingPool

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
_OTHERS = frozenset(
    {
        "PreTokenGeneration",
        "PreTokenGenerationConfig",
        "CustomSMSSender",
        "CustomEmailSender",
        "KMSKeyID",
    }
)


def adopt_triggers(existing: ExistingPool) -> Adoption:
    """The inputs `lambda_triggers`, `pre_token_generation_version` and `custom_senders`."""
    adoption = Adoption()
    config = mapping(existing.pool.raw.get("LambdaConfig"))
    functions = {new: arn for old, new in _TRIGGERS.items() if (arn := text(config.get(old)))}
    token = mapping(config.get("PreTokenGenerationConfig"))
    if arn := text(token.get("LambdaArn")) or text(config.get("PreTokenGeneration")):
        functions["pre_token_generation"] = arn
        version = text(token.get("LambdaVersion")) or "V1_0"
        if version != "V1_0":
            adoption.inputs["pre_token_generation_version"] = version
    if functions:
        adoption.inputs["lambda_triggers"] = functions
    senders = {
        channel.lower(): {"lambda_arn": arn}
        for channel in ("Email", "SMS")
        if (arn := existing.pool.custom_sender(channel))
    }
    if senders:
        key_arn = text(config.get("KMSKeyID"))
        adoption.inputs["custom_senders"] = {"kms_key_arn": key_arn, **senders}
    if functions or senders:
        adoption.remarks.append(
            "the plan adds a permission to each Lambda function, under a name that the module "
            "manages; you can remove the existing permission afterwards"
        )
    adoption.remarks += [
        f"the module has no input for the trigger {name}, and {LOST}"
        for name, value in config.items()
        if value and name not in _TRIGGERS and name not in _OTHERS
    ]
    return adoption
