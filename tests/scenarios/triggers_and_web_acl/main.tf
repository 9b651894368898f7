# The module with resources of other owners: a function for the triggers, and a web ACL.

variable "name" {
  type = string
}

variable "triggers" {
  type    = set(string)
  default = []
}

locals {
  triggers = { for trigger in var.triggers : trigger => aws_lambda_alias.live.arn }
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

resource "aws_iam_role" "function" {
  name_prefix        = "triggers-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_lambda_function" "this" {
  function_name    = "${var.name}-triggers"
  role             = aws_iam_role.function.arn
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  filename         = "${path.module}/function.zip"
  source_code_hash = filebase64sha256("${path.module}/function.zip")
  publish          = true
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

resource "aws_wafv2_web_acl" "this" {
  name  = "${var.name}-acl"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "triggers"
    sampled_requests_enabled   = false
  }
}

module "auth" {
  source = "../../../"

  name                         = var.name
  lambda_triggers              = local.triggers
  pre_token_generation_version = "V2_0"
  web_acl                      = { arn = aws_wafv2_web_acl.this.arn }
  sign_in                      = { username_attributes = ["email"] }
  deletion_protection          = false
}

output "user_pool_id" {
  value = module.auth.user_pool_id
}

output "user_pool_arn" {
  value = module.auth.user_pool_arn
}

output "function_arn" {
  value = aws_lambda_function.this.arn
}

output "web_acl_arn" {
  value = aws_wafv2_web_acl.this.arn
}
