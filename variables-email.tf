variable "email" {
  description = <<-EOT
    Who sends the pool's mail. Left out, Cognito's own sender does, 50 messages a day.
    - `identity`: the SES identity to send from; exactly one of
      - `domain`: a domain to create an identity for, `example.com`. SES verifies it by the records of the output `dns_records`.
      - `address`: an address to create an identity for, `no-reply@example.com`. SES verifies it by a link that it mails there.
      - `arn`: an identity that exists and is verified already.
    - `from_address`: address that mail comes from, without a name. Needed if the identity is a domain. Default: the identity's own address.
    - `from_name`: name shown beside it, as one would write it: quotes and encoding are added where mail needs them.
    - `reply_to_address`: where answers go. Default: the sender.
    - `configuration_set`: name of an SES configuration set that exists in the identity's region.
    - `until_verified`: what to do while SES has not verified an identity that is created here. `COGNITO_DEFAULT`: send from Cognito's own address; the first apply after the verification switches by itself. `FAIL`: stop, and say which records or which click are missing. Default: `COGNITO_DEFAULT`.
  EOT
  type = object({
    identity = optional(object({
      domain  = optional(string)
      address = optional(string)
      arn     = optional(string)
    }))
    from_address      = optional(string)
    from_name         = optional(string)
    reply_to_address  = optional(string)
    configuration_set = optional(string)
    until_verified    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.email.identity == null || length([for v in [try(var.email.identity.domain, null), try(var.email.identity.address, null), try(var.email.identity.arn, null)] : v if v != null]) == 1
    error_message = "email.identity needs exactly one of domain, address and arn: domain or address to have an identity created, arn for one that exists."
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
    condition     = contains(["COGNITO_DEFAULT", "FAIL"], coalesce(var.email.until_verified, "FAIL"))
    error_message = "email.until_verified must be \"COGNITO_DEFAULT\" (Cognito's own sender until SES has verified yours) or \"FAIL\" (stop and say what is missing)."
  }

  validation {
    condition     = var.email.until_verified == null || try(var.email.identity.domain, null) != null || try(var.email.identity.address, null) != null
    error_message = "email.until_verified is for an identity that is created here. Write email.identity = { domain = … } or { address = … }, or take until_verified out: an identity given by ARN must be verified already."
  }
}
