# A page on which people sign up and sign in with Amplify, on three pools that this root makes: by
# email, by phone number, and with a second factor required. They share one sender.
#
#   terraform apply -target=module.sender               makes the sender
#   terraform output dns_records                        publish these; SES verifies the domain by them
#   terraform apply                                     makes the pools, once it has
#   terraform output -json config >public/config.json   what the page reads
#   npm ci && npm run dev
#
# Without an AWS account: `make web` in the repository's root.

variable "domain" {
  description = "Domain that mail is sent from."
  type        = string
  default     = "example.com"
}

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pools. Apply once with `false` before you destroy them."
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

  # Second factors by mail need a sender of one's own from the start.
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
  description = "What the page reads: for each pool its label and the contents of Amplify's own amplify_outputs.json."
  value = {
    pools = { for key, pool in local.pools : key => { label = pool.label, outputs = module.auth[key].amplify_outputs } }
  }
}

output "dns_records" {
  description = "Records to publish."
  value       = module.sender.dns_records
}
