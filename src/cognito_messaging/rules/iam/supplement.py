"""The service-linked roles of Cognito, by the names that AWS gives them.

The embedded target derives other names. Source: DG, using service-linked roles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import AwsError, Supplement, SupplementCall

_NAMES = {
    "email.cognito-idp.amazonaws.com": "AWSServiceRoleForAmazonCognitoIdpEmailService",
    "cognito-idp.amazonaws.com": "AWSServiceRoleForAmazonCognitoIdp",
}


class ServiceLinkedRoles(Supplement):
    """Creates service-linked roles."""

    service = "iam"

    async def create_service_linked_role(self, call: SupplementCall) -> Mapping[str, Any] | None:
        """Create a role; a service has one, unless it takes suffixes."""
        service = call.parameters["AWSServiceName"]
        name = _NAMES.get(service)
        try:
            if name is None or call.parameters.get("CustomSuffix"):
                return await call.forward()
            return await _create(call, service, name)
        except AwsError as error:
            if error.code != "EntityAlreadyExists":
                raise
            # The words of AWS: Rayraegah/terraform-aws-hasura#17.
            taken = name or error.message.split(" ")[3]
            raise AwsError(
                "InvalidInput",
                f"Service role name {taken} has been taken in this account, "
                "please try a different suffix.",
            ) from None


async def _create(call: SupplementCall, service: str, name: str) -> Mapping[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    described = {key: call.parameters[key] for key in ("Description",) if key in call.parameters}
    answer = await call.context.ask_upstream(
        "iam",
        "CreateRole",
        RoleName=name,
        Path=f"/aws-service-role/{service}/",
        AssumeRolePolicyDocument=json.dumps(trust),
        **described,
    )
    return {"Role": answer["Role"]}
