# A user pool ready for production: email from your own domain through SES, SMS through SNS with its own
# IAM role, MFA by app or SMS, and a client for a web front end.
#
#   terraform apply
#   terraform output dns_records     publish these, so that SES verifies the domain
#   terraform apply                  switches the pool to SES, once SES has verified the domain
#   terraform output manual_steps    steps that you have to do yourself
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

    # Delivers only over encrypted connections, and publishes bounces and complaints to SNS and CloudWatch.
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
