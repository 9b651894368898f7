"""What every target is: an endpoint, an account, a region."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
from botocore.config import Config

DEFAULT_ACCOUNT = "000000000000"
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class Target:
    """Where Terraform and boto3 send their calls.

    Attributes:
        name: `embedded`, `moto`, `localstack` or `aws`.
        endpoint: the URL of an emulator; None for AWS itself.
        region: the region that root modules and clients use.
        access_key: for an emulator, also the account where it is twelve digits.
        ephemeral: True where stopping the target removes all that was made on it.
        accounts: True where each 12-digit access key is an account of its own.
        pid: the process to stop where the target was left running; 0 where there is none.
        check: raises `TargetUnavailable` where the target has died.
    """

    name: str
    endpoint: str | None
    region: str = DEFAULT_REGION
    access_key: str = DEFAULT_ACCOUNT
    ephemeral: bool = False
    accounts: bool = False
    pid: int = 0
    check: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)

    def with_account(self, number: int) -> Target:
        """The same target seen from another account; itself where it has only one."""
        return replace(self, access_key=f"{number:012d}") if self.accounts else self

    def environment(self) -> dict[str, str]:
        """Environment variables that send Terraform, boto3 or the AWS CLI to this target."""
        if self.endpoint is None:
            return {"AWS_REGION": self.region}
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Nothing of the caller's own profile may reach an emulator, or the reverse.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            # An emulator that does not answer is dead; 25 tries would take an hour to say so.
            "AWS_MAX_ATTEMPTS": "4",
        }

    def provider(self) -> dict[str, Any]:
        """Arguments of the `aws` provider block that this target needs."""
        if self.endpoint is None:
            return {"region": self.region}
        # Account ids are asked for on purpose: without them ARNs carry an empty account.
        return {
            "region": self.region,
            "skip_credentials_validation": True,
            "skip_metadata_api_check": True,
            "skip_region_validation": True,
            "s3_use_path_style": True,
        }

    def session(self, region: str | None = None) -> boto3.Session:
        """A boto3 session with this target's credentials."""
        if self.endpoint is None:
            return boto3.Session(region_name=region or self.region)
        return boto3.Session(
            aws_access_key_id=self.access_key,
            aws_secret_access_key="test",  # noqa: S106 emulators take any
            region_name=region or self.region,
        )

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client for `service` on this target."""
        config = Config(
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path"},
        )
        make: Any = self.session(region).client  # its stubs want a literal service name
        return make(service, endpoint_url=self.endpoint, config=config)
