variable "email" {
  description = <<-EOT
    Who sends the pool's mail.
    - `sending_account`: `COGNITO_DEFAULT` (Cognito's own sender, 50 messages a day) or `DEVELOPER` (Amazon SES of this account). Default: `COGNITO_DEFAULT`.
    - `source_arn`: ARN of the verified SES identity. `DEVELOPER` needs it.
    - `from`: `name@example.com` or `Display Name <name@example.com>`. Needed if the identity is a domain.
    - `reply_to_address`: Default: the sender.
    - `configuration_set`: SES configuration set of the identity's region.
  EOT
  type = object({
    sending_account   = optional(string, "COGNITO_DEFAULT")
    source_arn        = optional(string)
    from              = optional(string)
    reply_to_address  = optional(string)
    configuration_set = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["COGNITO_DEFAULT", "DEVELOPER"], var.email.sending_account)
    error_message = "email.sending_account must be \"COGNITO_DEFAULT\" or \"DEVELOPER\"."
  }

  validation {
    condition     = var.email.sending_account != "DEVELOPER" || var.email.source_arn != null
    error_message = "email.sending_account \"DEVELOPER\" needs email.source_arn, the ARN of a verified SES identity."
  }
}

variable "sms" {
  description = <<-EOT
    How the pool sends SMS. Default: not at all.
    - `role_arn`: ARN of the role that Cognito assumes to publish, for instance from modules/sms-role.
    - `external_id`: external ID that the role's trust policy demands.
    - `sns_region`: region of Amazon SNS. Default: the pool's, or the one that AWS prescribes for it.
  EOT
  type = object({
    role_arn    = string
    external_id = string
    sns_region  = optional(string)
  })
  default = null
}
