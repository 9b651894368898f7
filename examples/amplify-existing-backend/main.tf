# The sender and the SMS role for a user pool that Amplify manages. Amplify does not create these, so Terraform
# does. Copy the lines of the output backend_ts into amplify/backend.ts to use them in the pool:
#
#   terraform apply
#   terraform output -raw backend_ts

variable "domain" {
  description = "Domain that email is sent from."
  type        = string
  default     = "amplify.example.com"
}

variable "from_name" {
  description = "Display name of the sender."
  type        = string
  default     = "Example"
}

data "aws_region" "current" {}

module "sender" {
  source = "../../modules/email-identity"

  domain = var.domain
}

module "sms_role" {
  source = "../../modules/sms-role"

  name = "amplify"
}

locals {
  aws_region = data.aws_region.current
  region     = try(local.aws_region.region, local.aws_region.id)

  # Cognito accepts the sender only once SES has verified it.
  email_configuration = module.sender.verified ? {
    emailSendingAccount = "DEVELOPER"
    sourceArn           = module.sender.arn
    from                = "${var.from_name} <no-reply@${var.domain}>"
    } : {
    emailSendingAccount = "COGNITO_DEFAULT"
    sourceArn           = null
    from                = null
  }

  sms_configuration = {
    snsCallerArn = module.sms_role.arn
    externalId   = module.sms_role.external_id
    snsRegion    = local.region
  }
}

output "email_configuration" {
  description = "Value of `cfnUserPool.emailConfiguration`."
  value       = local.email_configuration
}

output "sms_configuration" {
  description = "Value of `cfnUserPool.smsConfiguration`."
  value       = local.sms_configuration
}

output "dns_records" {
  description = "DNS records to publish."
  value       = module.sender.dns_records
}

output "backend_ts" {
  description = "Lines for amplify/backend.ts, after defineBackend."
  value       = <<-EOT
    const { cfnUserPool } = backend.auth.resources.cfnResources;
    cfnUserPool.emailConfiguration = ${jsonencode({ for key, value in local.email_configuration : key => value if value != null })};
    cfnUserPool.smsConfiguration = ${jsonencode(local.sms_configuration)};
  EOT
}
