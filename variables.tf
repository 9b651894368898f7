# What every caller writes. The inputs of a submodule are checked there: a rule is written here only if it
# is about several inputs, about something given that no submodule sees, or if another rule of this file
# would answer first and name the wrong input.

variable "name" {
  description = "Name of the user pool. What else is created takes its name from it: a configuration set, SNS topics, alarms and a dashboard need one that is unique in account and region, a pool and its roles do not."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w\\s+=,.@-]{1,128}$", var.name))
    error_message = "name is not one that Cognito takes. Write 1 to 128 letters, digits, spaces or +=,.@_-."
  }
}

variable "tags" {
  description = "Tags of everything that is created and can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

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
    }))
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

  # A submodule checks it too, but the rule on from_address would answer first, about the wrong input.
  validation {
    condition     = try(var.email.identity.domain, null) == null || can(regex("^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", var.email.identity.domain))
    error_message = "email.identity.domain is not a domain name. Write it as \"example.com\": no scheme, no @, no dot at the end, and international names in Punycode (xn--…)."
  }

  validation {
    condition     = try(var.email.identity.arn, null) == null || can(regex("^arn:aws(-[a-z]+)*:ses:[a-z0-9-]+:\\d{12}:identity/[^/\\s]+$", var.email.identity.arn))
    error_message = "email.identity.arn is not the ARN of an SES identity. Write arn:aws:ses:REGION:ACCOUNT:identity/example.com (or …:identity/no-reply@example.com)."
  }

  validation {
    condition     = var.email.from_address == null || can(regex(local.patterns.email_address, var.email.from_address))
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
    condition     = var.email.reply_to_address == null || can(regex(local.patterns.email_address, var.email.reply_to_address))
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
    condition = try(var.email.identity.domain, null) != null || try(var.email.identity.address, null) != null || nonsensitive(alltrue([
      for setting in [
        var.email.until_verified, var.email.dkim, var.email.mail_from, var.email.dmarc, var.email.route53,
        var.email.forward_feedback, var.email.create_configuration_set,
      ] : setting == null
    ]))
    error_message = "email.until_verified, dkim, mail_from, dmarc, route53, forward_feedback and create_configuration_set are only for an identity that this module creates. Write email.identity = { domain = … } or { address = … }, or remove them. An identity in another region gets them from modules/email-identity."
  }

  validation {
    condition     = var.email.wait_minutes == null || coalesce(var.email.until_verified, "-") == "WAIT"
    error_message = "email.wait_minutes needs email.until_verified = \"WAIT\"."
  }
}

variable "sms" {
  description = <<-EOT
    How the pool sends SMS. Left out, it sends none; `{}` creates a role and takes the right region. The AWS provider cannot take it away from a pool again, so the plan refuses to.
    - `role`: what to create or to use:
      - `arn`: a role that exists; `external_id` then is what its trust policy demands. Alone in the object.
      - `name`: exact name of the role to create. Default: the pool's name with a unique suffix.
      - `path`: its IAM path. Default: `/`. With an exact `name`, change both together.
      - `permissions_boundary`: ARN of the policy that bounds it. It must leave sns:Publish allowed.
    - `external_id`: what Cognito presents when it assumes the role. Default: one derived for this pool, which stays. Changing it fails while phone numbers are verified by SMS.
    - `sns_region`: region of Amazon SNS. Default: the pool's, or the one that AWS prescribes for it.
    - `origination`: what SMS comes from, if SNS is in the pool's region; elsewhere use modules/sms-origination with a provider of that region. Default: nothing is created.
      - `phone_numbers`: numbers to lease, by a key of your choice: `country`, `type` (`LONG_CODE`, `TOLL_FREE`, `TEN_DLC`, `SIMULATOR`), `message_type` (default: `TRANSACTIONAL`), `capabilities` (default: `SMS`), `registration_id`, `opt_out_list`, `deletion_protection` (default: true). They cost from the moment they are created.
      - `opt_out_list`: name of an opt-out list to create for them.
      - `preferences`: SMS settings of the whole account in this region: `monthly_spend_limit`, `default_sms_type` (default: `Transactional`), `default_sender_id`, `delivery_status_role_arn`, `delivery_status_success_sampling_rate`. One configuration only may own them, and **destroying it blanks them**.
  EOT
  type = object({
    role = optional(object({
      arn                  = optional(string)
      name                 = optional(string)
      path                 = optional(string)
      permissions_boundary = optional(string)
    }))
    external_id = optional(string)
    sns_region  = optional(string)
    origination = optional(object({
      phone_numbers = optional(map(object({
        country             = string
        type                = string
        message_type        = optional(string, "TRANSACTIONAL")
        capabilities        = optional(set(string), ["SMS"])
        registration_id     = optional(string)
        opt_out_list        = optional(string)
        deletion_protection = optional(bool, true)
      })), {})
      opt_out_list = optional(string)
      preferences = optional(object({
        monthly_spend_limit                   = optional(number)
        default_sms_type                      = optional(string, "Transactional")
        default_sender_id                     = optional(string)
        delivery_status_role_arn              = optional(string)
        delivery_status_success_sampling_rate = optional(number, 100)
      }))
    }))
  })
  default = null

  validation {
    condition     = try(var.sms.role, null) == null || try(length([for v in values(var.sms.role) : v if v != null]) > 0, true)
    error_message = "sms.role is empty. Leave it out to have a role created, or write its arn, or the name, path or permissions_boundary of the role to create."
  }

  validation {
    condition     = try(var.sms.role.arn, null) == null || try(var.sms.role.name == null && var.sms.role.path == null && var.sms.role.permissions_boundary == null, true)
    error_message = "sms.role.arn names a role that exists; name, path and permissions_boundary are for one to create. Keep the arn alone, or take it out."
  }

  validation {
    condition     = try(var.sms.role.arn, null) == null || can(regex(local.patterns.iam_role_arn, var.sms.role.arn))
    error_message = "sms.role.arn is not the ARN of an IAM role. Write arn:aws:iam::ACCOUNT:role/NAME, with the path before the name if it has one."
  }

  validation {
    condition     = try(var.sms.role.arn, null) == null || try(var.sms.external_id, null) != null
    error_message = "sms.role.arn needs sms.external_id: the sts:ExternalId that the role's trust policy demands."
  }

  validation {
    condition     = try(var.sms.external_id, null) == null || (can(regex("^[\\w+=,.@:/-]{2,}$", var.sms.external_id)) && try(length(var.sms.external_id), 0) <= 1224)
    error_message = "sms.external_id is not one that IAM takes. Write 2 to 1224 letters, digits or +=,.@:/_- without spaces."
  }

  validation {
    condition     = try(var.sms.sns_region, null) == null || can(regex("^[a-z]{2}(-[a-z]+)+-\\d+$", var.sms.sns_region))
    error_message = "sms.sns_region is not a region's name. Write it as \"eu-west-1\", or leave it out."
  }
}
