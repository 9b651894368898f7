variable "domain" {
  description = "Domain to send from, for instance `example.com`. SES verifies it by DNS records. Give this or `address`."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", var.domain))
    error_message = "domain is not a domain name. Write it as \"example.com\": no scheme, no @, no dot at the end, and international names in Punycode (xn--…)."
  }
}

variable "address" {
  description = "Single email address to send from. SES verifies it by a link that it mails there. Give this or `domain`."
  type        = string
  default     = null

  validation {
    condition     = var.address == null || can(regex("^[!-;=?-~]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", var.address))
    error_message = "address is not an email address. Write it as \"no-reply@example.com\", without a display name, and an international domain in Punycode (xn--…)."
  }

  validation {
    condition     = (var.address == null) != (var.domain == null)
    error_message = "Give either domain or address, exactly one of them."
  }
}

variable "until_verified" {
  description = "What to do while SES has not verified the sender: `COGNITO_DEFAULT` goes on with `verified = false`, `FAIL` stops and says what is missing, `WAIT` waits for `wait_minutes` and then fails."
  type        = string
  default     = "COGNITO_DEFAULT"
  nullable    = false

  validation {
    condition     = contains(["COGNITO_DEFAULT", "FAIL", "WAIT"], var.until_verified)
    error_message = "until_verified must be \"COGNITO_DEFAULT\" (send from Cognito's own address until SES has verified the sender), \"FAIL\" (stop and say what is missing) or \"WAIT\" (wait for it)."
  }
}

variable "wait_minutes" {
  description = "How long `until_verified = \"WAIT\"` waits, 1 to 4320 minutes. SES gives up on a domain after 72 hours."
  type        = number
  default     = 45
  nullable    = false

  validation {
    condition     = var.wait_minutes >= 1 && var.wait_minutes <= 4320 && floor(var.wait_minutes) == var.wait_minutes
    error_message = "wait_minutes must be a whole number from 1 to 4320; SES gives up on a domain after 72 hours."
  }
}

variable "dkim" {
  description = <<-EOT
    How mail is signed. Left out, SES makes and renews the key (Easy DKIM, 2048 bits).
    - `key_length`: of SES's key, `RSA_2048_BIT` or `RSA_1024_BIT`.
    - `selector`, `private_key`, `public_key`: a key of your own instead: the selector of its DNS record, the private key in Base64 without the PEM lines, and the public key in the same form for the record.
  EOT
  type = object({
    key_length  = optional(string)
    selector    = optional(string)
    private_key = optional(string)
    public_key  = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["RSA_1024_BIT", "RSA_2048_BIT"], coalesce(var.dkim.key_length, "RSA_2048_BIT"))
    error_message = "dkim.key_length must be \"RSA_2048_BIT\" or \"RSA_1024_BIT\"."
  }

  validation {
    condition     = (var.dkim.selector == null) == nonsensitive(var.dkim.private_key == null) && (var.dkim.selector == null) == (var.dkim.public_key == null)
    error_message = "A DKIM key of your own needs dkim.selector, dkim.private_key and dkim.public_key, all three."
  }

  validation {
    condition     = var.dkim.key_length == null || var.dkim.selector == null
    error_message = "dkim.key_length is of the key that SES makes; with a key of your own (dkim.selector) take it out."
  }

  validation {
    condition     = var.dkim.selector == null || can(regex("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", var.dkim.selector))
    error_message = "dkim.selector must have 1 to 63 letters, digits or hyphens, and no hyphen at either end."
  }

  # SES API, DkimSigningAttributes: Base64, at most 20480 characters.
  validation {
    condition     = nonsensitive(var.dkim.private_key == null || can(regex("^[A-Za-z0-9+/]+={0,2}$", var.dkim.private_key)))
    error_message = "dkim.private_key must be Base64 on one line, without the lines BEGIN and END of the PEM file."
  }

  validation {
    condition     = var.dkim.public_key == null || can(regex("^[A-Za-z0-9+/]+={0,2}$", var.dkim.public_key))
    error_message = "dkim.public_key must be Base64 on one line, without the lines BEGIN and END of the PEM file."
  }

  validation {
    condition     = var.address == null || (var.dkim.key_length == null && var.dkim.selector == null)
    error_message = "dkim is for a domain; mail from a single address is signed by the address's domain."
  }
}

variable "mail_from" {
  description = <<-EOT
    The domain that bounces go to. Left out, it is SES's own, and SPF does not align with yours.
    - `domain`: a subdomain of the identity's domain that serves nothing else, for instance `mail.example.com`.
    - `on_mx_failure`: while its records are missing, `USE_DEFAULT_VALUE` (SES's own domain) or `REJECT_MESSAGE`. Default: `USE_DEFAULT_VALUE`.
  EOT
  type = object({
    domain        = string
    on_mx_failure = optional(string, "USE_DEFAULT_VALUE")
  })
  default = null

  validation {
    condition     = var.mail_from == null || try(endswith(lower(var.mail_from.domain), ".${lower(var.domain != null ? var.domain : split("@", var.address)[1])}"), false)
    error_message = "mail_from.domain must be a subdomain of the identity's domain, for instance \"mail.example.com\" for example.com."
  }

  validation {
    condition     = contains(["USE_DEFAULT_VALUE", "REJECT_MESSAGE"], try(var.mail_from.on_mx_failure, "USE_DEFAULT_VALUE"))
    error_message = "mail_from.on_mx_failure must be \"USE_DEFAULT_VALUE\" or \"REJECT_MESSAGE\"."
  }
}

variable "dmarc" {
  description = <<-EOT
    What receivers should do with mail that only claims to be yours (DMARC). Left out, no record is made.
    - `policy`: `none` (only report), `quarantine` or `reject`. Default: `none`.
    - `report_addresses`: where daily reports go. Default: nowhere.
    - `percent`: how many of the failing messages it covers, 0 to 100. Default: 100.
  EOT
  type = object({
    policy           = optional(string, "none")
    report_addresses = optional(list(string), [])
    percent          = optional(number, 100)
  })
  default = null

  validation {
    condition     = contains(["none", "quarantine", "reject"], try(var.dmarc.policy, "none"))
    error_message = "dmarc.policy must be \"none\", \"quarantine\" or \"reject\"."
  }

  validation {
    condition     = alltrue([for a in try(var.dmarc.report_addresses, []) : can(regex("^[!-+\\--9=?-~]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", a))])
    error_message = "dmarc.report_addresses takes plain email addresses without mailto:, for instance \"dmarc@example.com\"."
  }

  validation {
    condition     = try(var.dmarc.percent, 100) >= 0 && try(var.dmarc.percent, 100) <= 100
    error_message = "dmarc.percent must be 0 to 100."
  }

  validation {
    condition     = var.dmarc == null || var.domain != null
    error_message = "dmarc is for a domain identity; a single address's domain is not this module's."
  }
}

variable "route53" {
  description = "Route 53 hosted zone to publish the records in: `zone_id`. Left out, publish the output `dns_records` yourself."
  type        = object({ zone_id = string })
  default     = null

  validation {
    condition     = var.route53 == null || can(regex("^Z[A-Z0-9]+$", var.route53.zone_id))
    error_message = "route53.zone_id must be the ID of a hosted zone, for instance \"Z0123456789ABCDEFGHIJ\", without /hostedzone/."
  }

  validation {
    condition     = var.route53 == null || var.domain != null
    error_message = "route53 is for a domain identity; a single address needs no DNS records."
  }
}

variable "configuration_set" {
  description = <<-EOT
    Configuration set to create for the mail. Left out, none is.
    - `name`: 1 to 64 letters, digits, `-` or `_`.
    - `require_tls`: whether mail goes only to servers that take it encrypted. Default: true.
    - `reputation_metrics`: whether bounce and complaint rates are kept for it. Default: true.
    - `suppressed_reasons`: after which events SES stops sending to an address: any of `BOUNCE`, `COMPLAINT`. Default: both.
    - `feedback`: what is told of the mail:
      - `event_types`: any of `SEND`, `REJECT`, `BOUNCE`, `COMPLAINT`, `DELIVERY`, `OPEN`, `CLICK`, `RENDERING_FAILURE`, `DELIVERY_DELAY`. Default: `BOUNCE`, `COMPLAINT`, `DELIVERY`, `REJECT`.
      - `topic`: SNS topic to tell: `{ arn = … }`. Default: one is created.
      - `kms_key_arn`: key that encrypts the created topic; its policy must let `ses.amazonaws.com` use it. Default: none.
      - `cloudwatch`: whether CloudWatch counts them too. Default: true.
  EOT
  type = object({
    name               = string
    require_tls        = optional(bool, true)
    reputation_metrics = optional(bool, true)
    suppressed_reasons = optional(set(string), ["BOUNCE", "COMPLAINT"])
    feedback = optional(object({
      event_types = optional(set(string), ["BOUNCE", "COMPLAINT", "DELIVERY", "REJECT"])
      topic       = optional(object({ arn = string }))
      kms_key_arn = optional(string)
      cloudwatch  = optional(bool, true)
    }))
  })
  default = null

  validation {
    condition     = var.configuration_set == null || can(regex("^[A-Za-z0-9_-]{1,64}$", var.configuration_set.name))
    error_message = "The configuration set's name must have 1 to 64 letters, digits, - or _."
  }

  validation {
    condition     = length(setsubtract(try(var.configuration_set.suppressed_reasons, []), ["BOUNCE", "COMPLAINT"])) == 0
    error_message = "suppressed_reasons takes \"BOUNCE\" and \"COMPLAINT\" only."
  }

  validation {
    condition = length(setsubtract(try(var.configuration_set.feedback.event_types, []), [
      "SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "RENDERING_FAILURE", "DELIVERY_DELAY",
    ])) == 0
    error_message = "feedback.event_types takes \"SEND\", \"REJECT\", \"BOUNCE\", \"COMPLAINT\", \"DELIVERY\", \"OPEN\", \"CLICK\", \"RENDERING_FAILURE\" and \"DELIVERY_DELAY\"."
  }
}

variable "forward_feedback" {
  description = "Whether SES mails bounces and complaints to the sender's address too. Left out, it stays as SES has it: on."
  type        = bool
  default     = null
}

variable "pool_regions" {
  description = "Regions of user pools that send from here and may do so only if the identity lets them: those that have no SES of their own. Such a pool needs a policy on the identity (Cognito Developer Guide, \"Email settings for user pools\")."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "tags" {
  description = "Tags of the identity and of what is created beside it."
  type        = map(string)
  default     = {}
  nullable    = false
}
