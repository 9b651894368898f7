locals {
  # Regions whose DKIM records end in a regional name; in all others it is dkim.amazonses.com.
  # Source: AWS General Reference, "Amazon SES endpoints and quotas", DKIM domains. The provider does
  # not return the name yet (terraform-provider-aws#48568).
  dkim_domain = contains([
    "af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1",
    "eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1",
  ], local.region) ? "dkim.${local.region}.amazonses.com" : "dkim.amazonses.com"
  tokens = try(aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens, [])

  dkim_records = merge(
    # SES returns three tokens. The number of records must be known before the tokens are.
    { for i in range(local.is_domain && !local.own_key ? 3 : 0) : "dkim-${i + 1}" => {
      name    = "${try(local.tokens[i], "")}._domainkey.${var.domain}"
      type    = "CNAME"
      value   = "${try(local.tokens[i], "")}.${local.dkim_domain}"
      ttl     = 1800
      purpose = "DKIM: proves to SES that you own the domain, and lets receivers verify the signature of your email"
    } },

    !local.own_key ? {} : { dkim = {
      name    = "${var.dkim.selector}._domainkey.${var.domain}"
      type    = "TXT"
      value   = "v=DKIM1; k=rsa; p=${var.dkim.public_key}"
      ttl     = 1800
      purpose = "DKIM: proves to SES that you own the domain, and lets receivers verify the signature of your email"
    } },
  )

  # Source: SES Developer Guide, "Configuring custom domains to handle open and click tracking".
  tracking_host = "r.${local.region}.awstrack.me"

  # Only for a name of this domain that leads to SES itself: with HTTPS, it leads to a CDN.
  tracking_records = {
    for tracking in local.trackings : "tracking" => {
      name    = tracking.domain
      type    = "CNAME"
      value   = local.tracking_host
      ttl     = 1800
      purpose = "Tracking: leads the images and links of email to SES, which counts opens and clicks"
    } if nonsensitive(!local.is_domain ? false : tracking.https_policy == "OPTIONAL" && endswith(lower(tracking.domain), ".${lower(var.domain)}"))
  }

  records = merge(
    local.dkim_records,
    local.tracking_records,

    var.mail_from == null ? {} : {
      mail-from-mx = {
        name    = var.mail_from.domain
        type    = "MX"
        value   = "10 feedback-smtp.${local.region}.amazonses.com"
        ttl     = 1800
        purpose = "MAIL FROM: returns bounces to SES; it must be the only MX record of this name"
      }
      mail-from-spf = {
        name    = var.mail_from.domain
        type    = "TXT"
        value   = "v=spf1 include:amazonses.com ~all"
        ttl     = 1800
        purpose = "SPF: allows SES to send for this domain"
      }
    },

    var.dmarc == null ? {} : { dmarc = {
      name = "_dmarc.${var.domain}"
      type = "TXT"
      value = join("; ", concat(
        ["v=DMARC1", "p=${var.dmarc.policy}"],
        var.dmarc.percent < 100 ? ["pct=${var.dmarc.percent}"] : [],
        length(var.dmarc.report_addresses) > 0 ? ["rua=${join(",", [for address in var.dmarc.report_addresses : "mailto:${address}"])}"] : [],
      ))
      ttl     = 1800
      purpose = "DMARC: tells receivers what to do with email that fails authentication"
    } },
  )
}

resource "aws_route53_record" "this" {
  for_each = nonsensitive(var.route53 == null) ? {} : local.records

  zone_id = var.route53.zone_id
  name    = each.value.name
  type    = each.value.type
  ttl     = each.value.ttl

  # A string in a TXT record has at most 255 characters; a longer value is several strings in a row.
  records = [each.value.type == "TXT" ? join("\"\"", regexall(".{1,255}", each.value.value)) : each.value.value]
}
