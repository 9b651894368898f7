# One value for every input: the examples of docs/module.md and of the READMEs in modules/. A test plans them.

module "auth" {
  source = "../.."

  name = "customers"

  tags = { team = "identity" }

  email = {
    identity         = { domain = "example.com" }
    from_address     = "no-reply@example.com"
    from_name        = "Example, Inc."
    reply_to_address = "support@example.com"
    mail_from        = { domain = "bounce.example.com" }
    dmarc            = { policy = "quarantine", report_addresses = ["dmarc@example.com"] }

    create_configuration_set = {
      identity_default     = true
      max_delivery_seconds = 3600
      feedback             = { event_types = ["BOUNCE", "COMPLAINT"], eventbridge = true }
    }
  }

  sms = {
    role = { name = "customers-sms", path = "/cognito/" }

    origination = {
      phone_numbers = {
        test = { country = "US", type = "SIMULATOR" }
        us   = { arn = "arn:aws:sms-voice:us-east-1:123456789012:phone-number/phone-0123456789abcdef" }
      }
      preferences = { monthly_spend_limit = 1 }
    }
  }

  client_defaults = { access_token_validity = 15, id_token_validity = 15 }

  clients = {
    web = {}

    pages = {
      allowed_oauth_flows  = ["code"]
      allowed_oauth_scopes = ["openid", "email", "https://api.example.com/read"]
      callback_urls        = ["https://app.example.com/"]
      logout_urls          = ["https://app.example.com/bye"]
    }

    backend = {
      generate_secret       = true
      access_token_validity = 5
      allowed_oauth_flows   = ["client_credentials"]
      allowed_oauth_scopes  = ["https://api.example.com/read"]
    }
  }

  domain = {
    prefix          = "customers-of-example"
    name            = "auth.example.com"
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"
  }

  ui_customization = {
    ALL = { css = ".logo-customizable { max-width: 60%; }" }
  }

  groups = {
    admins  = { precedence = 1, create_role = true }
    editors = { precedence = 2, description = "May change articles" }
  }

  resource_servers = {
    "https://api.example.com" = { scopes = { read = "Read articles" } }
  }

  identity_providers = {
    Google = {
      type = "Google"

      details = {
        client_id        = "1234.apps.googleusercontent.com"
        client_secret    = "from-a-secret-store"
        authorize_scopes = "openid email profile"
      }

      attribute_mapping = { email = "email" }
    }
  }

  managed_elsewhere = {
    identity_providers = ["Partner"]
    oauth_scopes       = ["https://billing.example.com/read"]
  }

  web_acl = { arn = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/customers/a1b2c3d4" }

  identity_pool = { client_keys = ["web"] }

  alarms = {
    email = { daily_quota = 50000 }
    sms   = { monthly_spend_limit = 100 }
  }

  amplify_client = "web"

  deletion_protection = true

  sign_in = {
    username_attributes = ["email"]
    first_factors       = ["PASSWORD", "WEB_AUTHN"]
    passkeys            = { relying_party_id = "example.com" }
  }

  tier = "PLUS"

  attributes = {
    given_name = { required = true }
    plan       = { max_length = 20 }
    seats      = { type = "Number", min_value = 1 }
  }

  password_policy = { minimum_length = 12, require_symbols = false }

  mfa = {
    configuration = "OPTIONAL"
    methods       = ["TOTP", "SMS"]
    sms_message   = "Your code is {####}"
  }

  account_recovery = ["verified_email", "verified_phone_number"]

  verification = {
    email_subject = "Your verification code"
    email_message = "Your code is {####}."
  }

  invitation = {
    admin_only    = true
    email_subject = "Welcome"
    email_message = "Your username is {username}, and your temporary password is {####}."
  }

  devices = { challenge_required_on_new_device = true }

  lambda_triggers = {
    pre_sign_up          = "arn:aws:lambda:us-east-1:123456789012:function:check-sign-up"
    pre_token_generation = "arn:aws:lambda:us-east-1:123456789012:function:add-claims"
  }

  pre_token_generation_version = "V2_0"

  custom_senders = {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    sms         = { lambda_arn = "arn:aws:lambda:us-east-1:123456789012:function:send-sms" }
  }

  threat_protection = {
    mode                    = "ENFORCED"
    compromised_credentials = { event_action = "BLOCK" }
    clients                 = { backend = { compromised_credentials = { event_action = "NO_ACTION" } } }
  }
}

module "email_identity" {
  source = "../../modules/email-identity"

  domain = "example.org"

  until_verified = "WAIT"

  wait_minutes = 60

  dkim = { key_length = "RSA_2048_BIT" }

  mail_from = { domain = "bounce.example.org" }

  dmarc = { policy = "reject", report_addresses = ["dmarc@example.org"] }

  route53 = { zone_id = "Z1D633PJN98FT9" }

  configuration_set = {
    name     = "example-org"
    feedback = { event_types = ["BOUNCE", "COMPLAINT"] }
  }

  forward_feedback = false

  account_vdm = { engagement_metrics = true }

  pool_regions = ["eu-central-2"]

  tags = { team = "identity" }
}

module "email_identity_of_an_address" {
  source = "../../modules/email-identity"

  address = "no-reply@example.net"

  default_configuration_set = "set-of-another-team"
}

module "sms_role" {
  source = "../../modules/sms-role"

  name = "customers"

  role_name = "customers-sms-2"

  path = "/cognito/"

  permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"

  external_id = "customers"

  tags = { team = "identity" }
}

module "sms_origination" {
  source = "../../modules/sms-origination"

  phone_numbers = {
    test = { country = "US", type = "SIMULATOR" }
    se   = { arn = "arn:aws:sms-voice:us-east-1:123456789012:phone-number/phone-0123456789abcdef" }
  }

  opt_out_list = "customers"

  preferences = { monthly_spend_limit = 1, default_sms_type = "Transactional" }

  tags = { team = "identity" }
}

module "messaging_alarms" {
  source = "../../modules/messaging-alarms"

  name = "customers-2"

  topic = { arn = "arn:aws:sns:us-east-1:123456789012:alarms" }

  email = { daily_quota = 50000 }

  sms = { monthly_spend_limit = 100, success_rate = 0.95 }

  user_pool = {
    id         = module.auth.user_pool_id
    client_ids = module.auth.client_ids
  }

  dashboard = false

  tags = { team = "identity" }
}

module "messaging_alarms_with_a_topic" {
  source = "../../modules/messaging-alarms"

  name = "customers-3"

  kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  email = {}
}
