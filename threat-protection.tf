locals {
  client_risk_rules = nonsensitive(var.threat_protection == null) ? {} : var.threat_protection.clients

  # The rules of the pool, and those of the clients that have their own. No client has the key `this` of the
  # pool, because the keys of clients begin with `client/`.
  risk_rules = merge({ this = var.threat_protection }, { for key, rules in local.client_risk_rules : "client/${key}" => rules })
  risk_keys = nonsensitive(var.threat_protection == null) ? [] : concat(
    nonsensitive(
      var.threat_protection.compromised_credentials != null || var.threat_protection.account_takeover != null ||
      length(var.threat_protection.blocked_ip_ranges) + length(var.threat_protection.skipped_ip_ranges) > 0
    ) ? ["this"] : [],
    [for key in keys(local.client_risk_rules) : "client/${key}"],
  )

  # The sender and the texts of notices. A client that sets neither has those of the pool.
  no_notices    = { source_arn = null, from = null, reply_to = null, block_email = null, mfa_email = null, no_action_email = null }
  pool_takeover = nonsensitive(var.threat_protection == null) ? null : var.threat_protection.account_takeover
  pool_notices  = local.pool_takeover == null ? local.no_notices : local.pool_takeover.notify_configuration == null ? local.no_notices : local.pool_takeover.notify_configuration
  risk_notices = { for key in local.risk_keys : key =>
    local.risk_rules[key].account_takeover == null ? local.no_notices : local.risk_rules[key].account_takeover.notify_configuration == null ? local.pool_notices : local.risk_rules[key].account_takeover.notify_configuration
  }
  notice_senders = { for key, notices in local.risk_notices : key => try(coalesce(notices.source_arn, local.email_configuration.sourceArn), null) }
}

resource "aws_cognito_risk_configuration" "this" {
  for_each = toset(local.risk_keys)

  user_pool_id = aws_cognito_user_pool.this.id
  client_id    = each.key == "this" ? null : local.client_ids[trimprefix(each.key, "client/")]

  dynamic "compromised_credentials_risk_configuration" {
    for_each = local.risk_rules[each.key].compromised_credentials == null ? [] : [local.risk_rules[each.key].compromised_credentials]

    content {
      event_filter = compromised_credentials_risk_configuration.value.event_filter

      actions {
        event_action = compromised_credentials_risk_configuration.value.event_action
      }
    }
  }

  dynamic "account_takeover_risk_configuration" {
    for_each = local.risk_rules[each.key].account_takeover == null ? [] : [local.risk_rules[each.key].account_takeover]
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
        source_arn = local.notice_senders[each.key]
        from       = local.risk_notices[each.key].from
        reply_to   = local.risk_notices[each.key].reply_to

        dynamic "block_email" {
          for_each = local.risk_notices[each.key].block_email == null ? [] : [local.risk_notices[each.key].block_email]

          content {
            subject   = block_email.value.subject
            html_body = block_email.value.html_body
            text_body = block_email.value.text_body
          }
        }

        dynamic "mfa_email" {
          for_each = local.risk_notices[each.key].mfa_email == null ? [] : [local.risk_notices[each.key].mfa_email]

          content {
            subject   = mfa_email.value.subject
            html_body = mfa_email.value.html_body
            text_body = mfa_email.value.text_body
          }
        }

        dynamic "no_action_email" {
          for_each = local.risk_notices[each.key].no_action_email == null ? [] : [local.risk_notices[each.key].no_action_email]

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
    for_each = nonsensitive(length(local.risk_rules[each.key].blocked_ip_ranges) + length(local.risk_rules[each.key].skipped_ip_ranges) > 0) ? ["this"] : []

    content {
      blocked_ip_range_list = length(local.risk_rules[each.key].blocked_ip_ranges) > 0 ? local.risk_rules[each.key].blocked_ip_ranges : null
      skipped_ip_range_list = length(local.risk_rules[each.key].skipped_ip_ranges) > 0 ? local.risk_rules[each.key].skipped_ip_ranges : null
    }
  }
}
