# An SES identity to send from, and what must be published before SES takes it for verified.

data "aws_region" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. An indirection keeps
  # `terraform validate` from refusing the one that the installed provider lacks.
  aws_region = data.aws_region.current
  region     = try(local.aws_region.region, local.aws_region.id)

  is_domain = var.domain != null
}

resource "aws_sesv2_email_identity" "this" {
  email_identity = local.is_domain ? var.domain : var.address
  tags           = var.tags
}

locals {
  # The resource is read again at each plan, so the plan after the verification knows of it.
  verified = aws_sesv2_email_identity.this.verified_for_sending_status

  missing = local.is_domain ? join("\n", concat(
    ["SES (${local.region}) has not verified ${var.domain} yet. Publish these DNS records, wait until SES has seen them, and apply again:"],
    [for record in local.dkim_records : "  ${record.name} ${record.type} ${record.value}"],
    )) : join("\n", [
    "SES (${local.region}) has not verified ${coalesce(var.address, "the address")} yet. Click the link in the message that Amazon Web Services has sent there, and apply again.",
  ])
}

resource "terraform_data" "verified" {
  for_each = toset(var.until_verified == "FAIL" ? ["this"] : [])

  lifecycle {
    precondition {
      condition     = local.verified
      error_message = local.missing
    }
  }
}
