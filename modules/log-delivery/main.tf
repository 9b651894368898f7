# Logs of the messages that Cognito could not send, and of user activity.
# Source: Cognito Developer Guide, "Exporting user pool logs".

locals {
  # By default a pool logs failed messages to its own log group. This does not use `try`, whose result is
  # unknown as soon as one attribute is unknown.
  creates_group = var.user_notifications == null ? false : var.user_notifications.log_group_arn == null
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_158:Cognito does not write to a log group that is encrypted with a KMS key.

  for_each = toset(local.creates_group ? ["this"] : [])

  # Cognito does not write to a group that is encrypted with a KMS key. Log groups with this prefix need no
  # statement in the account's resource policy, which is limited in size.
  name              = "/aws/vendedlogs/cognito/${var.name}"
  retention_in_days = var.retention_in_days
  tags              = var.tags
}

resource "aws_cognito_log_delivery_configuration" "this" {
  user_pool_id = var.user_pool_id

  dynamic "log_configurations" {
    for_each = var.user_notifications == null ? [] : [var.user_notifications]

    content {
      event_source = "userNotification"
      log_level    = "ERROR"

      cloud_watch_logs_configuration {
        log_group_arn = local.creates_group ? aws_cloudwatch_log_group.this["this"].arn : log_configurations.value.log_group_arn
      }
    }
  }

  dynamic "log_configurations" {
    for_each = var.user_activity == null ? [] : [var.user_activity]

    content {
      event_source = "userAuthEvents"
      log_level    = "INFO"

      dynamic "cloud_watch_logs_configuration" {
        for_each = log_configurations.value.log_group_arn == null ? [] : ["this"]

        content {
          log_group_arn = log_configurations.value.log_group_arn
        }
      }

      dynamic "s3_configuration" {
        for_each = log_configurations.value.bucket_arn == null ? [] : ["this"]

        content {
          bucket_arn = log_configurations.value.bucket_arn
        }
      }

      dynamic "firehose_configuration" {
        for_each = log_configurations.value.stream_arn == null ? [] : ["this"]

        content {
          stream_arn = log_configurations.value.stream_arn
        }
      }
    }
  }
}
