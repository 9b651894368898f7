# A user pool in one region that sends through SES in another region, for regions without SES. The module
# email-identity gets a provider of the other region.

variable "ses_region" {
  description = "Region of the SES identity. The Cognito Developer Guide lists the SES regions for each region of a pool; the module refuses others."
  type        = string
  default     = "eu-west-1"
}

variable "pool_regions" {
  description = "The region of the pool, if it has no SES: the identity then gets a policy that allows the pool to send. Default: none."
  type        = set(string)
  default     = []
}

variable "domain" {
  description = "Domain that email is sent from."
  type        = string
  default     = "elsewhere.example.com"
}

provider "aws" {
  alias  = "ses"
  region = var.ses_region
}

module "sender" {
  source    = "../../modules/email-identity"
  providers = { aws = aws.ses }

  domain       = var.domain
  pool_regions = var.pool_regions
}

module "auth" {
  source = "../../"

  name = "cross-region-ses"

  email = {
    # Until SES has verified the identity, the pool sends from Cognito's own address.
    identity     = { arn = module.sender.arn, verified = module.sender.verified }
    from_address = "no-reply@${var.domain}"
  }

  clients = { web = {} }

  # Only to try it out. Remove it in production.
  deletion_protection = false
}

output "user_pool_id" {
  description = "ID of the user pool."
  value       = module.auth.user_pool_id
}

output "email_configuration" {
  description = "The pool's email configuration."
  value       = module.auth.email_configuration
}

output "dns_records" {
  description = "DNS records to publish."
  value       = module.sender.dns_records
}
