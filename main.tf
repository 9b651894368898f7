# A Cognito user pool that sends email through Amazon SES and SMS through Amazon SNS.

locals {
  username_attributes = coalesce(var.sign_in.username_attributes, length(var.sign_in.alias_attributes) > 0 ? [] : ["email"])

  auto_verified_attributes = coalesce(
    var.verification.auto_verified_attributes,
    length(local.username_attributes) > 0 ? local.username_attributes : ["email"],
  )
  verified_before_update = coalesce(var.verification.keep_original_until_verified, local.auto_verified_attributes)

  mfa_methods = var.mfa.configuration == "OFF" ? [] : coalesce(var.mfa.methods, local.sends_sms ? ["TOTP", "SMS"] : ["TOTP"])

  account_recovery = coalesce(
    var.account_recovery,
    contains(local.auto_verified_attributes, "phone_number") && !contains(local.auto_verified_attributes, "email") ? ["verified_phone_number"] : ["verified_email"],
  )
}

resource "aws_cognito_user_pool" "this" {
  name                = var.name
  deletion_protection = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  user_pool_tier      = var.tier
  tags                = var.tags

  username_attributes      = length(var.sign_in.alias_attributes) > 0 ? null : local.username_attributes
  alias_attributes         = length(var.sign_in.alias_attributes) > 0 ? var.sign_in.alias_attributes : null
  auto_verified_attributes = local.auto_verified_attributes

  mfa_configuration          = var.mfa.configuration
  sms_authentication_message = var.mfa.sms_message

  # A pool without this block cannot get one later.
  dynamic "username_configuration" {
    for_each = var.sign_in.no_case_setting ? [] : ["this"]

    content {
      case_sensitive = var.sign_in.case_sensitive
    }
  }

  password_policy {
    minimum_length        = var.password_policy.minimum_length
    require_lowercase     = var.password_policy.require_lowercase
    require_uppercase     = var.password_policy.require_uppercase
    require_numbers       = var.password_policy.require_numbers
    require_symbols       = var.password_policy.require_symbols
    password_history_size = var.password_policy.password_history_size > 0 ? var.password_policy.password_history_size : null

    # AWS takes 0 for 7 (API, PasswordPolicyType), and the provider would report a change in each plan.
    temporary_password_validity_days = var.password_policy.temporary_password_validity_days == 0 ? 7 : var.password_policy.temporary_password_validity_days
  }

  account_recovery_setting {
    dynamic "recovery_mechanism" { # no cover (none): a pool has at least one
      for_each = local.account_recovery

      content {
        name     = recovery_mechanism.value
        priority = recovery_mechanism.key + 1
      }
    }
  }

  dynamic "user_attribute_update_settings" {
    for_each = length(local.verified_before_update) > 0 ? ["this"] : []

    content {
      attributes_require_verification_before_update = local.verified_before_update
    }
  }

  # Always set: the provider reports no difference if the block is removed.
  email_configuration {
    email_sending_account  = local.email_configuration.emailSendingAccount
    source_arn             = local.email_configuration.sourceArn
    from_email_address     = local.email_configuration.from
    reply_to_email_address = local.email_configuration.replyToEmailAddress
    configuration_set      = local.email_configuration.configurationSet
  }

  dynamic "sms_configuration" {
    for_each = local.sends_sms ? [local.sms_configuration] : []

    content {
      external_id    = sms_configuration.value.externalId
      sns_caller_arn = sms_configuration.value.snsCallerArn
      sns_region     = sms_configuration.value.snsRegion
    }
  }

  dynamic "software_token_mfa_configuration" {
    for_each = contains(local.mfa_methods, "TOTP") ? ["this"] : []

    content {
      enabled = true
    }
  }

  dynamic "email_mfa_configuration" {
    for_each = contains(local.mfa_methods, "EMAIL") ? ["this"] : []

    content {
      subject = var.mfa.email_subject
      message = var.mfa.email_message
    }
  }

  dynamic "sign_in_policy" {
    for_each = var.sign_in.first_factors == null ? [] : [var.sign_in.first_factors]

    content {
      allowed_first_auth_factors = sign_in_policy.value
    }
  }

  dynamic "web_authn_configuration" {
    for_each = var.sign_in.passkeys == null ? [] : [var.sign_in.passkeys]

    content {
      relying_party_id  = web_authn_configuration.value.relying_party_id
      user_verification = web_authn_configuration.value.user_verification
    }
  }

  # Every text is set, even Cognito's default: the provider reports no difference if one is removed.
  verification_message_template {
    default_email_option  = var.verification.email_option
    email_subject         = var.verification.email_subject
    email_message         = var.verification.email_message
    email_subject_by_link = var.verification.email_subject_by_link
    email_message_by_link = var.verification.email_message_by_link
    sms_message           = var.verification.sms_message
  }

  admin_create_user_config {
    allow_admin_create_user_only = var.invitation.admin_only

    invite_message_template {
      email_subject = var.invitation.email_subject
      email_message = var.invitation.email_message
      sms_message   = var.invitation.sms_message
    }
  }

  dynamic "device_configuration" {
    for_each = var.devices == null ? [] : [var.devices]

    content {
      challenge_required_on_new_device      = device_configuration.value.challenge_required_on_new_device
      device_only_remembered_on_user_prompt = device_configuration.value.device_only_remembered_on_user_prompt
    }
  }

  dynamic "lambda_config" {
    for_each = length(var.lambda_triggers) > 0 || nonsensitive(var.custom_senders != null) ? ["this"] : []

    content {
      pre_sign_up                    = lookup(var.lambda_triggers, "pre_sign_up", null)
      custom_message                 = lookup(var.lambda_triggers, "custom_message", null)
      post_confirmation              = lookup(var.lambda_triggers, "post_confirmation", null)
      pre_authentication             = lookup(var.lambda_triggers, "pre_authentication", null)
      post_authentication            = lookup(var.lambda_triggers, "post_authentication", null)
      define_auth_challenge          = lookup(var.lambda_triggers, "define_auth_challenge", null)
      create_auth_challenge          = lookup(var.lambda_triggers, "create_auth_challenge", null)
      verify_auth_challenge_response = lookup(var.lambda_triggers, "verify_auth_challenge_response", null)
      user_migration                 = lookup(var.lambda_triggers, "user_migration", null)
      kms_key_id                     = try(var.custom_senders.kms_key_arn, null)

      dynamic "pre_token_generation_config" {
        for_each = contains(keys(var.lambda_triggers), "pre_token_generation") ? ["this"] : []

        content {
          lambda_arn     = var.lambda_triggers["pre_token_generation"]
          lambda_version = var.pre_token_generation_version
        }
      }

      dynamic "custom_email_sender" {
        for_each = nonsensitive(local.custom_email_sender == null) ? [] : [local.custom_email_sender]

        content {
          lambda_arn     = custom_email_sender.value.lambda_arn
          lambda_version = "V1_0"
        }
      }

      dynamic "custom_sms_sender" {
        for_each = nonsensitive(local.custom_sms_sender == null) ? [] : [local.custom_sms_sender]

        content {
          lambda_arn     = custom_sms_sender.value.lambda_arn
          lambda_version = "V1_0"
        }
      }
    }
  }

  dynamic "user_pool_add_ons" {
    for_each = nonsensitive(var.threat_protection == null) ? [] : [var.threat_protection]

    content {
      advanced_security_mode = user_pool_add_ons.value.mode

      dynamic "advanced_security_additional_flows" {
        for_each = user_pool_add_ons.value.custom_auth_mode == null ? [] : [user_pool_add_ons.value.custom_auth_mode]

        content {
          custom_auth_mode = advanced_security_additional_flows.value
        }
      }
    }
  }

  dynamic "schema" {
    for_each = local.schema

    content {
      name                     = schema.key
      attribute_data_type      = schema.value.type
      required                 = schema.value.required
      mutable                  = schema.value.mutable
      developer_only_attribute = schema.value.developer_only

      dynamic "string_attribute_constraints" { # no cover (several): an attribute has one
        for_each = schema.value.string_limits

        content {
          min_length = string_attribute_constraints.value.min
          max_length = string_attribute_constraints.value.max
        }
      }

      dynamic "number_attribute_constraints" { # no cover (several): an attribute has one
        for_each = schema.value.number_limits

        content {
          min_value = number_attribute_constraints.value.min
          max_value = number_attribute_constraints.value.max
        }
      }
    }
  }

  # Terraform does not report which module call a precondition belongs to, so the messages name the pool.
  lifecycle {
    precondition {
      condition     = length(local.ses_regions) == 0 || contains(local.ses_regions, local.ses_region)
      error_message = "User pool ${var.name}: in ${local.region} a pool cannot send through SES in ${local.ses_region}. Use an identity in ${join(" or ", local.ses_regions)}."
    }

    precondition {
      condition     = local.given_identity_arn == null ? true : contains(local.partitions, split(":", local.given_identity_arn)[1])
      error_message = "User pool ${var.name}: the SES identity ${coalesce(local.given_identity_arn, "-")} belongs to another partition than the pool (${join(", ", compact(local.partitions))})."
    }

    precondition {
      condition     = local.given_role_arn == null ? true : contains(local.partitions, split(":", local.given_role_arn)[1])
      error_message = "User pool ${var.name}: the SMS role ${coalesce(local.given_role_arn, "-")} belongs to another partition than the pool (${join(", ", compact(local.partitions))})."
    }

    precondition {
      condition     = var.sms == null || contains(local.sns_regions, local.sns_region)
      error_message = "User pool ${var.name}: in ${local.region} a pool cannot send SMS from ${local.sns_region}. Set sms.sns_region to ${join(" or ", local.sns_regions)}, or remove it."
    }

    precondition {
      condition     = var.sms == null ? true : var.sms.origination == null || local.sns_region == local.region
      error_message = "User pool ${var.name}: the pool sends SMS from ${local.sns_region}, so its origination numbers must be in that region. Use modules/sms-origination with a provider of ${local.sns_region} instead of sms.origination."
    }

    precondition {
      condition     = var.alarms == null || (local.ses_region == local.region && local.sns_region == local.region)
      error_message = "User pool ${var.name}: SES is in ${local.ses_region} and SNS in ${local.sns_region}, and an alarm must be in the region of its metric. Use modules/messaging-alarms with a provider of that region instead of alarms."
    }

    precondition {
      condition     = var.web_acl == null ? true : split(":", var.web_acl.arn)[3] == local.region
      error_message = "User pool ${var.name}: web_acl.arn is in another region than the pool, which is in ${local.region}. Use a regional web ACL of ${local.region}."
    }

    precondition {
      condition     = local.sends_by_ses || local.custom_email_sender != null || (!contains(local.mfa_methods, "EMAIL") && !contains(coalesce(var.sign_in.first_factors, []), "EMAIL_OTP"))
      error_message = "User pool ${var.name}: MFA or sign-in by email needs a verified SES identity: Cognito's own sender cannot send these messages. Set email.identity or custom_senders.email. If the module creates the identity, set email.until_verified = \"FAIL\" or \"WAIT\", or turn on MFA or sign-in by email once SES has verified it."
    }

    precondition {
      condition     = !contains(local.mfa_methods, "EMAIL") || join(",", local.account_recovery) != "verified_email"
      error_message = "User pool ${var.name}: users can recover only by email, which excludes MFA by email: Cognito does not send reset codes and MFA codes by the same channel. Set account_recovery = [\"verified_phone_number\", \"verified_email\"] with sms, or [\"admin_only\"]."
    }

    precondition {
      condition     = alltrue([for key, sender in local.notice_senders : local.risk_rules[key].account_takeover == null || sender != null])
      error_message = "User pool ${var.name}: threat_protection.account_takeover notifies users by email, so it needs a verified SES identity. Set notify_configuration.source_arn or email.identity."
    }

    precondition {
      condition     = var.verification.email_option != "CONFIRM_WITH_LINK" || var.domain != null
      error_message = "User pool ${var.name}: verification by link needs a domain. Write domain = { prefix = \"…\" }, or set verification.email_option = \"CONFIRM_WITH_CODE\"."
    }

    # Cognito refuses to send the reset code and the MFA code to the same phone number (see account_recovery).
    precondition {
      condition     = !contains(local.mfa_methods, "SMS") || join(",", local.account_recovery) != "verified_phone_number"
      error_message = "User pool ${var.name}: users can recover only by phone number, which excludes MFA by SMS: Cognito does not send reset codes and MFA codes by the same channel. Set account_recovery = [\"verified_email\", \"verified_phone_number\"], or mfa.configuration = \"OFF\"."
    }

    precondition {
      condition     = length(setsubtract(local.verified_before_update, local.auto_verified_attributes)) == 0
      error_message = "User pool ${var.name}: verification.keep_original_until_verified has attributes that are not verified at sign-up (verified are: ${join(", ", local.auto_verified_attributes)}). Add them to verification.auto_verified_attributes too."
    }

    # The provider leaves the SMS settings on the pool after the role is destroyed. Cognito would then
    # refuse every change of the pool.
    postcondition { # no cover (refused): it fails only at an apply, see tests/module/test_removed_sms.py
      condition     = var.sms != null || alltrue([for sms in self.sms_configuration : try(coalesce(sms.sns_caller_arn), "") == ""])
      error_message = "User pool ${var.name}: sms was removed, but the AWS provider cannot remove the SMS settings of a pool. Restore the previous value of sms; users without a phone number receive no SMS."
    }
  }
}

module "email_identity" {
  source   = "./modules/email-identity"
  for_each = local.creates_identity ? { this = var.email.identity } : {}

  domain           = each.value.domain
  address          = each.value.address
  until_verified   = coalesce(var.email.until_verified, "COGNITO_DEFAULT")
  wait_minutes     = coalesce(var.email.wait_minutes, 45)
  dkim             = var.email.dkim
  mail_from        = var.email.mail_from
  dmarc            = var.email.dmarc
  route53          = var.email.route53
  forward_feedback = var.email.forward_feedback
  account_vdm      = var.email.account_vdm

  default_configuration_set = var.email.default_configuration_set
  configuration_set = var.email.create_configuration_set == null ? null : merge(var.email.create_configuration_set, {
    name = coalesce(var.email.create_configuration_set.name, substr(replace(var.name, "/[^A-Za-z0-9_-]/", "-"), 0, 64))
  })

  tags = var.tags
}

module "sms_role" {
  source   = "./modules/sms-role"
  for_each = local.creates_role ? { this = var.sms } : {}

  name                 = var.name
  role_name            = try(each.value.role.name, null)
  path                 = try(coalesce(each.value.role.path), "/")
  permissions_boundary = try(each.value.role.permissions_boundary, null)
  external_id          = each.value.external_id
  tags                 = var.tags
}

module "sms_origination" {
  source   = "./modules/sms-origination"
  for_each = nonsensitive(var.sms == null ? true : var.sms.origination == null) ? {} : { this = var.sms.origination }

  phone_numbers = each.value.phone_numbers
  opt_out_list  = each.value.opt_out_list
  preferences   = each.value.preferences
  tags          = var.tags
}

module "alarms" {
  source   = "./modules/messaging-alarms"
  for_each = nonsensitive(var.alarms == null) ? {} : { this = var.alarms }

  name        = var.name
  topic       = each.value.topic
  kms_key_arn = each.value.kms_key_arn
  email       = nonsensitive(var.email.identity == null) ? null : each.value.email
  sms         = local.sends_sms ? each.value.sms : null
  user_pool   = each.value.sign_ups ? { id = aws_cognito_user_pool.this.id, client_ids = local.client_ids } : null
  dashboard   = each.value.dashboard
  tags        = var.tags
}
