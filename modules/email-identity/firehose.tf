# The role by which SES puts the events of the configuration set into a Firehose stream.
# Source of both policies: SES Developer Guide, "Set up a Data Firehose event destination".

locals {
  firehoses     = { for key, feedback in local.feedbacks : key => feedback.firehose if nonsensitive(feedback.firehose != null) }
  created_roles = { for key, firehose in local.firehoses : key => firehose if nonsensitive(firehose.role == null) }
}

resource "aws_iam_role" "firehose" {
  for_each = local.created_roles

  # IAM appends 26 characters to a prefix, and a role name has at most 64. The name is not fixed, because a
  # configuration set of another region may have the same name, and roles belong to all regions.
  name_prefix = "${substr(var.configuration_set.name, 0, 28)}-firehose-"
  description = "Lets Amazon SES put the events of the configuration set ${var.configuration_set.name} into a Firehose stream"
  tags        = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "SesForThisConfigurationSet"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ses.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = local.set_arn_parts["this"][4]
          "aws:SourceArn"     = aws_sesv2_configuration_set.this["this"].arn
        }
      }
    }]
  })

  # An event destination that uses this role changes to another one before this one is destroyed.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_iam_role_policy" "firehose" {
  for_each = local.created_roles

  # Not a fixed name: Terraform creates the new policy before it destroys the old one, and with equal names
  # the destroy would remove the new one. Terraform replaces a policy that it could not read after creation.
  name_prefix = "firehose-"
  role        = aws_iam_role.firehose["this"].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "EventsOfThisConfigurationSet"
      Effect   = "Allow"
      Action   = "firehose:PutRecordBatch"
      Resource = each.value.stream_arn
    }]
  })

  lifecycle {
    create_before_destroy = true
  }
}
