# The IAM role that Cognito assumes to send SMS.
# Source of the trust policy and the permission: Cognito Developer Guide, "SMS message settings for user pools".

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. The list
  # keeps `terraform validate` from failing on the attribute that the installed provider lacks.
  region = one([for found in [data.aws_region.current] : try(found.region, found.id)])

  account_arn = "arn:${data.aws_partition.current.partition}:cognito-idp:${local.region}:${data.aws_caller_identity.current.account_id}"
}

# Cognito refuses to change the external ID while the pool verifies phone numbers by SMS
# (terraform-provider-aws#28294), so the module keeps the first one. The random `id` of the resource serves as
# external ID: no other root has it, so `cognito-messaging recover` can tell that a role belongs to this root.
# Earlier versions derived the external ID and stored it in `input`; a state that has one keeps it.
resource "terraform_data" "external_id" {
  for_each = toset(nonsensitive(var.external_id == null) ? ["this"] : [])

  lifecycle {
    ignore_changes = [input]
  }
}

locals {
  external_id = nonsensitive(var.external_id == null) ? coalesce(terraform_data.external_id["this"].output, terraform_data.external_id["this"].id) : var.external_id
}

resource "aws_iam_role" "this" {
  name = var.role_name

  # IAM appends 26 characters to a prefix, and a role name has at most 64.
  name_prefix = var.role_name == null ? "${substr(replace(var.name, "/[^\\w+=,.@-]/", "-"), 0, 33)}-sms-" : null

  path                 = var.path
  description          = "Lets Amazon Cognito send SMS for the user pool ${replace(var.name, "/[^\\w\\s+=,.@-]/", "-")}"
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "CognitoOfThisAccountAndRegion"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "cognito-idp.amazonaws.com" }
      Condition = {
        StringEquals = {
          "sts:ExternalId"    = local.external_id
          "aws:SourceAccount" = data.aws_caller_identity.current.account_id
        }

        # Any pool of the account and region: naming the pool would create a dependency cycle.
        ArnLike = { "aws:SourceArn" = "${local.account_arn}:userpool/*" }
      }
    }]
  })

  # The pool changes to the new role before the old one is destroyed: Cognito refuses every later change
  # of a pool whose role does not exist.
  lifecycle {
    create_before_destroy = true
  }
}

# An inline policy: Cognito checks the permissions of the role when the pool is configured.
resource "aws_iam_role_policy" "publish" {
  #checkov:skip=CKV_AWS_290:A phone number has no ARN, and Cognito refuses a role that publishes under a condition.
  #checkov:skip=CKV_AWS_355:A phone number has no ARN, and Cognito refuses a role that publishes under a condition.

  # Not a fixed name: Terraform creates the new policy before it destroys the old one, and with equal names
  # the destroy would remove the new one. Terraform replaces a policy that it could not read after creation.
  name_prefix = "publish-sms-"
  role        = aws_iam_role.this.name

  # A phone number has no ARN, and Cognito refuses a role whose policy has a condition on the
  # protocol (source: aws-cdk, user-pool.ts).
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "PublishSms", Effect = "Allow", Action = "sns:Publish", Resource = "*" }]
  })

  lifecycle {
    create_before_destroy = true
  }
}
