# An SES identity to send from, and the DNS records that SES needs to verify it.

data "aws_region" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. The list
  # keeps `terraform validate` from failing on the attribute that the installed provider lacks.
  region = one([for found in [data.aws_region.current] : try(found.region, found.id)])

  is_domain = var.domain != null
  own_key   = var.dkim.selector != null

  # The set that SES uses for email that is sent from the identity without one.
  default_sets = concat(
    [for key, set in local.configuration_sets : aws_sesv2_configuration_set.this[key].configuration_set_name if nonsensitive(set.identity_default)],
    [var.default_configuration_set],
  )
}

resource "aws_sesv2_email_identity" "this" {
  email_identity         = local.is_domain ? var.domain : var.address
  configuration_set_name = local.default_sets[0]
  tags                   = var.tags

  dynamic "dkim_signing_attributes" { # no cover (none): the state always has the settings of SES
    for_each = local.own_key || var.dkim.key_length != null ? ["this"] : []

    content {
      next_signing_key_length    = var.dkim.key_length
      domain_signing_selector    = var.dkim.selector
      domain_signing_private_key = var.dkim.private_key
    }
  }

  # A pool that sends from the old identity changes to the new one before the old one is destroyed.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_sesv2_email_identity_mail_from_attributes" "this" {
  for_each = var.mail_from == null ? {} : { this = var.mail_from }

  email_identity         = aws_sesv2_email_identity.this.email_identity
  mail_from_domain       = each.value.domain
  behavior_on_mx_failure = each.value.on_mx_failure
}

resource "aws_sesv2_email_identity_feedback_attributes" "this" {
  for_each = var.forward_feedback == null ? {} : { this = var.forward_feedback }

  email_identity           = aws_sesv2_email_identity.this.email_identity
  email_forwarding_enabled = each.value
}
