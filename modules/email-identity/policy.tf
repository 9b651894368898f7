# Pools in regions without SES send from another region, and the policy of the identity must allow them
# to. Source: Cognito Developer Guide, "Email settings for user pools". Condition keys are in lowercase,
# because SES refuses others.

resource "aws_sesv2_email_identity_policy" "pools" {
  # Parts of the identity's ARN: the partition and account are read from it, without a call to AWS.
  for_each = length(var.pool_regions) > 0 ? { this = split(":", aws_sesv2_email_identity.this.arn) } : {}

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
        StringEquals = { "aws:SourceAccount" = each.value[4] }

        # Any pool of the account and region: naming the pool would create a dependency cycle.
        ArnLike = { "aws:SourceArn" = "arn:${each.value[1]}:cognito-idp:${region}:${each.value[4]}:userpool/*" }
      }
    }]
  })
}
