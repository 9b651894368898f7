# Alarms on conditions that stop messaging: bounces, complaints, quotas, spending, failures. An alarm must
# be in the region of its metric, so use this module with a provider for the region of SES or SNS.
# Sources: SES Developer Guide, "Creating reputation monitoring alarms"; SNS Developer Guide,
# "Viewing CloudWatch metrics and logs for SMS deliveries"; Cognito Developer Guide, "User pool
# metrics in CloudWatch".

data "aws_region" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. This local
  # keeps `terraform validate` from failing on the attribute that the installed provider lacks.
  aws_region = data.aws_region.current
  region     = try(local.aws_region.region, local.aws_region.id)

  topic_arn = nonsensitive(var.topic == null) ? aws_sns_topic.this["this"].arn : var.topic.arn
  slug      = replace(var.name, "/[^A-Za-z0-9_-]/", "-")

  email_alarms = var.email == null ? {} : merge({
    bounce-rate = {
      text      = "Many emails bounce: SES reviews an account at a bounce rate of 5 percent, and may pause its sending at 10 percent."
      namespace = "AWS/SES", metric = "Reputation.BounceRate", dimensions = {}, statistic = "Maximum", period = 3600
      operator  = "GreaterThanOrEqualToThreshold", threshold = var.email.bounce_rate
    }
    complaint-rate = {
      text      = "Many recipients mark emails as spam: SES reviews an account at a complaint rate of 0.1 percent, and may pause its sending at 0.5 percent."
      namespace = "AWS/SES", metric = "Reputation.ComplaintRate", dimensions = {}, statistic = "Maximum", period = 3600
      operator  = "GreaterThanOrEqualToThreshold", threshold = var.email.complaint_rate
    }
    }, var.email.daily_quota == null ? {} : {
    email-quota = {
      text      = "The account is close to its SES quota for 24 hours. SES refuses to send more once the quota is reached."
      namespace = "AWS/SES", metric = "Send", dimensions = {}, statistic = "Sum", period = 86400
      operator  = "GreaterThanOrEqualToThreshold", threshold = floor(var.email.daily_quota * var.email.quota_share)
    }
  })

  sms_alarms = var.sms == null ? {} : merge({
    # Messages that are published to a phone number without a topic share one dimension value (unconfirmed).
    sms-failures = {
      text      = "SMS deliveries fail: the share of delivered messages is below the threshold."
      namespace = "AWS/SNS", metric = "SMSSuccessRate", dimensions = { PhoneNumber = "PhoneNumberDirect" }, statistic = "Average", period = 3600
      operator  = "LessThanThreshold", threshold = var.sms.success_rate
    }
    }, var.sms.monthly_spend_limit == null ? {} : {
    sms-spend = {
      text      = "The account is close to its SMS spending limit for this month. SNS stops sending SMS once the limit is reached."
      namespace = "AWS/SNS", metric = "SMSMonthToDateSpentUSD", dimensions = {}, statistic = "Maximum", period = 3600
      operator  = "GreaterThanOrEqualToThreshold", threshold = var.sms.monthly_spend_limit * var.sms.spend_share
    }
  })

  sign_up_alarms = var.user_pool == null ? {} : { for key, id in var.user_pool.client_ids : "sign-ups-throttled-${key}" => {
    text      = "Cognito throttles sign-ups: the quota is reached, or a bot signs up in bulk."
    namespace = "AWS/Cognito", metric = "SignUpThrottles", dimensions = { UserPool = var.user_pool.id, UserPoolClient = id }, statistic = "Sum", period = 300
    operator  = "GreaterThanThreshold", threshold = 0
  } }

  alarms = merge(local.email_alarms, local.sms_alarms, local.sign_up_alarms)
}

resource "aws_sns_topic" "this" {
  for_each = toset(nonsensitive(var.topic == null) ? ["this"] : [])

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
