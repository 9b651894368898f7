# The inputs that every caller sets. A submodule validates its own inputs. A validation is in this file only
# if it is about several inputs, if it is about a value that no submodule receives, or if another validation
# of this file would otherwise fail first and name the wrong input.

variable "name" {
  description = "Name of the user pool. The names of all other resources are derived from it. A configuration set, SNS topics, alarms and a dashboard need a name that is unique in the account and region; a pool and its roles do not."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w\\s+=,.@-]{1,128}$", var.name))
    error_message = "name is not a valid user pool name. Write 1 to 128 letters, digits, spaces or +=,.@_-."
  }
}

variable "tags" {
  description = "Tags for all resources that support tags, at most 50. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.tags) <= 50 && alltrue([for key, value in var.tags : length(key) >= 1 && length(key) <= 128 && length(coalesce(value, "-")) <= 256 && !startswith(lower(key), "aws:")])
    error_message = "tags must be at most 50, with keys of 1 to 128 characters that do not begin with \"aws:\" and values of at most 256 characters."
  }
}

variable "email" {
  description = <<-EOT
    How the pool sends email. Default: from Cognito's own address, which is limited to 50 messages a day. Set `identity` to send through Amazon SES.
    - `identity`: the SES identity to send from. Set exactly one of:
      - `domain`: a domain, for instance `example.com`. The module creates an identity for it, and SES verifies it once the records of the output `dns_records` are published.
      - `address`: an email address, for instance `no-reply@example.com`. The module creates an identity for it, and SES verifies it once you click the link that SES sends there.
      - `arn`: ARN of an existing identity. Add `verified = false` while it is not verified (default: true). For an identity in another region, pass the outputs `arn` and `verified` of modules/email-identity.
    - `from_address`: address to send from, without a display name. Required if the identity is a domain; it may also be in a subdomain, which SES accepts (whether Cognito does is not documented). Default: the address of the identity.
    - `from_name`: display name of the sender, as plain text; the module adds quotes and encoding if the name needs them. Default: none.
    - `reply_to_address`: one address that replies go to. Default: the sender.
    - `configuration_set`: name of an existing SES configuration set in the identity's region. Default: none.
    - `create_configuration_set`: configuration set to create instead, in the identity's region; `{}` for all defaults:
      - `name`: Default: the pool's name, with invalid characters replaced by `-`.
      - `identity_default`: whether SES also uses the set for mail that others send from the identity without a configuration set. Default: false.
      - `require_tls`: whether mail is sent only over encrypted connections. Default: true.
      - `max_delivery_seconds`: seconds after which SES gives up a message that it could not deliver, 300 to 50400. Default: the time of SES.
      - `reputation_metrics`: whether SES records bounce and complaint rates for the set. Default: true.
      - `suppressed_reasons`: events after which SES stops sending to an address: any of `BOUNCE`, `COMPLAINT`. Default: both.
      - `dedicated_ip_pool`: dedicated IP addresses to send from: either `name` of an existing pool, or `create`, a pool to create: `scaling_mode` (`MANAGED`, the default: SES leases the addresses; `STANDARD`: you lease them and move them into the pool) and `name` (default: the set's name in lower case with the scaling mode). The provider cannot change the mode of a pool, so change a `name` together with it. AWS charges for both kinds of addresses ([prices](https://aws.amazon.com/ses/pricing/)). Default: addresses that SES shares among its customers.
      - `tracking`: your own domain in the links and images by which SES counts opens and clicks: `domain`, which SES must already have verified, so add it after the verification of the identity, and `https_policy`: `OPTIONAL` (default), `REQUIRE_OPEN_ONLY` (images by HTTPS) or `REQUIRE` (images and links by HTTPS); HTTPS needs a CDN with a certificate for the domain. Default: a domain of SES.
      - `vdm`: Virtual Deliverability Manager for mail of this set, if the account has it (`account_vdm`): `engagement_metrics` (whether SES counts opens and clicks, for which it rewrites the links of each message) and `optimized_shared_delivery` (whether SES chooses the address that delivers best). Default: as in the account.
      - `feedback`: events that SES publishes; `{}` for all defaults: `event_types` (default: `BOUNCE`, `COMPLAINT`, `DELIVERY`, `REJECT`), `topic` (`{ arn = … }`; default: the module creates an SNS topic), `kms_key_arn` (key that encrypts the created topic; its policy must let `ses.amazonaws.com` use it), `cloudwatch` (whether CloudWatch counts the events; default: true), `eventbridge` (whether the account's default event bus gets them too; default: false), `firehose` (Firehose stream that gets them too: `stream_arn`, and `role`, `{ arn = … }`; default: the module creates a role for this stream and set). Default: no events.

    Only for an identity that the module creates:
    - `until_verified`: what to do until SES has verified the identity. `COGNITO_DEFAULT`: send from Cognito's own address; the first apply after the verification switches to SES. `FAIL`: fail with a message that names the missing DNS records or the address with the link. `WAIT`: wait up to `wait_minutes` (default: 45), then fail. Default: `COGNITO_DEFAULT`.
    - `dkim`: how mail is signed: either `key_length` of the key that SES creates (`RSA_2048_BIT` or `RSA_1024_BIT`), or your own key as `selector`, `private_key` and `public_key` (both in Base64, without the PEM lines). Default: a 2048-bit key that SES creates.
    - `mail_from`: custom MAIL FROM domain, which bounces go to: `domain`, a subdomain used for nothing else, and `on_mx_failure`, `USE_DEFAULT_VALUE` (default) or `REJECT_MESSAGE`. Default: SES's own domain.
    - `dmarc`: DMARC record: `policy` (`none`, `quarantine` or `reject`; default: `none`), `report_addresses`, `percent` (default: 100). Default: no record.
    - `route53`: `zone_id` of the Route 53 hosted zone to publish the records in. Default: you publish the records of the output `dns_records` yourself.
    - `forward_feedback`: whether SES also sends bounces and complaints to the sender's address. Default: the setting of SES, which is on.
    - `default_configuration_set`: name of an existing configuration set that SES uses for mail that others send from the identity without one. For the created set, use `create_configuration_set.identity_default`. Default: none.
    - `account_vdm`: Virtual Deliverability Manager of SES for the **entire account** in this region; `{}` turns it on: `engagement_metrics` and `optimized_shared_delivery` (default: false), as in `create_configuration_set.vdm`. AWS charges for it with each message that the account sends. Manage it in one configuration only: **destroying it turns it off for the account**. Default: not managed.
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
      name                 = optional(string)
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

    default_configuration_set = optional(string)
    account_vdm = optional(object({
      engagement_metrics        = optional(bool, false)
      optimized_shared_delivery = optional(bool, false)
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.email.identity == null || length([for v in [try(var.email.identity.domain, null), try(var.email.identity.address, null), try(var.email.identity.arn, null)] : v if v != null]) == 1
    error_message = "email.identity needs exactly one of domain, address and arn. Write domain or address to create an identity, or arn to use an existing one."
  }

  validation {
    condition     = try(var.email.identity.verified, null) == null || (try(var.email.identity.domain, null) == null && try(var.email.identity.address, null) == null)
    error_message = "email.identity.verified is only for email.identity.arn: if the module creates the identity, it reads the status from SES. Remove verified."
  }

  # A submodule checks this too, but the validation of from_address would fail first and name the wrong input.
  validation {
    condition     = try(var.email.identity.domain, null) == null || can(regex("^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", var.email.identity.domain))
    error_message = "email.identity.domain is not a domain name. Write it as \"example.com\": no scheme, no @, no dot at the end, and international names in Punycode (xn--…)."
  }

  # API, EmailConfigurationType: the pattern of SourceArn.
  validation {
    condition     = try(var.email.identity.address, null) == null || can(regex("^[\\w+=,.@-]+$", var.email.identity.address))
    error_message = "email.identity.address has a character that Cognito does not take in the ARN of an identity. Write an address of letters, digits and +=,.@_- only, or use its domain as the identity and the address as from_address."
  }

  validation {
    condition     = try(var.email.identity.arn, null) == null || can(regex("^arn:aws(-[a-z]+)*:ses:[a-z0-9-]+:\\d{12}:identity/[\\w+=,.@-]+$", var.email.identity.arn))
    error_message = "email.identity.arn is not the ARN of an SES identity. Write arn:aws:ses:REGION:ACCOUNT:identity/example.com (or …:identity/no-reply@example.com)."
  }

  validation {
    condition     = var.email.from_address == null || can(regex(local.patterns.email_address, var.email.from_address))
    error_message = "email.from_address is not a plain email address. Write it as \"no-reply@example.com\". Put a display name into email.from_name, and write an international domain in Punycode (xn--…)."
  }

  validation {
    condition     = var.email.identity != null || (var.email.from_address == null && var.email.from_name == null)
    error_message = "email.from_address and email.from_name need email.identity: the address of Cognito's own sender is fixed. Write email.identity = { domain = \"example.com\" }, or remove from_address and from_name."
  }

  validation {
    condition     = var.email.from_address != null || (try(var.email.identity.domain, null) == null && (try(var.email.identity.arn, null) == null || can(regex("@", var.email.identity.arn))))
    error_message = "email.from_address is required if email.identity is a domain. Write email.from_address = \"no-reply@example.com\", with your domain."
  }

  validation {
    condition = var.email.from_address == null || var.email.identity == null || try(anytrue([
      for name in [lower(var.email.identity.domain != null ? var.email.identity.domain : var.email.identity.address != null ? var.email.identity.address : split("/", var.email.identity.arn)[1])] :
      lower(var.email.from_address) == name || (!strcontains(name, "@") && endswith(".${lower(split("@", var.email.from_address)[1])}", ".${name}"))
    ]), true)
    error_message = "email.from_address does not belong to email.identity. A domain identity sends only from addresses at that domain or its subdomains, an address identity only from that address. Change from_address, or use an identity for its domain."
  }

  validation {
    condition     = var.email.from_name == null || (can(regex("^[^\\x00-\\x1f\\x7f]{1,128}$", var.email.from_name)) && can(regex("\\S", var.email.from_name)))
    error_message = "email.from_name must be 1 to 128 characters on one line, for instance \"Example Support\"."
  }

  validation {
    condition     = var.email.reply_to_address == null || can(regex(local.patterns.email_address, var.email.reply_to_address))
    error_message = "email.reply_to_address is not a plain email address. Write one address as \"support@example.com\", without a display name."
  }

  validation {
    condition     = var.email.configuration_set == null || can(regex("^[A-Za-z0-9_-]{1,64}$", var.email.configuration_set))
    error_message = "email.configuration_set is not a valid configuration set name. Write the name, not the ARN: 1 to 64 letters, digits, - or _."
  }

  validation {
    condition     = var.email.configuration_set == null || var.email.identity != null
    error_message = "email.configuration_set needs email.identity, because only mail sent through SES has a configuration set. Write email.identity = { domain = \"example.com\" }, or remove configuration_set."
  }

  validation {
    condition     = var.email.create_configuration_set == null || var.email.configuration_set == null
    error_message = "email.configuration_set is for an existing configuration set, email.create_configuration_set for a new one. Remove one of the two."
  }

  validation {
    condition = try(var.email.identity.domain, null) != null || try(var.email.identity.address, null) != null || nonsensitive(alltrue([
      for setting in [
        var.email.until_verified, var.email.dkim, var.email.mail_from, var.email.dmarc, var.email.route53,
        var.email.forward_feedback, var.email.create_configuration_set, var.email.default_configuration_set, var.email.account_vdm,
      ] : setting == null
    ]))
    error_message = "email.until_verified, dkim, mail_from, dmarc, route53, forward_feedback, create_configuration_set, default_configuration_set and account_vdm are only for an identity that this module creates. Write email.identity = { domain = … } or { address = … }, or remove them. For an identity in another region, set them in modules/email-identity."
  }

  validation {
    condition     = var.email.wait_minutes == null || try(coalesce(var.email.until_verified), "-") == "WAIT"
    error_message = "email.wait_minutes needs email.until_verified = \"WAIT\"."
  }
}

variable "sms" {
  description = <<-EOT
    How the pool sends SMS. Default: it sends none. `{}` creates an IAM role and uses the right SNS region. Do not remove `sms` later: the AWS provider cannot remove the SMS settings of a pool, so the plan fails.
    - `role`: IAM role that Cognito assumes to send SMS. Default: the module creates one.
      - `arn`: ARN of an existing role. Needs `external_id`, and excludes the other fields of `role`.
      - `name`: exact name of the role to create. Default: the pool's name with a unique suffix.
      - `path`: IAM path of the role to create. Default: `/`. If you set `name`, change `name` and `path` together.
      - `permissions_boundary`: ARN of the permissions boundary of the role to create. It must allow sns:Publish. Default: none.
    - `external_id`: external ID that Cognito presents when it assumes the role; for an existing role, the one in its trust policy. Default: generated once and then kept. AWS refuses to change it while the pool verifies phone numbers by SMS.
    - `sns_region`: region of Amazon SNS. Default: the pool's region, or the one that AWS requires for it.
    - `no_sns_region`: whether the pool stores no region, as pools of CDK and Amplify. Only for such a pool that you import: AWS refuses to change the SMS settings of a pool that verifies phone numbers. Default: false.
    - `origination`: phone numbers and SMS settings to create, if SNS is in the pool's region. In another region, use modules/sms-origination with a provider for it. Default: none.
      - `phone_numbers`: numbers, by a key of your choice: the `arn` of a number that exists, or a number to lease, with `country`, `type` (`LONG_CODE`, `TOLL_FREE`, `TEN_DLC`, `SIMULATOR`), `message_type` (default: `TRANSACTIONAL`), `capabilities` (default: `SMS`), `registration_id`, `imported` (default: false), `opt_out_list`, `deletion_protection` (default: true). AWS charges for a number from its creation. `TEN_DLC`, `TOLL_FREE` in the US and Canada, and `LONG_CODE` in most countries wait for a registration for days: request such a number outside Terraform, register it, and write its `arn` ([modules/sms-origination](../modules/sms-origination)).
      - `opt_out_list`: name of an opt-out list to create for the numbers. Default: none.
      - `preferences`: SMS settings of the entire account in this region: `monthly_spend_limit`, `default_sms_type` (default: `Transactional`), `default_sender_id`, `delivery_status_role_arn`, `delivery_status_success_sampling_rate`. Manage them in one configuration only: **destroying it resets them**. Default: not managed.
  EOT
  type = object({
    role = optional(object({
      arn                  = optional(string)
      name                 = optional(string)
      path                 = optional(string)
      permissions_boundary = optional(string)
    }))
    external_id   = optional(string)
    sns_region    = optional(string)
    no_sns_region = optional(bool, false)
    origination = optional(object({
      phone_numbers = optional(map(object({
        arn                 = optional(string)
        country             = optional(string)
        type                = optional(string)
        message_type        = optional(string, "TRANSACTIONAL")
        capabilities        = optional(set(string), ["SMS"])
        registration_id     = optional(string)
        imported            = optional(bool, false)
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
    error_message = "sms.role is empty. Remove it to let the module create a role, write the arn of an existing role, or write the name, path or permissions_boundary of the role to create."
  }

  validation {
    condition     = try(var.sms.role.arn, null) == null || try(var.sms.role.name == null && var.sms.role.path == null && var.sms.role.permissions_boundary == null, true)
    error_message = "sms.role.arn is for an existing role; name, path and permissions_boundary are for a role that the module creates. Keep only arn, or remove it."
  }

  validation {
    condition     = try(var.sms.role.arn, null) == null || can(regex(local.patterns.iam_role_arn, var.sms.role.arn))
    error_message = "sms.role.arn is not the ARN of an IAM role. Write arn:aws:iam::ACCOUNT:role/NAME, with the path before the name if it has one."
  }

  validation {
    condition     = try(var.sms.role.arn, null) == null || try(var.sms.external_id, null) != null
    error_message = "sms.role.arn needs sms.external_id, the sts:ExternalId in the role's trust policy."
  }

  validation {
    condition     = try(var.sms.external_id, null) == null || (can(regex("^[\\w+=,.@:/-]{2,}$", var.sms.external_id)) && try(length(var.sms.external_id), 0) <= 1224)
    error_message = "sms.external_id is not a valid external ID. Write 2 to 1224 letters, digits or +=,.@:/_- without spaces."
  }

  validation {
    condition     = try(var.sms.sns_region, null) == null || can(regex("^[a-z]{2}(-[a-z]+)+-\\d+$", var.sms.sns_region))
    error_message = "sms.sns_region is not a region name. Write it as \"eu-west-1\", or remove it."
  }

  validation {
    condition     = try(var.sms.sns_region, null) == null || !try(var.sms.no_sns_region, false)
    error_message = "sms.no_sns_region is for an imported pool that stores no region. Remove it, or remove sms.sns_region."
  }
}
