# A pool with an existing SES identity and an existing SMS role, such as those of another team. To keep the
# example complete, it creates both. SES must have verified the identity before the pool is created.

variable "sender" {
  description = "Verified address that email is sent from."
  type        = string
  default     = "no-reply@existing.example.com"
}

variable "external_id" {
  description = "External ID in the trust policy of the role."
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

    # A domain identity needs a from_address. The ARN is unknown before the first apply, so without it
    # a missing from_address would be found only during the apply.
    from_address = var.sender
  }

  sms = {
    role        = { arn = module.existing_role.arn }
    external_id = module.existing_role.external_id
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

output "sms_configuration" {
  description = "The pool's SMS configuration."
  value       = module.auth.sms_configuration
}
