locals {
  # Without `try`, whose result is unknown as soon as one attribute is unknown.
  custom_email_sender = nonsensitive(var.custom_senders == null) ? null : var.custom_senders.email
  custom_sms_sender   = nonsensitive(var.custom_senders == null) ? null : var.custom_senders.sms
}

resource "aws_lambda_permission" "cognito" {
  # The functions that the pool calls, by a key that is known before their ARNs are.
  for_each = merge(
    var.lambda_triggers,
    nonsensitive(local.custom_email_sender == null) ? {} : { custom_email_sender = local.custom_email_sender.lambda_arn },
    nonsensitive(local.custom_sms_sender == null) ? {} : { custom_sms_sender = local.custom_sms_sender.lambda_arn },
  )

  statement_id_prefix = "cognito-${replace(each.key, "_", "-")}-"
  action              = "lambda:InvokeFunction"
  principal           = "cognito-idp.amazonaws.com"
  source_arn          = aws_cognito_user_pool.this.arn

  # A qualified ARN has one more part.
  function_name = join(":", slice(split(":", each.value), 0, 7))
  qualifier     = try(split(":", each.value)[7], null)
}
