# The key of the codes, and what the function may do.

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:The key policy delegates access control to the IAM policies of the account, as AWS recommends.
  #checkov:skip=CKV_AWS_111:The key policy delegates access control to the IAM policies of the account, as AWS recommends.
  #checkov:skip=CKV_AWS_356:In a key policy, "*" is the key itself.

  # Delegates access to the IAM policies of the account; without it no user could manage the key. Cognito
  # needs no statement: whoever creates or updates the pool gives it a grant for the key, and so needs
  # kms:CreateGrant (Developer Guide, "Custom sender Lambda triggers").
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "codes" {
  description             = "Encrypts the codes that Cognito passes to the function ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  policy                  = data.aws_iam_policy_document.key.json
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "sender" {
  #checkov:skip=CKV_AWS_111:Phone numbers are no resources of IAM, so that sns:Publish needs "*"; topics are denied.

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.sender.arn}:*"]
  }

  statement {
    sid       = "CountMessages"
    actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.limits.arn]
  }

  # Any identity, but only this sender: in the sandbox SES also asks for the right to the identity of the
  # recipient (cloudposse/terraform-aws-ses#40, aws/aws-sdk-js#3641).
  statement {
    sid     = "SendEmail"
    actions = ["ses:SendEmail"]
    resources = flatten([for region, set in local.configuration_sets : [
      "${local.ses_arns[region]}:identity/*",
      "${local.ses_arns[region]}:configuration-set/${set}",
    ]])

    condition {
      test     = "StringEquals"
      variable = "ses:FromAddress"
      values   = [local.sender]
    }
  }

  # Phone numbers are no resources of IAM, so that "*" is needed, as for Cognito itself.
  statement {
    sid       = "SendSms"
    actions   = ["sns:Publish"]
    resources = ["*"]
  }

  statement {
    sid       = "NoTopics"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = ["arn:${data.aws_partition.current.partition}:sns:*:*:*"]
  }

  dynamic "statement" {
    for_each = length(var.sms_origination_arns) > 0 ? ["this"] : []

    content {
      sid       = "SendSmsByEndUserMessaging"
      actions   = ["sms-voice:SendTextMessage"]
      resources = var.sms_origination_arns
    }
  }
}

# Only codes of this pool: "userpool-id" is the encryption context of the grant that Cognito has. The policy
# is on its own, because the pool needs the function, and the function the other one.
data "aws_iam_policy_document" "codes" {
  statement {
    sid       = "ReadCodes"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.codes.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:EncryptionContext:userpool-id"
      values   = [module.auth.user_pool_id]
    }
  }
}

locals {
  configuration_sets = {
    (local.region)      = module.identity.configuration_set
    (var.second_region) = module.second_identity.configuration_set
  }
  ses_arns = { for region in keys(local.configuration_sets) : region =>
    "arn:${data.aws_partition.current.partition}:ses:${region}:${data.aws_caller_identity.current.account_id}"
  }
}

resource "aws_iam_role" "sender" {
  name_prefix        = "custom-senders-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "sender" {
  name   = "send"
  role   = aws_iam_role.sender.name
  policy = data.aws_iam_policy_document.sender.json
}

resource "aws_iam_role_policy" "codes" {
  name   = "read-codes"
  role   = aws_iam_role.sender.name
  policy = data.aws_iam_policy_document.codes.json
}
