# Alarms on what ends messaging: bounces, complaints, quotas, spending, failures. Metrics stay in
# their region, so this belongs into the region of SES, or of SNS.
# Sources: SES Developer Guide, "Creating reputation monitoring alarms"; SNS Developer Guide,
# "Viewing CloudWatch metrics and logs for SMS deliveries"; Cognito Developer Guide, "User pool
# metrics in CloudWatch".

data "aws_region" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. An indirection keeps
  # `terraform validate` from refusing the one that the installed provider lacks.
  aws_region = data.aws_region.current
  region     = try(local.aws_region.region, local.aws_region.id)

  topic_arn = var.topic == null ? aws_sns_topic.this["this"].arn : var.topic.arn
  slug      = replace(var.name, "/[^A-Za-z0-9_-]/", "-")

  email_alarms = var.email == null ? {} : merge({
    bounce-rate = {
      text      = "SES puts the account under review at 5 percent of bounces, and pauses it at 10."
      namespace = "AWS/SES", metric = "Reputation.BounceRate", dimensions = {}, statistic = "Maximum", period = 3600
      operator  = "GreaterThanOrEqualToThreshold", threshold = var.email.bounce_rate
    }
    complaint-rate = {
      text      = "SES puts the account under review at 0.1 percent of complaints, and pauses it at 0.5."
      namespace = "AWS/SES", metric = "Reputation.ComplaintRate", dimensions = {}, statistic = "Maximum", period = 3600
      operator  = "GreaterThanOrEqualToThreshold", threshold = var.email.complaint_rate
    }
    }, var.email.daily_quota == null ? {} : {
    email-quota = {
      text      = "Near the number of messages that SES lets the account send in 24 hours."
      namespace = "AWS/SES", metric = "Send", dimensions = {}, statistic = "Sum", period = 86400
      operator  = "GreaterThanOrEqualToThreshold", threshold = floor(var.email.daily_quota * var.email.quota_share)
    }
  })

  sms_alarms = var.sms == null ? {} : merge({
    # Numbers that are published to without a topic share one value of the dimension (unconfirmed).
    sms-failures = {
      text      = "Fewer SMS arrive than should."
      namespace = "AWS/SNS", metric = "SMSSuccessRate", dimensions = { PhoneNumber = "PhoneNumberDirect" }, statistic = "Average", period = 3600
      operator  = "LessThanThreshold", threshold = var.sms.success_rate
    }
    }, var.sms.monthly_spend_limit == null ? {} : {
    sms-spend = {
      text      = "Near what the account may spend on SMS this month; SNS stops sending at the limit."
      namespace = "AWS/SNS", metric = "SMSMonthToDateSpentUSD", dimensions = {}, statistic = "Maximum", period = 3600
      operator  = "GreaterThanOrEqualToThreshold", threshold = var.sms.monthly_spend_limit * var.sms.spend_share
    }
  })

  sign_up_alarms = var.user_pool == null ? {} : { for key, id in var.user_pool.client_ids : "sign-ups-throttled-${key}" => {
    text      = "Cognito turns sign-ups away, by its quota or because someone signs up at speed."
    namespace = "AWS/Cognito", metric = "SignUpThrottles", dimensions = { UserPool = var.user_pool.id, UserPoolClient = id }, statistic = "Sum", period = 300
    operator  = "GreaterThanThreshold", threshold = 0
  } }

  alarms = merge(local.email_alarms, local.sms_alarms, local.sign_up_alarms)
}

resource "aws_sns_topic" "this" {
  for_each = toset(var.topic == null ? ["this"] : [])

  name              = "${local.slug}-messaging-alarms"
  kms_master_key_id = var.kms_key_arn
  tags              = var.tags
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name} ${each.key}"
  alarm_description   = each.value.text
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = 1
  comparison_operator = each.value.operator
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic_arn]
  ok_actions          = [local.topic_arn]
  tags                = var.tags
}

resource "aws_cloudwatch_dashboard" "this" {
  for_each = toset(var.dashboard && length(local.alarms) > 0 ? ["this"] : [])

  dashboard_name = "${local.slug}-messaging"

  dashboard_body = jsonencode({
    widgets = [for i, key in keys(local.alarms) : {
      type   = "metric"
      x      = (i % 2) * 12
      y      = floor(i / 2) * 6
      width  = 12
      height = 6
      properties = {
        title   = key
        region  = local.region
        stat    = local.alarms[key].statistic
        period  = local.alarms[key].period
        metrics = [concat([local.alarms[key].namespace, local.alarms[key].metric], flatten([for name, value in local.alarms[key].dimensions : [name, value]]))]
        annotations = {
          horizontal = [{ label = "Alarm", value = local.alarms[key].threshold }]
        }
      }
    }]
  })
}
