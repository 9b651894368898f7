# A Cognito user pool that sends email through Amazon SES and SMS through Amazon SNS.

data "aws_region" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. An indirection keeps
  # `terraform validate` from refusing the one that the installed provider lacks.
  aws_region = data.aws_region.current
  region     = try(local.aws_region.region, local.aws_region.id)

  # Decided by what the caller wrote, never by an ARN, which may not be known before the apply. No
  # `try` here: it makes everything unknown as soon as one attribute is.
  creates_identity = var.email.identity == null ? false : var.email.identity.domain != null || var.email.identity.address != null
  creates_role = var.sms == null ? false : var.sms.role == null ? true : (
    var.sms.role.name != null || var.sms.role.path != null || var.sms.role.permissions_boundary != null
  )
}

module "email_identity" {
  source   = "./modules/email-identity"
  for_each = toset(local.creates_identity ? ["this"] : [])

  domain           = var.email.identity.domain
  address          = var.email.identity.address
  until_verified   = coalesce(var.email.until_verified, "COGNITO_DEFAULT")
  wait_minutes     = coalesce(var.email.wait_minutes, 45)
  dkim             = var.email.dkim
  mail_from        = var.email.mail_from
  dmarc            = var.email.dmarc
  route53          = var.email.route53
  forward_feedback = var.email.forward_feedback

  configuration_set = var.email.create_configuration_set == null ? null : merge(var.email.create_configuration_set, {
    name = coalesce(var.email.create_configuration_set.name, substr(replace(var.name, "/[^A-Za-z0-9_-]/", "-"), 0, 64))
  })

  tags = var.tags
}

module "sms_role" {
  source   = "./modules/sms-role"
  for_each = toset(local.creates_role ? ["this"] : [])

  name                 = var.name
  role_name            = try(var.sms.role.name, null)
  path                 = try(coalesce(var.sms.role.path), "/")
  permissions_boundary = try(var.sms.role.permissions_boundary, null)
  external_id          = var.sms.external_id
  tags                 = var.tags
}

module "user_pool" {
  source = "./modules/user-pool"

  name                = var.name
  tags                = var.tags
  deletion_protection = var.deletion_protection

  email = local.email

  # The role's ARN comes only after its policy, so the pool is made after both and destroyed before.
  sms = var.sms == null ? null : {
    role_arn    = local.creates_role ? module.sms_role["this"].arn : var.sms.role.arn
    external_id = local.creates_role ? module.sms_role["this"].external_id : var.sms.external_id
    sns_region  = var.sms.sns_region
  }

  sign_in                      = var.sign_in
  tier                         = var.tier
  attributes                   = var.attributes
  password_policy              = var.password_policy
  mfa                          = var.mfa
  account_recovery             = var.account_recovery
  verification                 = var.verification
  invitation                   = var.invitation
  devices                      = var.devices
  lambda_triggers              = var.lambda_triggers
  pre_token_generation_version = var.pre_token_generation_version
  custom_senders               = var.custom_senders
  threat_protection            = var.threat_protection
  clients                      = var.clients
  domain                       = var.domain
  ui_customization             = var.ui_customization
  groups                       = var.groups
  resource_servers             = var.resource_servers
  identity_providers           = var.identity_providers
  web_acl                      = var.web_acl
  identity_pool                = var.identity_pool
}

module "sms_origination" {
  source   = "./modules/sms-origination"
  for_each = { for key, sms in { this = var.sms } : key => sms.origination if sms == null ? false : sms.origination != null }

  phone_numbers = each.value.phone_numbers
  opt_out_list  = each.value.opt_out_list
  preferences   = each.value.preferences
  tags          = var.tags
}

module "alarms" {
  source   = "./modules/messaging-alarms"
  for_each = { for key, alarms in { this = var.alarms } : key => alarms if alarms != null }

  name        = var.name
  topic       = each.value.topic
  kms_key_arn = each.value.kms_key_arn
  email       = var.email.identity == null ? null : each.value.email
  sms         = var.sms == null ? null : each.value.sms
  user_pool   = each.value.sign_ups ? { id = module.user_pool.id, client_ids = module.user_pool.client_ids } : null
  dashboard   = each.value.dashboard
  tags        = var.tags
}

# What needs the regions of SES and SNS, which stand in ARNs and tables.
resource "terraform_data" "regions" {
  for_each = toset(length(module.sms_origination) + length(module.alarms) > 0 ? ["this"] : [])

  # Terraform does not say of which module call a precondition is, so the messages name the pool.
  lifecycle {
    precondition {
      condition     = length(module.sms_origination) == 0 || local.sns_region == local.region
      error_message = "User pool ${var.name}: SMS leaves from ${local.sns_region}, so its origination must stand there. Use modules/sms-origination with a provider of ${local.sns_region} instead of sms.origination."
    }

    precondition {
      condition     = length(module.alarms) == 0 || (local.ses_region == local.region && local.sns_region == local.region)
      error_message = "User pool ${var.name}: SES is in ${local.ses_region} and SNS in ${local.sns_region}, and alarms stand where their metrics are. Use modules/messaging-alarms with a provider of that region instead of alarms."
    }
  }
}
