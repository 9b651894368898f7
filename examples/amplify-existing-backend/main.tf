# The sender and the SMS role for a user pool that Amplify itself owns. Terraform makes what Amplify
# does not; the pool takes it by the lines of the output backend_ts in amplify/backend.ts:
#
#   terraform apply
#   terraform output -raw backend_ts

variable "domain" {
  description = "Domain that mail is sent from."
  type        = string
  default     = "amplify.example.com"
}

variable "from_name" {
  description = "Name shown beside the sender's address."
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

  # Cognito takes the sender only once SES has verified it.
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
  description = "For `cfnUserPool.emailConfiguration`."
  value       = local.email_configuration
}

output "sms_configuration" {
  description = "For `cfnUserPool.smsConfiguration`."
  value       = local.sms_configuration
}

output "dns_records" {
  description = "Records to publish."
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
