# Pools of regions without an SES of their own send from another region, and there the identity must
# let them. Source: Cognito Developer Guide, "Email settings for user pools"; condition keys in lower
# case, since SES refuses others.

locals {
  # The identity's own ARN says which partition and account this is; no call to AWS is needed.
  partition = split(":", aws_sesv2_email_identity.this.arn)[1]
  account   = split(":", aws_sesv2_email_identity.this.arn)[4]
}

data "aws_iam_policy_document" "pools" {
  for_each = toset(length(var.pool_regions) > 0 ? ["this"] : [])

  dynamic "statement" {
    for_each = var.pool_regions

    content {
      sid       = "UserPoolsOf${replace(title(replace(statement.value, "-", " ")), " ", "")}"
      actions   = ["ses:SendEmail", "ses:SendRawEmail"]
      resources = [aws_sesv2_email_identity.this.arn]

      principals {
        type        = "Service"
        identifiers = ["cognito-idp.${statement.value}.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [local.account]
      }

      # Any pool of the account and region: naming the pool would make identity and pool need each other.
      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = ["arn:${local.partition}:cognito-idp:${statement.value}:${local.account}:userpool/*"]
      }
    }
  }
}

resource "aws_sesv2_email_identity_policy" "pools" {
  for_each = toset(length(var.pool_regions) > 0 ? ["this"] : [])

  email_identity = aws_sesv2_email_identity.this.email_identity
  policy_name    = "cognito-user-pools"
  policy         = data.aws_iam_policy_document.pools["this"].json
}
