# A sender whose DNS is in Route 53: Terraform publishes the DKIM, MAIL FROM and DMARC records, and the
# first apply after SES has found them switches the pool to SES.

variable "domain" {
  description = "Domain that email is sent from."
  type        = string
  default     = "route53.example.com"
}

# In production the zone exists: read its ID from a data source or a variable.
resource "aws_route53_zone" "this" {
  #checkov:skip=CKV2_AWS_38:A zone to try it out; your own zone exists, with the DNSSEC settings that you chose.
  #checkov:skip=CKV2_AWS_39:A zone to try it out; your own zone exists, with the logging that you chose.

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

output "feedback_topic_arn" {
  description = "ARN of the SNS topic for bounces and complaints."
  value       = module.auth.feedback_topic_arn
}
