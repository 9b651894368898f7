"""The texts of a pool's messages, beyond the patterns of the API.

Invitations have no rule: their texts need no placeholder if users have no passwords (API,
AdminCreateUserConfigType.InviteMessageTemplate).
"""

import re

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES

# The pattern of the API allows a link without a text, which is the placeholder of a code.
_LINK = re.compile(r"\{##(?!##\}).+?##\}", re.DOTALL)


class LinkText(Rule):
    """A mail with a link says what to click."""

    id = "pool-message-link"
    text = "EmailMessageByLink must contain {##text##}; the placeholder of a code is not enough."
    source = "aws-cli#8280; aws-cdk#6811; aws-amplify/amplify-cli#5907"
    wording = "aws-cli#8280"
    operations = WRITES
    code = "InvalidParameterException"
    message = "The message is invalid."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        template = call.parameters.get("VerificationMessageTemplate") or {}
        text = template.get("EmailMessageByLink")
        return self.refusal() if text and not _LINK.search(text) else None
