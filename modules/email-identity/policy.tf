# Pools in regions without SES send from another region, and the policy of the identity must allow them
# to. Source: Cognito Developer Guide, "Email settings for user pools". Condition keys are in lowercase,
# because SES refuses others.

locals {
  # The partition and account are read from the ARN of the identity, without a call to AWS.
  partition = split(":", aws_sesv2_email_identity.this.arn)[1]
  account   = split(":", aws_sesv2_email_identity.this.arn)[4]
}

resource "aws_sesv2_email_identity_policy" "pools" {
  for_each = toset(length(var.pool_regions) > 0 ? ["this"] : [])

  email_identity = aws_sesv2_email_identity.this.email_identity
  policy_name    = "cognito-user-pools"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for region in sort(var.pool_regions) : {
      Sid       = "UserPoolsOf${replace(title(replace(region, "-", " ")), " ", "")}"
      Effect    = "Allow"
      Action    = ["ses:SendEmail", "ses:SendRawEmail"]
      Resource  = aws_sesv2_email_identity.this.arn
      Principal = { Service = "cognito-idp.${region}.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }

        # Any pool of the account and region: naming the pool would create a dependency cycle.
        ArnLike = { "aws:SourceArn" = "arn:${local.partition}:cognito-idp:${region}:${local.account}:userpool/*" }
      }
    }]
  })
}
