"""Amazon resource names (ARNs), and the partition of a region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

PARTITIONS = ("aws", "aws-cn", "aws-us-gov")


class InvalidArn(ValueError):
    """The text is not an ARN; the message shows the format."""


@dataclass(frozen=True)
class Arn:
    """The parts of an ARN: `arn:partition:service:region:account:resource`.

    `region` and `account` are empty if the service omits them, as IAM omits the region.

    Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names".
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ARN of one of the partitions aws, aws-cn and aws-us-gov.

        Raises:
            InvalidArn: the text is not an ARN, or its partition is unknown.
        """
        parts = text.split(":", 5)
        if len(parts) != 6 or parts[0] != "arn" or not parts[2] or not parts[5]:
            raise InvalidArn(
                f"{text!r} is not an ARN: write arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"
            )
        _, partition, service, region, account, resource = parts
        if partition not in PARTITIONS:
            raise InvalidArn(
                f"{text!r} has the unknown partition {partition!r}: "
                f"write one of {', '.join(PARTITIONS)}"
            )
        if account and not (len(account) == 12 and account.isascii() and account.isdigit()):
            raise InvalidArn(f"{text!r} has the invalid account {account!r}: write 12 digits")
        return cls(partition, service, region, account, resource)

    @property
    def resource_type(self) -> str:
        """The part before the first slash of the resource: `identity`, `role`, `userpool`."""
        return self.resource.partition("/")[0] if "/" in self.resource else ""

    @property
    def resource_name(self) -> str:
        """The part after the last slash; the path of a role is not its name (IAM User Guide)."""
        return self.resource.rpartition("/")[2]

    @property
    def resource_id(self) -> str:
        """The part after the first slash: `example.com` of `identity/example.com`."""
        return self.resource.partition("/")[2]

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.resource}"


def partition_of(region: str) -> str:
    """The partition of a region. Source: botocore's endpoints data."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def user_pool_arn(region: str, account: str, user_pool_id: str) -> Arn:
    """The ARN of a user pool. Source: Service Authorization Reference, Cognito user pools."""
    return Arn(partition_of(region), "cognito-idp", region, account, f"userpool/{user_pool_id}")
