locals {
  # Terraform reads the resource at each plan, so the plan after the verification sees the new status. With
  # `FAIL` and `WAIT` the apply continues only once the sender is verified, so the value is always true.
  verified = var.until_verified == "COGNITO_DEFAULT" ? aws_sesv2_email_identity.this.verified_for_sending_status : true
}

resource "terraform_data" "verified" {
  for_each = toset(nonsensitive(var.until_verified == "FAIL") ? ["this"] : [])

  lifecycle {
    precondition { # no cover (refused): it fails only at an apply, see tests/module/test_complete.py
      condition = aws_sesv2_email_identity.this.verified_for_sending_status
      error_message = local.is_domain ? join("\n", concat(
        ["SES (${local.region}) has not verified ${var.domain} yet. Publish these DNS records, wait until SES has found them, and apply again:"],
        [for record in values(local.dkim_records) : "  ${record.name} ${record.type} ${record.value}"],
      )) : "SES (${local.region}) has not verified ${coalesce(var.address, "the address")} yet. Click the link in the email that Amazon Web Services has sent there, and apply again."
    }
  }
}

# Despite its name, this resource accepts an identity of either kind, and polls SES until its status is Success.
resource "aws_ses_domain_identity_verification" "this" {
  for_each = toset(nonsensitive(var.until_verified == "WAIT") ? ["this"] : [])

  domain = aws_sesv2_email_identity.this.email_identity

  timeouts {
    create = "${var.wait_minutes}m"
  }

  depends_on = [aws_route53_record.this]
}
