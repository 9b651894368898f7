"""How the command connects to AWS: profile, role, region, endpoint."""

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
        region: needed if no pool ID contains it.
        profile: a profile in AWS's configuration files.
        role_arn: the role to assume before any other call.
        endpoint_url: one endpoint for all services, for an emulator.
    """

    region: str | None = None
    profile: str | None = None
    role_arn: str | None = None
    endpoint_url: str | None = None

    @cached_property
    def session(self) -> boto3.Session:
        """A session with the credentials of the user or of the role.

        Raises:
            CommandFailed: the profile does not exist, or the role cannot be assumed.
        """
        return self.session_of(self.profile)

    def session_of(self, profile: str | None) -> boto3.Session:
        """A session with the credentials of one profile, or of the role if one is given.

        Raises:
            CommandFailed: the profile does not exist, or the role cannot be assumed.
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
            credentials = sts.assume_role(
                RoleArn=checked_role(self.role_arn), RoleSessionName="cognito-messaging"
            )["Credentials"]
        return boto3.Session(
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
            region_name=self.region or session.region_name,
        )

    def need_region(self, session: boto3.Session | None = None) -> str:
        """The region from the command line or AWS's configuration.

        Raises:
            CommandFailed: no region is configured.
        """
        region = self.region or (session or self.session).region_name
        if not region:
            raise CommandFailed(
                "no region: write --region eu-west-1 before the verb, or set AWS_REGION"
            )
        return region

    def aws(self, session: boto3.Session | None = None) -> Aws:
        """AWS, as the checks call it.

        Raises:
            CommandFailed: there are no credentials; reported once instead of by each check.
        """
        session = session or self.session
        with aws_errors():
            if session.get_credentials() is None:
                raise botocore.exceptions.NoCredentialsError
        return Aws(BotoTransport(session, self.endpoint_url))


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
