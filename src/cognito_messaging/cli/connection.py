"""How the command reaches AWS: profile, role, region, endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import boto3
import botocore.exceptions

from ..aws import Aws, BotoTransport
from ..facts.arns import Arn, InvalidArn
from .errors import CommandFailed, aws_errors


@dataclass(frozen=True)
class Connection:
    """The global options.

    Attributes:
        region: where a region is not implied by a pool's id.
        profile: of AWS's own configuration files.
        role_arn: assumed before anything else is asked.
        endpoint_url: one endpoint for every service; for emulators.
    """

    region: str | None = None
    profile: str | None = None
    role_arn: str | None = None
    endpoint_url: str | None = None

    @cached_property
    def session(self) -> boto3.Session:
        """A session with the caller's credentials, or the role's.

        Raises:
            CommandFailed: there is no such profile, or the role may not be assumed.
        """
        return self.session_of(self.profile)

    def session_of(self, profile: str | None) -> boto3.Session:
        """A session of one profile, with the role assumed where one is given.

        Raises:
            CommandFailed: there is no such profile, or the role may not be assumed.
        """
        try:
            session = boto3.Session(profile_name=profile, region_name=self.region)
        except botocore.exceptions.ProfileNotFound as error:
            raise CommandFailed(str(error)) from error
        if self.role_arn is None:
            return session
        with aws_errors():
            sts = session.client(
                "sts", endpoint_url=self.endpoint_url, region_name=self.need_region(session)
            )
            lent = sts.assume_role(
                RoleArn=checked_role(self.role_arn), RoleSessionName="cognito-messaging"
            )["Credentials"]
        return boto3.Session(
            aws_access_key_id=lent["AccessKeyId"],
            aws_secret_access_key=lent["SecretAccessKey"],
            aws_session_token=lent["SessionToken"],
            region_name=self.region or session.region_name,
        )

    def need_region(self, session: boto3.Session | None = None) -> str:
        """The region that was named, here or in AWS's configuration.

        Raises:
            CommandFailed: none was.
        """
        region = self.region or (session or self.session).region_name
        if not region:
            raise CommandFailed(
                "no region: write --region eu-west-1 before the command, or set AWS_REGION"
            )
        return region

    def aws(self, session: boto3.Session | None = None) -> Aws:
        """What the checks ask.

        Raises:
            CommandFailed: there are no credentials; said once, rather than by each check.
        """
        session = session or self.session
        with aws_errors():
            if session.get_credentials() is None:
                raise botocore.exceptions.NoCredentialsError
        return Aws(BotoTransport(session, self.endpoint_url))


def checked_role(arn: str) -> str:
    """The ARN, if it is a role's.

    Raises:
        CommandFailed: it is not.
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
