# The function. Cognito calls it asynchronously: "Except for Custom Sender Lambda triggers, Amazon Cognito
# invokes Lambda functions synchronously" (Developer Guide, "Customizing user pool workflows with Lambda
# triggers"). So the limit of five seconds of the other triggers does not apply, and Lambda repeats a call
# that failed.

locals {
  # `region` is an attribute of provider 6, where `name` is deprecated.
  region  = one([for found in [data.aws_region.current] : try(found.region, found.id)])
  sender  = "no-reply@${var.domain}"
  package = coalesce(var.package, "${path.module}/build/${var.architecture}.zip")

  settings = {
    app              = var.app
    key_arn          = aws_kms_key.codes.arn
    table            = aws_dynamodb_table.limits.name
    default_language = var.default_language
    allowed_prefixes = sort(var.sms_prefixes)
    limits           = var.limits
    email_routes = [
      { region = local.region, sender = local.sender, configuration_set = module.identity.configuration_set },
      { region = var.second_region, sender = local.sender, configuration_set = module.second_identity.configuration_set },
    ]
    sms_routes = concat(
      [for arn in var.sms_origination_arns : { region = split(":", arn)[3], origination_identity = arn }],
      [{ region = local.region, origination_identity = "" }],
    )
  }
}

resource "aws_lambda_function" "sender" {
  #checkov:skip=CKV_AWS_50:Traces would show nothing that the log does not have.
  #checkov:skip=CKV_AWS_115:New accounts have ten concurrent executions and cannot reserve any. Calls over the limit wait in Lambda's queue.
  #checkov:skip=CKV_AWS_116:A dead-letter queue would keep addresses and numbers, with codes that have expired. An alarm tells of failed calls.
  #checkov:skip=CKV_AWS_117:It needs no access to a VPC.
  #checkov:skip=CKV_AWS_173:The variable has names and limits, no secrets.
  #checkov:skip=CKV_AWS_272:Sign the package if your organization demands it.

  function_name    = var.name
  description      = "Sends the email and SMS of the user pool ${var.name}."
  role             = aws_iam_role.sender.arn
  runtime          = "python3.13"
  architectures    = [var.architecture]
  handler          = "custom_sender.handler.handler"
  filename         = local.package
  source_code_hash = fileexists(local.package) ? filebase64sha256(local.package) : null
  # Of processor time, a function has as much as memory; with less, the first call takes seconds.
  memory_size = 512
  # Six calls of KMS and DynamoDB are tried twice, two routes once, for four seconds each (clients.py): were the
  # function ended before, nobody would know what it has sent.
  timeout = 60 + 4 * length(var.sms_origination_arns)

  environment {
    variables = { SETTINGS = jsonencode(local.settings) }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.sender.name
  }

  depends_on = [aws_iam_role_policy.sender]

  lifecycle {
    precondition {
      condition     = fileexists(local.package)
      error_message = "There is no deployment package ${local.package}. Build it: python3 ${path.module}/build.py --architecture ${var.architecture}"
    }
  }
}

resource "aws_lambda_function_event_invoke_config" "sender" {
  function_name          = aws_lambda_function.sender.function_name
  maximum_retry_attempts = 2
  # The session of a sign-in, and its code, are valid for three minutes by default. Later the user has asked again.
  maximum_event_age_in_seconds = 300
}

resource "aws_cloudwatch_log_group" "sender" {
  #checkov:skip=CKV_AWS_158:The log contains neither codes nor addresses nor numbers.
  #checkov:skip=CKV_AWS_338:The log contains no data of users, and a month is enough to find errors.

  name              = "/aws/lambda/${var.name}"
  retention_in_days = 30
}

# The counters of the limits. Users, addresses and numbers stand in it as hashes with a secret.
resource "aws_dynamodb_table" "limits" {
  #checkov:skip=CKV_AWS_28:Counters of two days need no backup.
  #checkov:skip=CKV_AWS_119:The table has counters and hashes, which the key of DynamoDB encrypts.

  name         = "${var.name}-limits"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${var.name}-failed"
  alarm_description   = "The function could not send a message by any route. Its log says why: fields `error` and `failed_routes`."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.sender.function_name }
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "refused" {
  alarm_name          = "${var.name}-refused"
  alarm_description   = "Many messages were over a limit: somebody may be abusing the pool to send SMS, or the limits are too low."
  namespace           = "CustomSender"
  metric_name         = "Messages"
  dimensions          = { FunctionName = aws_lambda_function.sender.function_name, Result = "refused" }
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 20
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_actions
}
