# A user pool ready for production: mail from a domain of one's own through SES, SMS through SNS by
# a role of its own, MFA by app or SMS, and a client for a web front end.
#
#   terraform apply
#   terraform output dns_records     publish these; SES verifies the domain by them
#   terraform apply                  switches the pool to SES once it has
#   terraform output manual_steps    what no API can do for you
#
# To destroy it:  terraform apply -var deletion_protection=false && terraform destroy

module "auth" {
  source = "../../"

  name                = var.name
  deletion_protection = var.deletion_protection

  email = {
    identity         = { domain = var.domain }
    from_address     = "no-reply@${var.domain}"
    from_name        = "Example, Inc."
    reply_to_address = "support@${var.domain}"
    dmarc            = { policy = "none", report_addresses = ["dmarc@${var.domain}"] }

    # Encrypted delivery only, and bounces and complaints told to an SNS topic and to CloudWatch.
    create_configuration_set = { feedback = {} }
  }

  sms = {}

  mfa              = { configuration = "OPTIONAL", sms_message = "Your Example code is {####}" }
  account_recovery = ["verified_email", "verified_phone_number"]

  clients = {
    web = {
      callback_urls        = ["https://app.${var.domain}/"]
      logout_urls          = ["https://app.${var.domain}/"]
      allowed_oauth_flows  = ["code"]
      allowed_oauth_scopes = ["openid", "email", "profile"]
    }
    server = {
      generate_secret = true
    }
  }

  groups = { admins = { precedence = 1 } }

  tags = { Project = "example" }
}
