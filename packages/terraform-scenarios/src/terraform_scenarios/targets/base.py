"""What every target is: an endpoint, an account, a region."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Self

from botocore.config import Config
from botocore.loaders import create_loader

if TYPE_CHECKING:
    import boto3

DEFAULT_ACCOUNT = "000000000000"
DEFAULT_REGION = "us-east-1"
_SECRET_KEY = "test"  # noqa: S105 emulators take any

# Botocore settings that would come from the caller's variables or files: where to look for each
# (file, variable), the default, a conversion. Here, none is looked up.
_NOT_THE_CALLERS = {
    "profile": (None, None, None, None),
    "ca_bundle": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
    "use_fips_endpoint": (None, None, False, None),
    "use_dualstack_endpoint": (None, None, False, None),
}

# It keeps AWS's models, which take a while to read, for all sessions.
_MODELS = create_loader()


class Sessions:
    """Boto3 sessions by account and region.

    Attributes:
        lock: a session is for one thread at a time.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._made: dict[tuple[str, str], boto3.Session] = {}

    def of(self, target: Target, region: str) -> boto3.Session:
        """The session of a target's account in a region."""
        key = (target.access_key, region)
        if key not in self._made:
            self._made[key] = target.session(region)
        return self._made[key]


@dataclass(frozen=True)
class Target:
    """Where Terraform and boto3 send their calls.

    Attributes:
        name: `embedded`, `moto`, `localstack` or `aws`.
        endpoint: the URL of an emulator; None for AWS itself.
        region: the region that root modules and clients use.
        access_key: for an emulator; if it has twelve digits, it is also the account.
        ephemeral: stopping the target removes all resources on it.
        accounts: each 12-digit access key is a separate account.
        version: of the emulator, if it is known.
        pid: the process to stop if the target is kept running; 0 if there is none.
        services: the services that it has, by botocore's names; empty if it does not list them.
        fallback: another emulator, for what this one lacks; the gateway sends it those calls.
        check: raises `TargetUnavailable` if the target has died.
        sessions: boto3 sessions for clients.
    """

    name: str
    endpoint: str | None
    region: str = DEFAULT_REGION
    access_key: str = DEFAULT_ACCOUNT
    ephemeral: bool = False
    accounts: bool = False
    pid: int = 0
    version: str = ""
    services: tuple[str, ...] = ()
    fallback: Target | None = None
    check: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)
    sessions: Sessions = field(default_factory=Sessions, compare=False, repr=False)

    @property
    def title(self) -> str:
        """Name and version, such as `localstack 4.14.0`."""
        return f"{self.name} {self.version}".strip()

    def to_json(self) -> dict[str, Any]:
        """The target for another process; `check` and `sessions` are left out."""
        own = {"check", "sessions", "fallback"}
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in own}
        return {**values, "fallback": self.fallback.to_json() if self.fallback else None}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The target that another process has opened."""
        fallback = cls.from_json(values["fallback"]) if values["fallback"] else None
        return cls(**{**values, "services": tuple(values["services"]), "fallback": fallback})

    def with_account(self, number: int) -> Target:
        """The same target with another account, if it has accounts."""
        return replace(self, access_key=f"{number:012d}") if self.accounts else self

    def environment(self) -> dict[str, str]:
        """Environment variables that send Terraform, boto3 or the AWS CLI to this target."""
        if self.endpoint is None:
            return {"AWS_REGION": self.region}
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": _SECRET_KEY,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            # The caller's profile must not reach an emulator, or the reverse.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            # An emulator that does not answer is dead; the default of 25 attempts takes an hour.
            "AWS_MAX_ATTEMPTS": "4",
        }

    def provider(self) -> dict[str, Any]:
        """Arguments of the `aws` provider block that this target needs."""
        if self.endpoint is None:
            return {"region": self.region}
        # The account ID is not skipped: without it, ARNs have an empty account.
        return {
            "region": self.region,
            # Also in the environment; but a provider that runs on has the environment of its start.
            "access_key": self.access_key,
            "secret_key": _SECRET_KEY,
            "skip_credentials_validation": True,
            "skip_metadata_api_check": True,
            "skip_region_validation": True,
            "s3_use_path_style": True,
        }

    def session(self, region: str | None = None) -> boto3.Session:
        """A boto3 session with this target's credentials.

        For an emulator, the caller's profile, files and variables for AWS are ignored, as in
        `environment`.
        """
        import boto3  # here, since it takes a while and not every run makes calls
        import botocore.session

        if self.endpoint is None:
            return boto3.Session(region_name=region or self.region)
        bare = botocore.session.Session(session_vars=_NOT_THE_CALLERS)
        bare.register_component("data_loader", _MODELS)
        return boto3.Session(
            aws_access_key_id=self.access_key,
            aws_secret_access_key=_SECRET_KEY,
            region_name=region or self.region,
            botocore_session=bare,
        )

    def client(self, service: str, region: str | None = None, account: str | None = None) -> Any:
        """A boto3 client for `service` on this target; several threads may ask for one.

        Args:
            service: as boto3 names it.
            region: another than the target's.
            account: another of an emulator's accounts.
        """
        one = replace(self, access_key=account) if account and self.endpoint else self
        config = Config(
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path"},
            # The caller's proxy cannot reach an emulator on loopback.
            proxies=None if self.endpoint is None else {},
        )
        with self.sessions.lock:
            session = self.sessions.of(one, region or self.region)
            make: Any = session.client  # its stubs want a literal service name
            return make(service, endpoint_url=self.endpoint, config=config)


# For plans without a target: nothing listens there.
UNREACHABLE = Target("none", "http://127.0.0.1:9", ephemeral=True)
