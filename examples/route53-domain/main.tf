# A sender whose DNS is in Route 53: DKIM, MAIL FROM and DMARC are published by Terraform itself, and
# the apply after SES has seen them switches the pool to SES.

variable "domain" {
  description = "Domain that mail is sent from."
  type        = string
  default     = "route53.example.com"
}

# In production the zone exists already: take its ID from a data source or a variable.
resource "aws_route53_zone" "this" {
  #checkov:skip=CKV2_AWS_38:A zone for trying it out; yours exists already, with the signing that you chose.
  #checkov:skip=CKV2_AWS_39:A zone for trying it out; yours exists already, with the logging that you chose.

  name = var.domain
}

module "auth" {
  source = "../../"

  name = "route53-domain"

  email = {
    identity     = { domain = var.domain }
    from_address = "no-reply@${var.domain}"
    from_name    = "Example"
    route53      = { zone_id = aws_route53_zone.this.zone_id }
    mail_from    = { domain = "bounce.${var.domain}", on_mx_failure = "USE_DEFAULT_VALUE" }
    dmarc        = { policy = "quarantine", report_addresses = ["dmarc@${var.domain}"] }

    create_configuration_set = { feedback = {} }
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

output "feedback_topic_arn" {
  description = "SNS topic that is told of bounces and complaints."
  value       = module.auth.feedback_topic_arn
}
