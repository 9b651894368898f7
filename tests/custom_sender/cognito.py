"""What Cognito does for a custom sender: it encrypts the code, and makes the event.

Sources: Cognito Developer Guide, "Custom sender Lambda triggers", "Custom email sender Lambda
trigger" and "Custom SMS sender Lambda trigger", with their parameters.
"""

from __future__ import annotations

import base64
import html

from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient
from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig


def encrypt(kms, key_arn, pool_id, secret):
    """A code or temporary password as the event has it."""
    policy = CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
    key = KMSMasterKey(config=KMSMasterKeyConfig(key_id=key_arn, client=kms))
    encrypted, _ = EncryptionSDKClient(commitment_policy=policy).encrypt(
        # Cognito escapes temporary passwords.
        source=html.escape(secret, quote=False),
        key_provider=key,
        encryption_context={"userpool-id": pool_id},
    )
    return base64.b64encode(encrypted).decode()


def event(trigger, pool_id, user, attributes, code=None):
    """The event of a trigger, such as `CustomEmailSender_SignUp`."""
    kind = "customEmailSender" if "Email" in trigger else "customSMSSender"
    return {
        "version": "1",
        "triggerSource": trigger,
        "region": "us-east-1",
        "userPoolId": pool_id,
        "userName": user,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client"},
        "request": {
            "type": f"{kind}RequestV1",
            "code": code,
            "clientMetadata": None,
            "userAttributes": attributes,
        },
    }
