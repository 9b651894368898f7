"""Invitations need their placeholders."""

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ..pools import WRITES


class InviteTemplate(Rule):
    """An invitation must contain the user name and the password."""

    id = "pool-invite-template"
    text = "The texts of an invitation must contain {username} and {####}."
    source = "API, MessageTemplateType; DG, message templates"
    operations = WRITES
    code = "InvalidParameterException"
    message = "The {kind} invitation must contain {{username}} and {{####}}."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        settings = call.parameters.get("AdminCreateUserConfig", {})
        template = settings.get("InviteMessageTemplate", {})
        for key, kind in (("SMSMessage", "SMS"), ("EmailMessage", "email")):
            text = template.get(key)
            if text and not ("{username}" in text and "{####}" in text):
                return self.refusal(kind=kind)
        return None
