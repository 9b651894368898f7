"""The texts of a pool's messages, beyond the patterns of the API.

An invitation needs {####} only if users have passwords, which is not known before a user is made
(API, AdminCreateUserConfigType.InviteMessageTemplate; terraform-provider-aws PR 49294).
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


class InviteName(Rule):
    """An invitation tells the name with which to sign in."""

    id = "pool-invite-username"
    text = "The texts of an invitation must contain {username}."
    source = "DG, message templates; aws-cdk#6484, aws-cdk#16905; terraform-provider-aws PR 49294"
    operations = WRITES
    code = "InvalidParameterException"
    message = (
        "1 validation error detected: Value '{text}' at "
        "'adminCreateUserConfig.inviteMessage.{kind}' failed to satisfy constraint: Member must "
        "satisfy regular expression pattern: .*\\{{username\\}}.*"
    )

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        users = call.parameters.get("AdminCreateUserConfig") or {}
        for key, text in (users.get("InviteMessageTemplate") or {}).items():
            if key != "EmailSubject" and text and "{username}" not in text:
                return self.refusal(text=text, kind=key[0].lower() + key[1:])
        return None
