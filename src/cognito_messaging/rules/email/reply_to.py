"""Replies go to one address."""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


class ReplyToOneAddress(Rule):
    """ReplyToEmailAddress is one address, not a list."""

    id = "email-reply-to-one-address"
    text = "ReplyToEmailAddress must be one address."
    source = "API, EmailConfigurationType.ReplyToEmailAddress; amazon-cognito-identity-js#307"
    operations = WRITES
    code = "InvalidParameterException"
    message = "ReplyToEmailAddress {address} is not one email address."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        address = call.parameters.get("EmailConfiguration", {}).get("ReplyToEmailAddress")
        if not address:
            return None
        bare = _QUOTED.sub("q", address)
        is_list = bare.count("@") != 1 or "," in bare or ";" in bare
        return self.refusal(address=address) if is_list else None
