# Pools of regions without an SES of their own send from another region, and there the identity must
# let them. Source: Cognito Developer Guide, "Email settings for user pools"; condition keys in lower
# case, since SES refuses others.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

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
        values   = [data.aws_caller_identity.current.account_id]
      }

      # Any pool of the account and region: naming the pool would make identity and pool need each other.
      condition {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = ["arn:${data.aws_partition.current.partition}:cognito-idp:${statement.value}:${data.aws_caller_identity.current.account_id}:userpool/*"]
      }
    }
  }
}

resource "aws_sesv2_email_identity_policy" "pools" {
  for_each = data.aws_iam_policy_document.pools

  email_identity = aws_sesv2_email_identity.this.email_identity
  policy_name    = "cognito-user-pools"
  policy         = each.value.json
}
