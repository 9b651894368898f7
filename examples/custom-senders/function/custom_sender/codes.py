"""The codes and temporary passwords, which Cognito encrypts with the AWS Encryption SDK.

Sources: Cognito Developer Guide, "Custom sender Lambda triggers": the grant with which Cognito
encrypts has the encryption context `userpool-id`, and temporary passwords are HTML-escaped.
"""

from __future__ import annotations

import base64
import html

from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient
from aws_encryption_sdk.key_providers.kms import KMSMasterKey, KMSMasterKeyConfig

from .clients import REPEATS, client
from .errors import SenderError


class Decryptor:
    """Decrypts what Cognito has encrypted with a key.

    Args:
        key_arn: the key; data of other keys is refused.
    """

    def __init__(self, key_arn: str) -> None:
        # Cognito chooses how it encrypts, so both kinds of messages are read.
        policy = CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT
        self._client = EncryptionSDKClient(commitment_policy=policy)
        # A master key, which takes a client with timeouts. Keyrings, which are to replace it, need
        # the Material Providers Library in the package too.
        kms = client("kms", key_arn.split(":")[3], REPEATS)
        self._key = KMSMasterKey(config=KMSMasterKeyConfig(key_id=key_arn, client=kms))

    def decrypt(self, encrypted: str, pool_id: str) -> str:
        """The code or temporary password that was encrypted for a pool.

        Raises:
            SenderError: it was encrypted for another pool.
        """
        source = base64.b64decode(encrypted)
        plain, header = self._client.decrypt(source=source, key_provider=self._key)
        if header.encryption_context.get("userpool-id") != pool_id:
            raise SenderError("The code was encrypted for another user pool.")
        return html.unescape(plain.decode())
