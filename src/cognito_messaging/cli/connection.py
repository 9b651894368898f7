"""How the command connects to AWS: profile, role, region, endpoint, and for how long it waits."""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import boto3
import botocore.session
from botocore.config import Config

from ..aws import SECONDS, Answer, Aws, BotoTransport
from ..calls import ASSUME_ROLE, ApiOperation
from ..facts.arns import Arn, InvalidArn
from ..genuine import guard
from ..pool import region_of
from .arguments import regions
from .credentials import load_credentials
from .errors import CommandFailed, ExitCode, configuration_errors
from .regions import check_region
from .terminal import WaitDisplay

# For clients that a subcommand makes from the session: twice this is less than the default timeout.
_CLIENT = Config(
    connect_timeout=5,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
)


@dataclass(frozen=True)
class Connection:
    """The global options.

    Attributes:
        region: needed if no pool ID contains it.
        profile: a profile in AWS's configuration files.
        role_arn: the role to assume before any other call.
        endpoint_url: one endpoint for all services, for an emulator.
        timeout: how many seconds to wait for AWS in all, without the time for questions.
    """

    region: str | None = None
    profile: str | None = None
    role_arn: str | None = None
    endpoint_url: str | None = None
    timeout: float = SECONDS
    waiting: WaitDisplay = field(default_factory=WaitDisplay, repr=False, compare=False)
    _transports: dict[boto3.Session, BotoTransport] = field(
        default_factory=dict, repr=False, compare=False
    )
    _spent: defaultdict[boto3.Session, float] = field(
        default_factory=lambda: defaultdict(float), repr=False, compare=False
    )

    @cached_property
    def session(self) -> boto3.Session:
        """A session with the credentials of the user or of the role.

        Its clients refuse answers that are not AWS's. `call` and `aws` also limit the time.

        Raises:
            CommandFailed: the profile does not exist, or the role cannot be assumed.
        """
        return self.session_of(self.profile)

    def session_of(self, profile: str | None) -> boto3.Session:
        """A session with the credentials of one profile, or of the role if one is given.

        Raises:
            CommandFailed: the profile does not exist, its configuration cannot be used, or the role
                cannot be assumed.
        """
        with configuration_errors(profile):
            session = _guarded(botocore.session.Session(profile=profile), self._region)
            found = session.region_name
        if found:
            code = ExitCode.USAGE if self.region else ExitCode.AWS
            check_region(session, found, self._source_of_region, code, emulated=self._emulated)
        if self.role_arn is None:
            return session
        region = self.need_region(session)
        role = {"RoleArn": checked_role(self.role_arn), "RoleSessionName": "cognito-messaging"}
        credentials = self._ask(self._aws(session), session, ASSUME_ROLE, region, role)
        of_role = botocore.session.Session(profile=profile)
        of_role.set_credentials(
            *(
                credentials["Credentials"][name]
                for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")
            )
        )
        assumed = _guarded(of_role, region)
        self._spent[assumed] = self._spent[session]
        return assumed

    @property
    def _region(self) -> str | None:
        # AWS's SDKs and its CLI read AWS_REGION first; boto3 reads only AWS_DEFAULT_REGION
        # (AWS SDKs and Tools Reference Guide, "AWS Region").
        return self.region or os.environ.get("AWS_REGION") or None

    @property
    def _source_of_region(self) -> str:
        if self.region:
            return "--region"
        return "AWS_REGION" if self._region else "the region in AWS's configuration"

    @property
    def _emulated(self) -> bool:
        variables = any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ)
        return self.endpoint_url is not None or variables

    def region_of(self, pool_id: str) -> str:
        """The region that a pool's ID contains.

        Raises:
            InvalidPoolId: the text is not a pool ID.
            CommandFailed: AWS has no such region.
        """
        region = region_of(pool_id)
        check_region(self.session, region, pool_id, emulated=self._emulated)
        return region

    def regions(self, text: str | None, session: boto3.Session) -> list[str]:
        """The regions that `--regions` lists. Default: that of the session.

        Raises:
            CommandFailed: a region does not exist, or none is configured.
        """
        names = regions(text) or [self.need_region(session)]
        for name in names:
            check_region(session, name, "--regions", emulated=self._emulated)
        return names

    def need_region(self, session: boto3.Session | None = None) -> str:
        """The region from the command line or AWS's configuration.

        Raises:
            CommandFailed: no region is configured.
        """
        region = (session or self.session).region_name
        if not region:
            raise CommandFailed(
                "no region: write --region eu-west-1 before the verb, or set AWS_REGION"
            )
        return region

    def aws(self, session: boto3.Session | None = None) -> Aws:
        """AWS, as the checks call it. Its calls have the rest of `timeout` together.

        Raises:
            CommandFailed: there are no credentials; reported once instead of by each check.
        """
        return self._aws(session or self.session)

    def call(self, operation: ApiOperation, region: str, **params: object) -> Answer:
        """Make one call and wait for its answer. All calls of a command share its `timeout`.

        Raises:
            CommandFailed: there are no credentials.
            CallFailed: as for `Aws.ask`.
        """
        return self._ask(self.aws(), self.session, operation, region, params)

    def _ask(
        self,
        aws: Aws,
        session: boto3.Session,
        operation: ApiOperation,
        region: str,
        params: Mapping[str, object],
    ) -> Answer:
        with self._counted(session), aws:
            return asyncio.run(aws.ask(operation, region, **params))

    def _aws(self, session: boto3.Session) -> Aws:
        if session not in self._transports:
            transport = BotoTransport(session, self.endpoint_url)
            # First, because a client loads the credentials too, and would wait for them.
            with self._counted(session):
                load_credentials(session, self.timeout, self.waiting)
            with configuration_errors(session.profile_name):
                # One client shows whether the configuration of all is valid.
                transport.client("cognito-idp", session.region_name or "us-east-1")
            self._transports[session] = transport
        left = max(self.timeout - self._spent[session], 0.0)
        return Aws(self._transports[session], seconds=left, watch=self.waiting)

    @contextmanager
    def _counted(self, session: boto3.Session) -> Iterator[None]:
        """Count the time as spent on a session."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._spent[session] += time.monotonic() - start


def _guarded(core: botocore.session.Session, region: str | None) -> boto3.Session:
    """A session whose clients refuse answers that are not AWS's, and do not wait for long."""
    guard(core.get_component("event_emitter"))
    core.set_default_client_config(_CLIENT)
    return boto3.Session(botocore_session=core, region_name=region)


def checked_role(arn: str) -> str:
    """The ARN, if it is the ARN of an IAM role.

    Raises:
        CommandFailed: it is not the ARN of a role.
    """
    try:
        parsed = Arn.parse(arn)
    except InvalidArn as error:
        raise CommandFailed(f"--role-arn: {error}") from error
    if parsed.service != "iam" or parsed.resource_type != "role":
        raise CommandFailed(
            f"--role-arn: {arn!r} is not a role: write arn:aws:iam::ACCOUNT:role/NAME"
        )
    return arn
