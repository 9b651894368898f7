# The module with sensitive values for everything that may come from a secret or from the parameter store.

variable "name" {
  type = string
}

locals {
  account = "arn:aws:lambda:us-east-1:000000000000:function"
  google  = { client_id = "id", client_secret = "secret", authorize_scopes = "email" }
}

module "each_value" {
  source = "../../../"

  name = var.name

  email = {
    identity         = { address = sensitive("${var.name}@example.com") }
    from_name        = sensitive("Example, Inc.")
    reply_to_address = sensitive("support@example.com")
    until_verified   = sensitive("COGNITO_DEFAULT")

    create_configuration_set = {
      identity_default     = sensitive(true)
      max_delivery_seconds = sensitive(600)
      dedicated_ip_pool    = { create = { scaling_mode = sensitive("STANDARD") } }
      tracking             = { domain = sensitive("links.example.com") }
      vdm                  = { engagement_metrics = sensitive(false) }
      feedback = {
        topic       = { arn = sensitive("arn:aws:sns:us-east-1:000000000000:events") }
        cloudwatch  = sensitive(false)
        eventbridge = sensitive(true)
        firehose    = { stream_arn = sensitive("arn:aws:firehose:us-east-1:000000000000:deliverystream/events") }
      }
    }
    account_vdm = { engagement_metrics = sensitive(true) }
  }
  sms = {
    external_id = sensitive("our-id")
    sns_region  = sensitive("us-east-1")
    role        = { path = sensitive("/service/") }
  }
  tags = { owner = sensitive("ops") }

  mfa              = { configuration = "OPTIONAL", sms_message = sensitive("Code {####}") }
  account_recovery = ["verified_email", "verified_phone_number"]

  identity_providers = {
    Google = { type = "Google", details = merge(local.google, { client_secret = sensitive("secret") }) }
    Corp   = { type = "SAML", details = sensitive({ MetadataURL = "https://idp.example.com/m" }) }
  }
  client_defaults = { logout_urls = [sensitive("https://app.example.com/out")] }
  clients = {
    web = {
      supported_identity_providers = ["COGNITO", "Google", "Corp"]
      callback_urls                = [sensitive("https://app.example.com/")]
    }
    server = {
      generate_secret = true
      analytics_configuration = {
        application_id = sensitive("0123456789abcdef")
        external_id    = sensitive("known")
        role_arn       = sensitive("arn:aws:iam::000000000000:role/analytics")
      }
    }
  }
  lambda_triggers = { pre_sign_up = sensitive("${local.account}:a") }
  custom_senders = {
    kms_key_arn = sensitive("arn:aws:kms:us-east-1:000000000000:key/a")
    email       = { lambda_arn = sensitive("${local.account}:b") }
  }
  domain = {
    name            = sensitive("${var.name}.auth.example.com")
    certificate_arn = sensitive("arn:aws:acm:us-east-1:000000000000:certificate/a")
  }
  groups        = { staff = { role_arn = sensitive("arn:aws:iam::000000000000:role/staff") } }
  web_acl       = { arn = sensitive("arn:aws:wafv2:us-east-1:000000000000:regional/webacl/a/b") }
  identity_pool = {}
  alarms        = { topic = { arn = sensitive("arn:aws:sns:us-east-1:000000000000:alarms") } }
  tier          = "PLUS"
  threat_protection = {
    blocked_ip_ranges = [sensitive("192.0.2.0/24")]
    clients           = { web = { skipped_ip_ranges = [sensitive("192.0.2.0/24")] } }
  }
}

resource "aws_pinpointsmsvoicev2_phone_number" "existing" {
  iso_country_code    = "US"
  message_type        = "TRANSACTIONAL"
  number_type         = "SIMULATOR"
  number_capabilities = ["SMS"]
}

module "given_arns" {
  source = "../../../"

  name = var.name

  email = {
    identity     = { arn = sensitive("arn:aws:ses:us-east-1:000000000000:identity/example.com") }
    from_address = sensitive("a@example.com")
  }
  sms = {
    role        = { arn = sensitive("arn:aws:iam::000000000000:role/sms") }
    external_id = sensitive("our-id")
    origination = {
      phone_numbers = {
        known   = { arn = sensitive("arn:aws:sms-voice:us-east-1:000000000000:phone-number/phone-1") }
        unknown = { arn = aws_pinpointsmsvoicev2_phone_number.existing.arn }
        leased  = { country = sensitive("US"), type = sensitive("SIMULATOR") }
      }
    }
  }
}

module "whole_inputs" {
  source = "../../../"

  name = var.name

  sms                = sensitive({ external_id = "our-id" })
  identity_providers = sensitive({ Google = { type = "Google", details = local.google } })
  clients            = { web = { supported_identity_providers = ["COGNITO", "Google"] } }
}
