locals {
  # Regions whose DKIM records end in a name of their own; elsewhere it is dkim.amazonses.com.
  # Source: AWS General Reference, "Amazon SES endpoints and quotas", DKIM domains. The provider does
  # not yet tell the name that SES answers (terraform-provider-aws#48568).
  dkim_domains = { for region in [
    "af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1",
    "eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1",
  ] : region => "dkim.${region}.amazonses.com" }
  dkim_domain = lookup(local.dkim_domains, local.region, "dkim.amazonses.com")

  # SES gives three tokens. The list's length must be known before the tokens are.
  dkim_records = [for i in range(local.is_domain ? 3 : 0) : {
    name    = "${try(aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[i], "")}._domainkey.${var.domain}"
    type    = "CNAME"
    value   = "${try(aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens[i], "")}.${local.dkim_domain}"
    ttl     = 1800
    purpose = "DKIM: proves to SES that the domain is yours, and signs your mail"
  }]
}
