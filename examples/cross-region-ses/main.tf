# A user pool in one region that sends through SES in another, as a region without an SES of its own
# needs it. The identity stands in the other region, so it gets a provider of that region.

variable "ses_region" {
  description = "Region of the SES identity. The Cognito Developer Guide says which ones a pool's region may use; the module refuses others."
  type        = string
  default     = "eu-west-1"
}

variable "pool_regions" {
  description = "The pool's region, if it has no SES of its own: such a pool must be let in by a policy on the identity."
  type        = set(string)
  default     = []
}

variable "domain" {
  description = "Domain that mail is sent from."
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
    # The pool waits for the verification as it would for an identity of its own.
    identity     = { arn = module.sender.arn, verified = module.sender.verified }
    from_address = "no-reply@${var.domain}"
  }

  clients = { web = {} }

  # For trying it out only. Leave it out in production.
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
  description = "Records to publish."
  value       = module.sender.dns_records
}
