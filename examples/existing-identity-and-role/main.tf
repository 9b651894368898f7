# A pool with an SES identity and an SMS role that exist already, here made beside it, as another
# team might have. The identity must be verified before the pool is made.

variable "sender" {
  description = "Verified address that mail is sent from."
  type        = string
  default     = "no-reply@existing.example.com"
}

variable "external_id" {
  description = "External ID that the role's trust policy demands."
  type        = string
  default     = "existing-role-of-the-platform-team"
}

resource "aws_sesv2_email_identity" "existing" {
  email_identity = var.sender
}

module "existing_role" {
  source = "../../modules/sms-role"

  name        = "existing"
  path        = "/platform/"
  external_id = var.external_id
}

module "auth" {
  source = "../../"

  name = "existing-identity-and-role"

  email = {
    identity  = { arn = aws_sesv2_email_identity.existing.arn }
    from_name = "Platform"

    # A domain identity would need a from_address. The ARN is not known before the first apply, so
    # say it here rather than have the apply find out.
    from_address = var.sender
  }

  sms = {
    role        = { arn = module.existing_role.arn }
    external_id = module.existing_role.external_id
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

output "sms_configuration" {
  description = "The pool's SMS configuration."
  value       = module.auth.sms_configuration
}
