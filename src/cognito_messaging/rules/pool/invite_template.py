"""The invitation's placeholders."""

from cognito_messaging.rules.pools import WRITES
from terraform_scenarios.gateway import ApiCall, AwsError, Rule, World


class InviteTemplate(Rule):
    """An invitation must tell user name and password."""

    id = "pool-invite-template"
    text = "An invitation's texts have {username} and {####} in them."
    source = "API, MessageTemplateType; DG, message templates; the message is not confirmed"
    operations = WRITES
    code = "InvalidParameterException"
    message = "The {kind} invitation must contain {{username}} and {{####}}."

    async def check(self, call: ApiCall, world: World) -> AwsError | None:
        settings = call.parameters.get("AdminCreateUserConfig", {})
        template = settings.get("InviteMessageTemplate", {})
        for key, kind in (("SMSMessage", "SMS"), ("EmailMessage", "email")):
            text = template.get(key)
            if text and not ("{username}" in text and "{####}" in text):
                return self.refusal(kind=kind)
        return None
