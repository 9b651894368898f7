locals {
  takeover_notify = try(var.threat_protection.account_takeover.notify_configuration, null) != null ? var.threat_protection.account_takeover.notify_configuration : {
    source_arn = null, from = null, reply_to = null, block_email = null, mfa_email = null, no_action_email = null
  }
  takeover_source_arn = try(coalesce(local.takeover_notify.source_arn, local.email_configuration.sourceArn), null)
}

resource "aws_cognito_risk_configuration" "this" {
  for_each = nonsensitive(var.threat_protection == null ? false : (
    var.threat_protection.compromised_credentials != null || var.threat_protection.account_takeover != null ||
    length(var.threat_protection.blocked_ip_ranges) + length(var.threat_protection.skipped_ip_ranges) > 0
  )) ? { this = var.threat_protection } : {}

  user_pool_id = aws_cognito_user_pool.this.id

  dynamic "compromised_credentials_risk_configuration" {
    for_each = each.value.compromised_credentials == null ? [] : [each.value.compromised_credentials]

    content {
      event_filter = compromised_credentials_risk_configuration.value.event_filter

      actions {
        event_action = compromised_credentials_risk_configuration.value.event_action
      }
    }
  }

  dynamic "account_takeover_risk_configuration" {
    for_each = each.value.account_takeover == null ? [] : [each.value.account_takeover]
    iterator = takeover

    content {
      actions {
        dynamic "low_action" {
          for_each = takeover.value.low == null ? [] : [takeover.value.low]

          content {
            event_action = low_action.value.event_action
            notify       = low_action.value.notify
          }
        }

        dynamic "medium_action" {
          for_each = takeover.value.medium == null ? [] : [takeover.value.medium]

          content {
            event_action = medium_action.value.event_action
            notify       = medium_action.value.notify
          }
        }

        dynamic "high_action" {
          for_each = takeover.value.high == null ? [] : [takeover.value.high]

          content {
            event_action = high_action.value.event_action
            notify       = high_action.value.notify
          }
        }
      }

      # The provider requires this block even if no user is notified.
      notify_configuration {
        source_arn = local.takeover_source_arn
        from       = local.takeover_notify.from
        reply_to   = local.takeover_notify.reply_to

        dynamic "block_email" {
          for_each = local.takeover_notify.block_email == null ? [] : [local.takeover_notify.block_email]

          content {
            subject   = block_email.value.subject
            html_body = block_email.value.html_body
            text_body = block_email.value.text_body
          }
        }

        dynamic "mfa_email" {
          for_each = local.takeover_notify.mfa_email == null ? [] : [local.takeover_notify.mfa_email]

          content {
            subject   = mfa_email.value.subject
            html_body = mfa_email.value.html_body
            text_body = mfa_email.value.text_body
          }
        }

        dynamic "no_action_email" {
          for_each = local.takeover_notify.no_action_email == null ? [] : [local.takeover_notify.no_action_email]

          content {
            subject   = no_action_email.value.subject
            html_body = no_action_email.value.html_body
            text_body = no_action_email.value.text_body
          }
        }
      }
    }
  }

  dynamic "risk_exception_configuration" {
    for_each = nonsensitive(length(each.value.blocked_ip_ranges) + length(each.value.skipped_ip_ranges) > 0) ? ["this"] : []

    content {
      blocked_ip_range_list = length(each.value.blocked_ip_ranges) > 0 ? each.value.blocked_ip_ranges : null
      skipped_ip_range_list = length(each.value.skipped_ip_ranges) > 0 ? each.value.skipped_ip_ranges : null
    }
  }
}
