# Which sender the pool gets: SES once it has verified the identity, Cognito's own until then.

locals {
  identity_arn  = local.creates_identity ? module.email_identity["this"].arn : try(var.email.identity.arn, null)
  identity_name = var.email.identity == null ? null : coalesce(var.email.identity.domain, var.email.identity.address, try(split("/", var.email.identity.arn)[1], null))
  sends_by_ses  = local.creates_identity ? module.email_identity["this"].verified : var.email.identity == null ? false : coalesce(var.email.identity.verified, true)

  configuration_set = var.email.create_configuration_set == null ? var.email.configuration_set : module.email_identity["this"].configuration_set

  # An identity that is an address is its own sender.
  from_address = var.email.identity == null ? null : try(coalesce(var.email.from_address), local.identity_name)

  # RFC 5322: a name of atoms and spaces stands as it is, any other ASCII in quotes. RFC 2047: what
  # is not ASCII goes as encoded words of at most 75 characters, hence the short pieces.
  from_name = var.email.from_name
  from_name_written = (
    local.from_name == null ? null :
    can(regex("^[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+$", local.from_name)) ? local.from_name :
    can(regex("^[ -~]+$", local.from_name)) ? "\"${replace(replace(local.from_name, "\\", "\\\\"), "\"", "\\\"")}\"" :
    join(" ", [for piece in chunklist(split("", local.from_name), 10) : "=?UTF-8?B?${base64encode(join("", piece))}?="])
  )
  from = local.from_name_written == null ? local.from_address : "${local.from_name_written} <${local.from_address}>"

  email = {
    sending_account   = local.sends_by_ses ? "DEVELOPER" : "COGNITO_DEFAULT"
    source_arn        = local.sends_by_ses ? local.identity_arn : null
    from              = local.sends_by_ses ? local.from : null
    reply_to_address  = var.email.reply_to_address
    configuration_set = local.sends_by_ses ? local.configuration_set : null
  }
}
