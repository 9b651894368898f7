variable "domain" {
  description = "Domain to send from, for instance `example.com`. SES verifies it by DNS records. Set either `domain` or `address`."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", var.domain))
    error_message = "domain is not a domain name. Write it as \"example.com\": no scheme, no @, no dot at the end, and international names in Punycode (xn--…)."
  }
}

variable "address" {
  description = "Single email address to send from. SES verifies it by a link that it sends there. Set either `address` or `domain`."
  type        = string
  default     = null

  validation {
    condition     = var.address == null || can(regex("^([!#-'*+\\--9=?A-Z^-~]+|\"[^\"\\s]+\")@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", var.address))
    error_message = "address is not an email address. Write it as \"no-reply@example.com\", without a display name, and an international domain in Punycode (xn--…)."
  }

  validation {
    condition     = (var.address == null) != (var.domain == null)
    error_message = "Set exactly one of domain and address."
  }
}

variable "until_verified" {
  description = "What to do until SES has verified the sender. `COGNITO_DEFAULT`: continue with `verified = false`, so that the pool sends from Cognito's own address. `FAIL`: fail with a message that names the missing DNS records or the address with the link. `WAIT`: wait up to `wait_minutes`, then fail. Default: `COGNITO_DEFAULT`."
  type        = string
  default     = "COGNITO_DEFAULT"
  nullable    = false

  validation {
    condition     = contains(["COGNITO_DEFAULT", "FAIL", "WAIT"], var.until_verified)
    error_message = "until_verified must be \"COGNITO_DEFAULT\" (send from Cognito's own address until SES has verified the sender), \"FAIL\" (fail, and name what is missing) or \"WAIT\" (wait for the verification)."
  }
}

variable "wait_minutes" {
  description = "Minutes that `until_verified = \"WAIT\"` waits, 1 to 4320: SES stops looking for the records after 72 hours. Default: 45."
  type        = number
  default     = 45
  nullable    = false

  validation {
    condition     = var.wait_minutes >= 1 && var.wait_minutes <= 4320 && floor(var.wait_minutes) == var.wait_minutes
    error_message = "wait_minutes must be a whole number from 1 to 4320: SES stops looking for the records after 72 hours."
  }
}

variable "dkim" {
  description = <<-EOT
    How email is signed. Default: SES creates and renews the key (Easy DKIM, 2048 bits).
    - `key_length`: length of the key that SES creates, `RSA_2048_BIT` or `RSA_1024_BIT`. Default: `RSA_2048_BIT`.
    - `selector`, `private_key`, `public_key`: your own key instead: the selector of its DNS record, the private key, and the public key for the record, both in Base64 without the PEM lines.
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
    error_message = "Your own DKIM key needs all of dkim.selector, dkim.private_key and dkim.public_key."
  }

  validation {
    condition     = var.dkim.key_length == null || var.dkim.selector == null
    error_message = "dkim.key_length is only for a key that SES creates. Remove it if you use your own key (dkim.selector)."
  }

  validation {
    condition     = var.dkim.selector == null || can(regex("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", var.dkim.selector))
    error_message = "dkim.selector must have 1 to 63 letters, digits or hyphens, and must not start or end with a hyphen."
  }

  # SES API, DkimSigningAttributes: Base64, at most 20480 characters.
  validation {
    condition     = nonsensitive(var.dkim.private_key == null || can(regex("^[A-Za-z0-9+/]+={0,2}$", var.dkim.private_key)))
    error_message = "dkim.private_key must be Base64 on one line, without the BEGIN and END lines of the PEM file."
  }

  validation {
    condition     = var.dkim.public_key == null || can(regex("^[A-Za-z0-9+/]+={0,2}$", var.dkim.public_key))
    error_message = "dkim.public_key must be Base64 on one line, without the BEGIN and END lines of the PEM file."
  }

  validation {
    condition     = var.address == null || (var.dkim.key_length == null && var.dkim.selector == null)
    error_message = "dkim is only for a domain: email from a single address is signed by the domain of the address."
  }
}

variable "mail_from" {
  description = <<-EOT
    Custom MAIL FROM domain, which bounces go to. Set it to align SPF with your domain. Default: SES's own domain.
    - `domain`: a subdomain of the identity's domain that is used for nothing else, for instance `mail.example.com`.
    - `on_mx_failure`: what SES does while the MX record is missing: `USE_DEFAULT_VALUE` (use SES's own domain) or `REJECT_MESSAGE`. Default: `USE_DEFAULT_VALUE`.
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
    DMARC record, which tells receivers what to do with email from your domain that fails authentication. Default: no record.
    - `policy`: `none` (only report), `quarantine` or `reject`. Default: `none`.
    - `report_addresses`: addresses that receivers send daily reports to. Default: none.
    - `percent`: percentage of the failing messages that the policy applies to, 0 to 100. Default: 100.
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
    condition     = alltrue([for a in try(var.dmarc.report_addresses, []) : can(regex("^[#-'*+\\--9=?A-Z^-~]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", a))])
    error_message = "dmarc.report_addresses takes plain email addresses without mailto:, for instance \"dmarc@example.com\"."
  }

  validation {
    condition     = contains(range(101), try(coalesce(var.dmarc.percent), 100))
    error_message = "dmarc.percent must be 0 to 100, as a whole number."
  }

  validation {
    condition     = var.dmarc == null || var.domain != null
    error_message = "dmarc is only for a domain identity: the module does not manage the domain of a single address."
  }
}

variable "route53" {
  description = "Route 53 hosted zone to publish the records in: `zone_id`. Default: you publish the records of the output `dns_records` yourself."
  type        = object({ zone_id = string })
  default     = null

  validation {
    condition     = var.route53 == null || can(regex("^[A-Z0-9]{1,32}$", var.route53.zone_id))
    error_message = "route53.zone_id must be the ID of a hosted zone, for instance \"Z0123456789ABCDEFGHIJ\", without /hostedzone/."
  }

  validation {
    condition     = var.route53 == null || var.domain != null
    error_message = "route53 is only for a domain identity: a single address needs no DNS records."
  }
}

variable "configuration_set" {
  description = <<-EOT
    SES configuration set to create for the email. Default: none.
    - `name`: 1 to 64 letters, digits, `-` or `_`.
    - `identity_default`: whether SES also uses the set for email that others send from the identity without a configuration set. Default: false.
    - `require_tls`: whether email is sent only over encrypted connections. Default: true.
    - `max_delivery_seconds`: seconds after which SES gives up an email that it could not deliver, 300 to 50400. Default: the time of SES.
    - `reputation_metrics`: whether SES records bounce and complaint rates for the set. Default: true.
    - `suppressed_reasons`: events after which SES stops sending to an address: any of `BOUNCE`, `COMPLAINT`. Default: both.
    - `dedicated_ip_pool`: pool of dedicated IP addresses to send from. Default: the addresses that SES shares among its customers, or dedicated ones of the account that are in no pool. Set either:
      - `name`: name of an existing pool, or `ses-shared-pool`.
      - `create`: pool to create: `scaling_mode` (default: `MANAGED`), and `name` (default: the set's name in lower case with the scaling mode). The provider cannot change the mode of a pool, so change a `name` together with it. AWS charges for both kinds of addresses ([prices](https://aws.amazon.com/ses/pricing/)): `MANAGED`, for each month and email; SES leases the addresses and warms them up. `STANDARD`, for each address and month; the pool is empty until you have leased addresses and moved them into it.
    - `tracking`: your own domain in the links and images by which SES counts opens and clicks. Default: a domain of SES.
      - `domain`: a domain that SES has already verified, or a subdomain of one: SES refuses the configuration set until then, so add it after the verification of the identity.
      - `https_policy`: `OPTIONAL` (images by HTTP, links as in the email), `REQUIRE_OPEN_ONLY` (images by HTTPS) or `REQUIRE` (both by HTTPS). Links and images by HTTPS need a CDN with a certificate for the domain; with `OPTIONAL` the domain leads to SES by a record of the output `dns_records`. Default: `OPTIONAL`.
    - `vdm`: Virtual Deliverability Manager for email of this set, if the account has it (`account_vdm`): `engagement_metrics` (whether SES counts opens and clicks, for which it rewrites the links of each email) and `optimized_shared_delivery` (whether SES chooses the address that delivers best), true or false. Default: as in the account.
    - `feedback`: events that SES publishes. Default: none.
      - `event_types`: any of `SEND`, `REJECT`, `BOUNCE`, `COMPLAINT`, `DELIVERY`, `OPEN`, `CLICK`, `RENDERING_FAILURE`, `DELIVERY_DELAY`. Default: `BOUNCE`, `COMPLAINT`, `DELIVERY`, `REJECT`.
      - `topic`: SNS topic to publish the events to: `{ arn = … }`. Default: the module creates one.
      - `kms_key_arn`: key that encrypts the created topic; its policy must let `ses.amazonaws.com` use it. Default: none.
      - `cloudwatch`: whether CloudWatch counts the events too. Default: true.
      - `eventbridge`: whether the default event bus of the account gets the events too; SES takes no other bus. Default: false.
      - `firehose`: Amazon Data Firehose stream that gets the events too: `stream_arn`, and `role`, the role by which SES puts them there: `{ arn = … }` (default: the module creates one for this stream and configuration set). Default: none.
  EOT
  type = object({
    name                 = string
    identity_default     = optional(bool, false)
    require_tls          = optional(bool, true)
    max_delivery_seconds = optional(number)
    reputation_metrics   = optional(bool, true)
    suppressed_reasons   = optional(set(string), ["BOUNCE", "COMPLAINT"])
    dedicated_ip_pool = optional(object({
      name = optional(string)
      create = optional(object({
        name         = optional(string)
        scaling_mode = optional(string, "MANAGED")
      }))
    }))
    tracking = optional(object({
      domain       = string
      https_policy = optional(string, "OPTIONAL")
    }))
    vdm = optional(object({
      engagement_metrics        = optional(bool)
      optimized_shared_delivery = optional(bool)
    }))
    feedback = optional(object({
      event_types = optional(set(string), ["BOUNCE", "COMPLAINT", "DELIVERY", "REJECT"])
      topic       = optional(object({ arn = string }))
      kms_key_arn = optional(string)
      cloudwatch  = optional(bool, true)
      eventbridge = optional(bool, false)
      firehose = optional(object({
        stream_arn = string
        role       = optional(object({ arn = string }))
      }))
    }))
  })
  default = null

  validation {
    condition     = var.configuration_set == null || can(regex("^[A-Za-z0-9_-]{1,64}$", var.configuration_set.name))
    error_message = "The configuration set's name must have 1 to 64 letters, digits, - or _."
  }

  # SES API, DeliveryOptions.
  validation {
    condition     = try(var.configuration_set.max_delivery_seconds, null) == null || try(var.configuration_set.max_delivery_seconds >= 300 && var.configuration_set.max_delivery_seconds <= 50400 && floor(var.configuration_set.max_delivery_seconds) == var.configuration_set.max_delivery_seconds, false)
    error_message = "max_delivery_seconds must be a whole number from 300 (5 minutes) to 50400 (14 hours)."
  }

  validation {
    condition     = length(setsubtract(try(var.configuration_set.suppressed_reasons, []), ["BOUNCE", "COMPLAINT"])) == 0
    error_message = "suppressed_reasons takes \"BOUNCE\" and \"COMPLAINT\" only."
  }

  validation {
    condition     = try(var.configuration_set.dedicated_ip_pool, null) == null || try((var.configuration_set.dedicated_ip_pool.name == null) != (var.configuration_set.dedicated_ip_pool.create == null), true)
    error_message = "dedicated_ip_pool needs either name, for an existing pool, or create, for a new one. Write { name = \"…\" } or { create = {} }."
  }

  # SES API, ScalingMode.
  validation {
    condition     = contains(["MANAGED", "STANDARD"], try(var.configuration_set.dedicated_ip_pool.create.scaling_mode, "MANAGED"))
    error_message = "dedicated_ip_pool.create.scaling_mode must be \"MANAGED\" (SES leases the addresses) or \"STANDARD\" (you lease them)."
  }

  # SES Developer Guide, "Creating dedicated IP pools".
  validation {
    condition     = try(var.configuration_set.dedicated_ip_pool.create.name, null) == null || can(regex("^[a-z0-9._-]{1,64}$", var.configuration_set.dedicated_ip_pool.create.name))
    error_message = "dedicated_ip_pool.create.name must have 1 to 64 lowercase letters, digits, periods, - or _."
  }

  validation {
    condition     = try(var.configuration_set.tracking, null) == null || can(regex("^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", var.configuration_set.tracking.domain))
    error_message = "tracking.domain must be a domain name. Write it as \"links.example.com\": no scheme, no path, and international names in Punycode (xn--…)."
  }

  # SES API, HttpsPolicy.
  validation {
    condition     = contains(["OPTIONAL", "REQUIRE_OPEN_ONLY", "REQUIRE"], try(var.configuration_set.tracking.https_policy, "OPTIONAL"))
    error_message = "tracking.https_policy must be \"OPTIONAL\", \"REQUIRE_OPEN_ONLY\" or \"REQUIRE\"."
  }

  validation {
    condition = length(setsubtract(try(var.configuration_set.feedback.event_types, []), [
      "SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "RENDERING_FAILURE", "DELIVERY_DELAY",
    ])) == 0
    error_message = "feedback.event_types takes \"SEND\", \"REJECT\", \"BOUNCE\", \"COMPLAINT\", \"DELIVERY\", \"OPEN\", \"CLICK\", \"RENDERING_FAILURE\" and \"DELIVERY_DELAY\"."
  }

  validation {
    condition     = try(var.configuration_set.feedback.firehose, null) == null || can(regex("^arn:[\\w-]+:firehose:[a-z0-9-]+:\\d{12}:deliverystream/[\\w.-]{1,64}$", var.configuration_set.feedback.firehose.stream_arn))
    error_message = "feedback.firehose.stream_arn is not the ARN of a Firehose stream. Write arn:aws:firehose:REGION:ACCOUNT:deliverystream/NAME."
  }

  validation {
    condition     = try(var.configuration_set.feedback.firehose.role, null) == null || can(regex("^arn:[\\w-]+:iam::\\d{12}:role/.+$", var.configuration_set.feedback.firehose.role.arn))
    error_message = "feedback.firehose.role.arn is not the ARN of an IAM role. Write arn:aws:iam::ACCOUNT:role/NAME, or remove role to let the module create one."
  }
}

variable "default_configuration_set" {
  description = "Name of an existing configuration set that SES uses for email sent from the identity without one. For the set that this module creates, set `configuration_set.identity_default`. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.default_configuration_set == null || can(regex("^[A-Za-z0-9_-]{1,64}$", var.default_configuration_set))
    error_message = "default_configuration_set is not a valid configuration set name. Write the name, not the ARN: 1 to 64 letters, digits, - or _."
  }

  validation {
    condition     = var.default_configuration_set == null || !try(var.configuration_set.identity_default, false)
    error_message = "An identity has one default configuration set: remove default_configuration_set, or identity_default of the set that is created."
  }
}

variable "account_vdm" {
  description = <<-EOT
    Virtual Deliverability Manager of SES, which shows how well email is delivered and what to improve, for the **entire account** in this region. AWS charges for it with each email that the account sends there ([prices](https://aws.amazon.com/ses/pricing/)). Manage it in one configuration only: **destroying it turns it off for the account**. `{}` for all defaults. Default: not managed.
    - `engagement_metrics`: whether SES counts opens and clicks, for which it rewrites the links of each email. Default: false.
    - `optimized_shared_delivery`: whether SES chooses the shared address that delivers best. Default: false.
  EOT
  type = object({
    engagement_metrics        = optional(bool, false)
    optimized_shared_delivery = optional(bool, false)
  })
  default = null
}

variable "forward_feedback" {
  description = "Whether SES also sends bounces and complaints to the sender's address. Default: the setting of SES, which is on."
  type        = bool
  default     = null
}

variable "pool_regions" {
  description = "Regions without SES whose user pools send from this identity. The module adds a policy to the identity that allows those pools to send (Cognito Developer Guide, \"Email settings for user pools\"). Default: none."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "tags" {
  description = "Tags for the identity and the other resources. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
