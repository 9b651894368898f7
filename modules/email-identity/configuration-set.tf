# Delivery settings of the pool's email, and where SES publishes the delivery events.

locals {
  configuration_sets = nonsensitive(var.configuration_set == null) ? {} : { this = var.configuration_set }
  feedbacks          = { for key, set in local.configuration_sets : key => set.feedback if nonsensitive(set.feedback != null) }
  created_topics     = { for key, feedback in local.feedbacks : key => feedback if nonsensitive(feedback.topic == null) }
  topic_arn          = one([for feedback in local.feedbacks : feedback.topic == null ? aws_sns_topic.feedback["this"].arn : feedback.topic.arn])
}

resource "aws_sesv2_configuration_set" "this" {
  for_each = local.configuration_sets

  configuration_set_name = each.value.name
  tags                   = var.tags

  delivery_options {
    tls_policy = each.value.require_tls ? "REQUIRE" : "OPTIONAL"
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
  for_each = { for key, feedback in local.feedbacks : key => feedback if feedback.cloudwatch }

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
