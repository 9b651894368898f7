"""Rules for received mail."""

from __future__ import annotations

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

from ...facts.arns import Arn, InvalidArn


class ReceiptTopic(Rule):
    """SES publishes to the topics of a rule, so they must exist."""

    id = "ses-receipt-topic"
    text = "The topic of an SNS action of a receipt rule must exist."
    source = "API, ses CreateReceiptRule, InvalidSnsTopic; hashicorp/terraform-provider-aws#14773"
    wording = "hashicorp/terraform-provider-aws#14773"
    operations = frozenset({"ses.CreateReceiptRule", "ses.UpdateReceiptRule"})
    code = "InvalidSnsTopic"
    message = "Could not publish to SNS topic: {arn}"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        for action in call.parameters["Rule"].get("Actions", []):
            arn = action.get("SNSAction", {}).get("TopicArn")
            if arn and await _is_missing(arn, call, context):
                return self.refusal(arn=arn)
        return None


async def _is_missing(text: str, call: ApiCall, context: RuleContext) -> bool:
    try:
        arn = Arn.parse(text)
    except InvalidArn:
        return True
    if arn.account != call.account:
        return False
    try:
        await context.ask("sns", "GetTopicAttributes", region=arn.region, TopicArn=text)
    except AwsError as error:
        return error.code in ("NotFound", "NotFoundException")
    return False
