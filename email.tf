# The sender of the pool's email: SES once it has verified the identity, Cognito's own sender until then.

locals {
  # This depends only on which attributes are set, not on an ARN, which may be unknown before the apply.
  # It does not use `try`, whose result is unknown as soon as one attribute is unknown.
  creates_identity = nonsensitive(var.email.identity == null ? false : var.email.identity.domain != null || var.email.identity.address != null)

  # arn:PARTITION:ses:REGION:ACCOUNT:identity/NAME
  given_identity_arn = var.email.identity == null ? null : var.email.identity.arn

  identity_name = var.email.identity == null ? null : coalesce(var.email.identity.domain, var.email.identity.address, try(split("/", var.email.identity.arn)[1], null))
  sends_by_ses  = local.creates_identity ? module.email_identity["this"].verified : nonsensitive(var.email.identity == null) ? false : coalesce(var.email.identity.verified, true)
  ses_region    = local.given_identity_arn == null ? local.region : split(":", local.given_identity_arn)[3]

  # If the identity is an address, that address is the sender.
  from_address = var.email.identity == null ? null : try(coalesce(var.email.from_address), local.identity_name)

  # RFC 5322: a name of atoms and spaces needs no quotes, any other ASCII name does. RFC 2047: a name that
  # is not ASCII is written as encoded words of at most 75 characters, hence the short pieces.
  display_name = (
    var.email.from_name == null ? null :
    can(regex("^[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+$", var.email.from_name)) ? var.email.from_name :
    can(regex("^[ -~]+$", var.email.from_name)) ? "\"${replace(replace(var.email.from_name, "\\", "\\\\"), "\"", "\\\"")}\"" :
    join(" ", [for piece in chunklist(split("", var.email.from_name), 10) : "=?UTF-8?B?${base64encode(join("", piece))}?="])
  )

  # With the attribute names of CloudFormation and CDK's `cfnUserPool`.
  email_configuration = {
    emailSendingAccount = local.sends_by_ses ? "DEVELOPER" : "COGNITO_DEFAULT"
    sourceArn           = !local.sends_by_ses ? null : local.creates_identity ? module.email_identity["this"].arn : local.given_identity_arn
    from                = !local.sends_by_ses ? null : local.display_name == null ? local.from_address : "${local.display_name} <${local.from_address}>"
    replyToEmailAddress = var.email.reply_to_address
    configurationSet    = !local.sends_by_ses ? null : var.email.create_configuration_set == null ? var.email.configuration_set : module.email_identity["this"].configuration_set
  }
}

# Each condition begins with a conditional on the region, so that an unknown ARN causes no warning in a
# region that needs none.
check "ses_region_is_documented" {
  assert {
    condition     = contains(keys(local.ses_elsewhere), local.region) ? var.email.identity == null || local.ses_region != local.region : true
    error_message = "User pool ${var.name}: according to the Cognito Developer Guide, user pools in ${local.region} send through SES in ${lookup(local.ses_elsewhere, local.region, local.region)}. AWS may refuse an identity in ${local.region}."
  }
}

check "ses_sender_is_in_the_identitys_domain" {
  assert {
    condition     = var.email.from_address == null ? true : strcontains(local.identity_name, "@") || endswith(lower(local.from_address), "@${lower(local.identity_name)}")
    error_message = "User pool ${var.name}: ${coalesce(var.email.from_address, "email.from_address")} is in a subdomain of the identity. SES accepts it, but AWS does not document whether Cognito does. If it refuses the address, use an identity for the subdomain."
  }
}

check "ses_regions_are_known" {
  assert {
    condition     = length(local.ses_regions) == 0 ? local.ses_region == local.region : true
    error_message = "User pool ${var.name}: the Cognito Developer Guide documents no SES in another region for user pools in ${local.region}. AWS may refuse ${coalesce(local.given_identity_arn, "the identity")}."
  }
}
