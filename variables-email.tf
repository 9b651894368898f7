variable "email" {
  description = <<-EOT
    Who sends the pool's mail. Left out, Cognito's own sender does, 50 messages a day.
    - `identity`: the SES identity to send from; exactly one of
      - `domain`: a domain to create an identity for, `example.com`. SES verifies it by the records of the output `dns_records`.
      - `address`: an address to create an identity for, `no-reply@example.com`. SES verifies it by a link that it mails there.
      - `arn`: an identity that exists and is verified already, or whose `verified` says whether it is: give the output of modules/email-identity, where that stands in another region.
    - `from_address`: address that mail comes from, without a name. Needed if the identity is a domain. Default: the identity's own address.
    - `from_name`: name shown beside it, as one would write it: quotes and encoding are added where mail needs them.
    - `reply_to_address`: where answers go. Default: the sender.
    - `configuration_set`: name of an SES configuration set that exists in the identity's region.
    - `create_configuration_set`: one to create instead, in the identity's region:
      - `name`: Default: the pool's name, with `-` for what such a name cannot have.
      - `require_tls`: whether mail goes only to servers that take it encrypted. Default: true.
      - `reputation_metrics`: whether bounce and complaint rates are kept for it. Default: true.
      - `suppressed_reasons`: after which events SES stops sending to an address: any of `BOUNCE`, `COMPLAINT`. Default: both.
      - `feedback`: what is told of the mail, `{}` for all defaults: `event_types` (default: `BOUNCE`, `COMPLAINT`, `DELIVERY`, `REJECT`), `topic` (`{ arn = … }`; default: an SNS topic is created), `kms_key_arn` (encrypts the created topic; its policy must let `ses.amazonaws.com` use it), `cloudwatch` (whether CloudWatch counts them; default: true).

    What concerns an identity that is created here:
    - `until_verified`: what to do while SES has not verified it. `COGNITO_DEFAULT`: send from Cognito's own address; the first apply after the verification switches by itself. `FAIL`: stop, and say which records or which click are missing. `WAIT`: wait for it, at most `wait_minutes` (default: 45), and then fail. Default: `COGNITO_DEFAULT`.
    - `dkim`: how mail is signed: `key_length` of the key that SES makes (`RSA_2048_BIT` or `RSA_1024_BIT`), or `selector`, `private_key` and `public_key` of your own (both keys in Base64 without the PEM lines). Default: SES's, 2048 bits.
    - `mail_from`: `domain` that bounces go to, a subdomain that serves nothing else, and `on_mx_failure`, `USE_DEFAULT_VALUE` (default) or `REJECT_MESSAGE`. Default: SES's own domain.
    - `dmarc`: a DMARC record: `policy` `none` (default), `quarantine` or `reject`; `report_addresses`; `percent` (default: 100). Default: none.
    - `route53`: `zone_id` of the hosted zone to publish the records in. Default: you publish the output `dns_records`.
    - `forward_feedback`: whether SES mails bounces and complaints to the sender too. Default: as SES has it, on.
  EOT
  type = object({
    identity = optional(object({
      domain   = optional(string)
      address  = optional(string)
      arn      = optional(string)
      verified = optional(bool)
    }))
    from_address      = optional(string)
    from_name         = optional(string)
    reply_to_address  = optional(string)
    configuration_set = optional(string)
    create_configuration_set = optional(object({
      name               = optional(string)
      require_tls        = optional(bool, true)
      reputation_metrics = optional(bool, true)
      suppressed_reasons = optional(set(string), ["BOUNCE", "COMPLAINT"])
      feedback = optional(object({
        event_types = optional(set(string), ["BOUNCE", "COMPLAINT", "DELIVERY", "REJECT"])
        topic       = optional(object({ arn = string }))
        kms_key_arn = optional(string)
        cloudwatch  = optional(bool, true)
      }))
    }))
    until_verified = optional(string)
    wait_minutes   = optional(number)
    dkim = optional(object({
      key_length  = optional(string)
      selector    = optional(string)
      private_key = optional(string)
      public_key  = optional(string)
    }), {})
    mail_from = optional(object({
      domain        = string
      on_mx_failure = optional(string, "USE_DEFAULT_VALUE")
    }))
    dmarc = optional(object({
      policy           = optional(string, "none")
      report_addresses = optional(list(string), [])
      percent          = optional(number, 100)
    }))
    route53          = optional(object({ zone_id = string }))
    forward_feedback = optional(bool)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.email.identity == null || length([for v in [try(var.email.identity.domain, null), try(var.email.identity.address, null), try(var.email.identity.arn, null)] : v if v != null]) == 1
    error_message = "email.identity needs exactly one of domain, address and arn: domain or address to have an identity created, arn for one that exists."
  }

  validation {
    condition     = try(var.email.identity.verified, null) == null || (try(var.email.identity.domain, null) == null && try(var.email.identity.address, null) == null)
    error_message = "email.identity.verified goes with arn; of an identity that is created here the module asks SES itself. Take it out."
  }

  validation {
    condition     = try(var.email.identity.domain, null) == null || can(regex("^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", var.email.identity.domain))
    error_message = "email.identity.domain is not a domain name. Write it as \"example.com\": no scheme, no @, no dot at the end, and international names in Punycode (xn--…)."
  }

  validation {
    condition     = try(var.email.identity.address, null) == null || can(regex("^[!-;=?-~]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", var.email.identity.address))
    error_message = "email.identity.address is not an email address. Write it as \"no-reply@example.com\"; a display name goes into email.from_name, an international domain is written in Punycode (xn--…)."
  }

  validation {
    condition     = try(var.email.identity.arn, null) == null || can(regex("^arn:aws(-[a-z]+)*:ses:[a-z0-9-]+:\\d{12}:identity/[^/\\s]+$", var.email.identity.arn))
    error_message = "email.identity.arn is not the ARN of an SES identity. Write arn:aws:ses:REGION:ACCOUNT:identity/example.com (or …:identity/no-reply@example.com)."
  }

  validation {
    condition     = var.email.from_address == null || can(regex("^[!-;=?-~]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", var.email.from_address))
    error_message = "email.from_address is not a plain email address. Write it as \"no-reply@example.com\"; a display name goes into email.from_name, an international domain is written in Punycode (xn--…)."
  }

  validation {
    condition     = var.email.identity != null || (var.email.from_address == null && var.email.from_name == null)
    error_message = "email.from_address and email.from_name need an identity to send from: Cognito's own sender has a fixed address. Write email.identity = { domain = \"example.com\" }, or take them out."
  }

  validation {
    condition     = var.email.from_address != null || (try(var.email.identity.domain, null) == null && (try(var.email.identity.arn, null) == null || can(regex("@", var.email.identity.arn))))
    error_message = "email.identity is a domain, so Cognito needs an address of it to send from. Write email.from_address = \"no-reply@example.com\", with your domain."
  }

  validation {
    condition = var.email.from_address == null || var.email.identity == null || try(contains(
      [lower(split("@", var.email.from_address)[1]), lower(var.email.from_address)],
      lower(var.email.identity.domain != null ? var.email.identity.domain : var.email.identity.address != null ? var.email.identity.address : split("/", var.email.identity.arn)[1]),
    ), true)
    error_message = "email.from_address is not of email.identity. An identity for a domain sends from addresses at that very domain, one for an address from that address only. Change from_address, or use an identity for its domain."
  }

  validation {
    condition     = var.email.from_name == null || (can(regex("^[^\\x00-\\x1f\\x7f]{1,128}$", var.email.from_name)) && can(regex("\\S", var.email.from_name)))
    error_message = "email.from_name must be 1 to 128 characters on one line, for instance \"Example Support\"."
  }

  validation {
    condition     = var.email.reply_to_address == null || can(regex("^[!-;=?-~]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", var.email.reply_to_address))
    error_message = "email.reply_to_address is not a plain email address. Write it as \"support@example.com\", without a display name."
  }

  validation {
    condition     = var.email.configuration_set == null || can(regex("^[A-Za-z0-9_-]{1,64}$", var.email.configuration_set))
    error_message = "email.configuration_set is not a configuration set's name. Write 1 to 64 letters, digits, - or _; the name, not the ARN."
  }

  validation {
    condition     = var.email.configuration_set == null || var.email.identity != null
    error_message = "email.configuration_set is SES's, so it needs email.identity. Write email.identity = { domain = \"example.com\" }, or take configuration_set out."
  }

  validation {
    condition     = var.email.create_configuration_set == null || var.email.configuration_set == null
    error_message = "email.configuration_set names one that exists, email.create_configuration_set one to create. Take one of them out."
  }

  validation {
    condition     = var.email.create_configuration_set == null || try(var.email.identity.domain, null) != null || try(var.email.identity.address, null) != null
    error_message = "email.create_configuration_set goes with an identity that is created here. For an identity given by ARN create the set in its region, with modules/email-identity, and give its name as email.configuration_set."
  }

  validation {
    condition     = try(var.email.create_configuration_set.name, null) == null || can(regex("^[A-Za-z0-9_-]{1,64}$", var.email.create_configuration_set.name))
    error_message = "email.create_configuration_set.name must have 1 to 64 letters, digits, - or _."
  }

  validation {
    condition     = length(setsubtract(try(var.email.create_configuration_set.suppressed_reasons, []), ["BOUNCE", "COMPLAINT"])) == 0
    error_message = "email.create_configuration_set.suppressed_reasons takes \"BOUNCE\" and \"COMPLAINT\" only."
  }

  validation {
    condition = length(setsubtract(try(var.email.create_configuration_set.feedback.event_types, []), [
      "SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "RENDERING_FAILURE", "DELIVERY_DELAY",
    ])) == 0
    error_message = "email.create_configuration_set.feedback.event_types takes \"SEND\", \"REJECT\", \"BOUNCE\", \"COMPLAINT\", \"DELIVERY\", \"OPEN\", \"CLICK\", \"RENDERING_FAILURE\" and \"DELIVERY_DELAY\"."
  }

  validation {
    condition     = contains(["COGNITO_DEFAULT", "FAIL", "WAIT"], coalesce(var.email.until_verified, "FAIL"))
    error_message = "email.until_verified must be \"COGNITO_DEFAULT\" (Cognito's own sender until SES has verified yours), \"FAIL\" (stop and say what is missing) or \"WAIT\" (wait for it)."
  }

  validation {
    condition     = var.email.until_verified == null || try(var.email.identity.domain, null) != null || try(var.email.identity.address, null) != null
    error_message = "email.until_verified is for an identity that is created here. Write email.identity = { domain = … } or { address = … }, or take until_verified out: an identity given by ARN must be verified already."
  }

  validation {
    condition     = var.email.wait_minutes == null || coalesce(var.email.until_verified, "-") == "WAIT"
    error_message = "email.wait_minutes needs email.until_verified = \"WAIT\"."
  }

  validation {
    condition     = coalesce(var.email.wait_minutes, 45) >= 1 && coalesce(var.email.wait_minutes, 45) <= 4320 && floor(coalesce(var.email.wait_minutes, 45)) == coalesce(var.email.wait_minutes, 45)
    error_message = "email.wait_minutes must be a whole number from 1 to 4320; SES gives up on a domain after 72 hours."
  }

  validation {
    condition     = var.email.mail_from == null && var.email.forward_feedback == null || try(var.email.identity.domain, null) != null || try(var.email.identity.address, null) != null
    error_message = "email.mail_from and forward_feedback are for an identity that is created here. Write email.identity = { domain = … } or { address = … }, or take them out."
  }

  validation {
    condition     = var.email.dmarc == null && var.email.route53 == null && nonsensitive(var.email.dkim.key_length == null && var.email.dkim.selector == null) || try(var.email.identity.domain, null) != null
    error_message = "email.dkim, dmarc and route53 are for a domain whose identity is created here. Write email.identity = { domain = \"example.com\" }, or take them out."
  }

  validation {
    condition     = contains(["RSA_1024_BIT", "RSA_2048_BIT"], coalesce(var.email.dkim.key_length, "RSA_2048_BIT"))
    error_message = "email.dkim.key_length must be \"RSA_2048_BIT\" or \"RSA_1024_BIT\"."
  }

  validation {
    condition     = nonsensitive((var.email.dkim.selector == null) == (var.email.dkim.private_key == null)) && (var.email.dkim.selector == null) == (var.email.dkim.public_key == null)
    error_message = "A DKIM key of your own needs email.dkim.selector, private_key and public_key, all three."
  }

  validation {
    condition     = var.email.dkim.key_length == null || var.email.dkim.selector == null
    error_message = "email.dkim.key_length is of the key that SES makes; with a key of your own (email.dkim.selector) take it out."
  }

  validation {
    condition     = var.email.dkim.selector == null || can(regex("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", var.email.dkim.selector))
    error_message = "email.dkim.selector must have 1 to 63 letters, digits or hyphens, and no hyphen at either end."
  }

  validation {
    condition     = nonsensitive(var.email.dkim.private_key == null || can(regex("^[A-Za-z0-9+/]+={0,2}$", var.email.dkim.private_key)))
    error_message = "email.dkim.private_key must be Base64 on one line, without the lines BEGIN and END of the PEM file."
  }

  validation {
    condition     = var.email.dkim.public_key == null || can(regex("^[A-Za-z0-9+/]+={0,2}$", var.email.dkim.public_key))
    error_message = "email.dkim.public_key must be Base64 on one line, without the lines BEGIN and END of the PEM file."
  }

  validation {
    condition     = var.email.mail_from == null || try(endswith(lower(var.email.mail_from.domain), ".${lower(var.email.identity.domain != null ? var.email.identity.domain : split("@", var.email.identity.address)[1])}"), true)
    error_message = "email.mail_from.domain must be a subdomain of the identity's domain that serves nothing else, for instance \"mail.example.com\" for example.com."
  }

  validation {
    condition     = contains(["USE_DEFAULT_VALUE", "REJECT_MESSAGE"], try(var.email.mail_from.on_mx_failure, "USE_DEFAULT_VALUE"))
    error_message = "email.mail_from.on_mx_failure must be \"USE_DEFAULT_VALUE\" or \"REJECT_MESSAGE\"."
  }

  validation {
    condition     = contains(["none", "quarantine", "reject"], try(var.email.dmarc.policy, "none"))
    error_message = "email.dmarc.policy must be \"none\", \"quarantine\" or \"reject\"."
  }

  validation {
    condition     = alltrue([for a in try(var.email.dmarc.report_addresses, []) : can(regex("^[!-+\\--9=?-~]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", a))])
    error_message = "email.dmarc.report_addresses takes plain email addresses without mailto:, for instance \"dmarc@example.com\"."
  }

  validation {
    condition     = try(var.email.dmarc.percent, 100) >= 0 && try(var.email.dmarc.percent, 100) <= 100
    error_message = "email.dmarc.percent must be 0 to 100."
  }

  validation {
    condition     = var.email.route53 == null || can(regex("^Z[A-Z0-9]+$", var.email.route53.zone_id))
    error_message = "email.route53.zone_id must be the ID of a hosted zone, for instance \"Z0123456789ABCDEFGHIJ\", without /hostedzone/."
  }
}
