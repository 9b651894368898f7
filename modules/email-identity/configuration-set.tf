# Delivery settings of the pool's email, and where SES publishes the delivery events.

locals {
  configuration_sets = nonsensitive(var.configuration_set == null) ? {} : { this = var.configuration_set }
  feedbacks          = { for key, set in local.configuration_sets : key => set.feedback if nonsensitive(set.feedback != null) }
  created_topics     = { for key, feedback in local.feedbacks : key => feedback if nonsensitive(feedback.topic == null) }
  topic_arn          = one([for feedback in local.feedbacks : feedback.topic == null ? aws_sns_topic.feedback["this"].arn : feedback.topic.arn])

  # arn:PARTITION:ses:REGION:ACCOUNT:configuration-set/NAME
  set_arn_parts = { for key, set in aws_sesv2_configuration_set.this : key => split(":", set.arn) }

  # Each depends only on which objects are set, so that their contents may be unknown or sensitive.
  given_pools   = { for key, set in local.configuration_sets : key => set.dedicated_ip_pool if nonsensitive(set.dedicated_ip_pool != null) }
  created_pools = { for key, pool in local.given_pools : key => pool.create if nonsensitive(pool.create != null) }
  trackings     = { for key, set in local.configuration_sets : key => set.tracking if nonsensitive(set.tracking != null) }
  vdms          = { for key, set in local.configuration_sets : key => set.vdm if nonsensitive(set.vdm != null) }

  # SES knows a pool by its name, which has no capital letters. The scaling mode is a part of the default, so
  # that a pool of another mode can exist before the old one is deleted.
  pool_name = one([for key, pool in local.given_pools : pool.create == null ? pool.name : aws_sesv2_dedicated_ip_pool.this[key].pool_name])
}

resource "aws_sesv2_dedicated_ip_pool" "this" {
  for_each = local.created_pools

  pool_name    = coalesce(each.value.name, "${substr(lower(var.configuration_set.name), 0, 55)}-${lower(each.value.scaling_mode)}")
  scaling_mode = each.value.scaling_mode
  tags         = var.tags

  # A configuration set that sends from the old pool changes to the new one before the old one is destroyed.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sesv2_configuration_set" "this" {
  for_each = local.configuration_sets

  configuration_set_name = each.value.name
  tags                   = var.tags

  delivery_options {
    tls_policy           = each.value.require_tls ? "REQUIRE" : "OPTIONAL"
    max_delivery_seconds = each.value.max_delivery_seconds
    sending_pool_name    = local.pool_name
  }

  reputation_options {
    reputation_metrics_enabled = each.value.reputation_metrics
  }

  sending_options {
    sending_enabled = true
  }

  suppression_options {
    suppressed_reasons = sort(each.value.suppressed_reasons)
  }

  # The policy is always set: SES returns one in any case.
  dynamic "tracking_options" {
    for_each = local.trackings

    content {
      custom_redirect_domain = tracking_options.value.domain
      https_policy           = tracking_options.value.https_policy
    }
  }

  # A part that is not set keeps the setting of the account.
  dynamic "vdm_options" {
    for_each = local.vdms

    content {
      dynamic "dashboard_options" {
        for_each = [for on in [vdm_options.value.engagement_metrics] : on if nonsensitive(on != null)]

        content {
          engagement_metrics = dashboard_options.value ? "ENABLED" : "DISABLED"
        }
      }

      dynamic "guardian_options" {
        for_each = [for on in [vdm_options.value.optimized_shared_delivery] : on if nonsensitive(on != null)]

        content {
          optimized_shared_delivery = guardian_options.value ? "ENABLED" : "DISABLED"
        }
      }
    }
  }

  # A pool that uses the old set changes to the new one before the old one is destroyed.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sns_topic" "feedback" {
  for_each = local.created_topics

  name              = "${var.configuration_set.name}-feedback"
  kms_master_key_id = each.value.kms_key_arn
  tags              = var.tags
}

resource "aws_sns_topic_policy" "feedback" {
  for_each = local.created_topics

  arn = aws_sns_topic.feedback["this"].arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EventsOfThisConfigurationSet"
      Effect    = "Allow"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.feedback["this"].arn
      Principal = { Service = "ses.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = split(":", aws_sns_topic.feedback["this"].arn)[4]
          "aws:SourceArn"     = aws_sesv2_configuration_set.this["this"].arn
        }
      }
    }]
  })
}

resource "aws_sesv2_configuration_set_event_destination" "sns" {
  for_each = local.feedbacks

  configuration_set_name = aws_sesv2_configuration_set.this["this"].configuration_set_name
  event_destination_name = "sns"

  event_destination {
    enabled              = true
    matching_event_types = each.value.event_types

    sns_destination {
      topic_arn = local.topic_arn
    }
  }

  # SES tests the topic when the event destination is created, so its policy must exist before.
  depends_on = [aws_sns_topic_policy.feedback]
}

resource "aws_sesv2_configuration_set_event_destination" "cloudwatch" {
  for_each = { for key, feedback in local.feedbacks : key => feedback if nonsensitive(feedback.cloudwatch) }

  configuration_set_name = aws_sesv2_configuration_set.this["this"].configuration_set_name
  event_destination_name = "cloudwatch"

  event_destination {
    enabled              = true
    matching_event_types = each.value.event_types

    cloud_watch_destination {
      dimension_configuration {
        dimension_name          = "ses:configuration-set"
        dimension_value_source  = "MESSAGE_TAG"
        default_dimension_value = aws_sesv2_configuration_set.this["this"].configuration_set_name
      }
    }
  }
}

resource "aws_sesv2_configuration_set_event_destination" "eventbridge" {
  for_each = { for key, feedback in local.feedbacks : key => feedback if nonsensitive(feedback.eventbridge) }

  configuration_set_name = aws_sesv2_configuration_set.this["this"].configuration_set_name
  event_destination_name = "eventbridge"

  event_destination {
    enabled              = true
    matching_event_types = each.value.event_types

    # SES takes only the default bus of its own account and region (SES API, EventBridgeDestination).
    event_bridge_destination {
      event_bus_arn = "arn:${local.set_arn_parts["this"][1]}:events:${local.set_arn_parts["this"][3]}:${local.set_arn_parts["this"][4]}:event-bus/default"
    }
  }
}

resource "aws_sesv2_configuration_set_event_destination" "firehose" {
  for_each = local.firehoses

  configuration_set_name = aws_sesv2_configuration_set.this["this"].configuration_set_name
  event_destination_name = "firehose"

  event_destination {
    enabled              = true
    matching_event_types = local.feedbacks["this"].event_types

    kinesis_firehose_destination {
      delivery_stream_arn = each.value.stream_arn
      iam_role_arn        = each.value.role == null ? aws_iam_role.firehose["this"].arn : each.value.role.arn
    }
  }

  # SES assumes the role and puts a record when the event destination is created
  # (terraform-provider-aws#33367), so the role's policy must exist before.
  depends_on = [aws_iam_role_policy.firehose]
}
