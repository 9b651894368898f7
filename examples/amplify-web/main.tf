# A page to sign up and sign in on with Amplify, and the three pools that it uses: one with sign-in by
# email, one by phone number, and one that requires a second factor. They share one sender.
#
#   terraform apply -target=module.sender               creates the sender
#   terraform output dns_records                        publish these, so that SES verifies the domain
#   terraform apply                                     creates the pools, once SES has verified the domain
#   terraform output -json config >public/config.json   the configuration of the page
#   npm ci && npm run dev
#
# Without an AWS account: `make web` at the top of the repository.

variable "domain" {
  description = "Domain that email is sent from."
  type        = string
  default     = "example.com"
}

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pools. Before you destroy them, apply with `false`."
  type        = bool
  default     = true
}

locals {
  pools = {
    email    = { label = "By email", username = "email", mfa = "OPTIONAL" }
    phone    = { label = "By phone number", username = "phone_number", mfa = "OPTIONAL" }
    required = { label = "Second factor required", username = "email", mfa = "ON" }
  }
}

module "sender" {
  source = "../../modules/email-identity"

  domain = var.domain

  # MFA by email needs a verified sender when the pools are created.
  until_verified = "FAIL"
}

module "auth" {
  source   = "../../"
  for_each = local.pools

  name                = "web-${each.key}"
  deletion_protection = var.deletion_protection

  sign_in = { username_attributes = [each.value.username] }

  email = {
    identity         = { arn = module.sender.arn, verified = module.sender.verified }
    from_address     = "no-reply@${var.domain}"
    from_name        = "Example, Inc."
    reply_to_address = "support@${var.domain}"
  }

  sms = {}

  verification = {
    email_subject = "Welcome to Example"
    email_message = "Welcome to Example. Your code is {####}."
    sms_message   = "Example: your code is {####}."
  }

  mfa = {
    configuration = each.value.mfa
    methods       = ["TOTP", "SMS", "EMAIL"]
    sms_message   = "Example: {####} signs you in."
    email_subject = "Sign in to Example"
    email_message = "{####} signs you in to Example."
  }

  account_recovery = each.value.username == "email" ? ["verified_email", "verified_phone_number"] : ["verified_phone_number", "verified_email"]

  clients = { web = {} }
}

output "config" {
  description = "Configuration of the page: the label of each pool, and the contents of its amplify_outputs.json."
  value = {
    pools = { for key, pool in local.pools : key => { label = pool.label, outputs = module.auth[key].amplify_outputs } }
  }
}

output "dns_records" {
  description = "DNS records to publish."
  value       = module.sender.dns_records
}
