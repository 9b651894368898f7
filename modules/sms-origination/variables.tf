variable "phone_numbers" {
  description = <<-EOT
    Phone numbers, by a key of your choice. Default: none. Write `country` and `type` of a number to lease, for which AWS charges from its creation, or the `arn` of a number that exists.
    - `arn`: ARN of a number that exists, for instance one that you requested in the console. The module neither changes nor releases it. Excludes all other fields.
    - `country`: ISO code of two letters, for instance `US`.
    - `type`: `LONG_CODE`, `TOLL_FREE`, `TEN_DLC` or `SIMULATOR`. These kinds wait for a registration: `TEN_DLC`, `TOLL_FREE` in the US and Canada, `LONG_CODE` in most countries, and every number with a `registration_id`. They are pending for days, and the AWS provider 5 waits 30 minutes for a number, and then replaces it at each apply, so the plan refuses those that AWS documents, and warns about the others. Request such a number with `aws pinpoint-sms-voice-v2 request-phone-number`, register it, and write its `arn`.
    - `message_type`: `TRANSACTIONAL` or `PROMOTIONAL`. Default: `TRANSACTIONAL`.
    - `capabilities`: any of `SMS`, `VOICE`, `MMS`. Default: `SMS`.
    - `registration_id`: ID of the registration that the country requires for the type (in the US: a 10DLC campaign or toll-free registration). You register in the console. Default: none.
    - `imported`: whether the number is active and in the state, because you imported it by its ID, to let Terraform manage and release it. Default: false.
    - `opt_out_list`: name of the list of recipients who have opted out. Default: the list of the input `opt_out_list`, or else the account's list.
    - `deletion_protection`: whether AWS refuses to release the number. To release it, first apply with `false`. Default: true.
  EOT
  type = map(object({
    arn                 = optional(string)
    country             = optional(string)
    type                = optional(string)
    message_type        = optional(string, "TRANSACTIONAL")
    capabilities        = optional(set(string), ["SMS"])
    registration_id     = optional(string)
    imported            = optional(bool, false)
    opt_out_list        = optional(string)
    deletion_protection = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for n in var.phone_numbers : (n.country == null) == (n.type == null) && (n.country == null) == (n.arn != null)])
    error_message = "phone_numbers: write country and type of a number to lease, or the arn of a number that exists."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : n.country != null || (n.registration_id == null && n.opt_out_list == null && !n.imported && n.deletion_protection)])
    error_message = "phone_numbers: the module does not change a number that it takes by its arn. Remove the other fields, or import the number and write its country and type."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : n.arn == null ? true : can(regex("^arn:aws(-[a-z]+)*:sms-voice:[a-z0-9-]+:\\d{12}:phone-number/[A-Za-z0-9_-]+$", n.arn))])
    error_message = "phone_numbers: arn must be the ARN of a phone number, arn:aws:sms-voice:REGION:ACCOUNT:phone-number/ID. Pools and sender IDs have no place here, because Cognito sends from every identity of the account."
  }

  # A pool sends from the numbers of one region.
  validation {
    condition     = alltrue([for n in var.phone_numbers : n.arn == null ? true : length(regexall("^arn:[^:]+:sms-voice:[a-z0-9-]+:", n.arn)) == 0 || split(":", n.arn)[3] == local.region])
    error_message = "phone_numbers: the number of an arn is in another region than ${local.region}. Cognito sends only from numbers of the region of SNS: use this module with a provider of that region."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : n.country == null || can(regex("^[A-Z]{2}$", n.country))])
    error_message = "phone_numbers: country must be an ISO code of two uppercase letters, for instance \"US\"."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : n.type == null || contains(["LONG_CODE", "TOLL_FREE", "TEN_DLC", "SIMULATOR"], coalesce(n.type, "-"))])
    error_message = "phone_numbers: type must be \"LONG_CODE\", \"TOLL_FREE\", \"TEN_DLC\" or \"SIMULATOR\". You lease a short code by a support case."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : contains(["TRANSACTIONAL", "PROMOTIONAL"], n.message_type)])
    error_message = "phone_numbers: message_type must be \"TRANSACTIONAL\" (codes) or \"PROMOTIONAL\"."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : length(setsubtract(n.capabilities, ["SMS", "VOICE", "MMS"])) == 0 && contains(n.capabilities, "SMS")])
    error_message = "phone_numbers: capabilities takes \"SMS\", \"VOICE\" and \"MMS\", and must include \"SMS\"."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : n.type != "TEN_DLC" || (n.country == "US" && n.registration_id != null)])
    error_message = "phone_numbers: TEN_DLC is only for the US, and needs the registration_id of a 10DLC campaign."
  }

  # terraform-provider-aws#43295. `wait_for_active = false` needs version 6 of the provider (pull request 49485).
  validation {
    condition = alltrue([
      for n in var.phone_numbers : n.imported || n.country == null ? true : (
        n.registration_id == null &&
        n.type != "TEN_DLC" &&
        !(n.type == "TOLL_FREE" && contains(local.registered_toll_free, coalesce(n.country, "-"))) &&
        !(n.type == "LONG_CODE" && contains(local.registered_long_codes, coalesce(n.country, "-")))
      )
    ])
    error_message = "phone_numbers: a number that must be registered is pending for days, and the AWS provider waits 30 minutes. These are TEN_DLC, TOLL_FREE in ${join(", ", local.registered_toll_free)}, LONG_CODE in ${join(", ", local.registered_long_codes)}, and every number with a registration_id. Remove it here and run: aws pinpoint-sms-voice-v2 request-phone-number --iso-country-code US --message-type TRANSACTIONAL --number-capabilities SMS --number-type TOLL_FREE. Register it in the console. Once it is ACTIVE, Cognito sends from it: write its arn here, or nothing. Until then lease type = \"SIMULATOR\"."
  }
}

variable "opt_out_list" {
  description = "Name of an opt-out list to create for the numbers: 1 to 64 letters, digits, `-` or `_`. Default: none, the numbers use the account's list `Default`."
  type        = string
  default     = null

  validation {
    condition     = var.opt_out_list == null || can(regex("^[A-Za-z0-9_-]{1,64}$", var.opt_out_list))
    error_message = "opt_out_list must have 1 to 64 letters, digits, - or _."
  }
}

variable "preferences" {
  description = <<-EOT
    SMS settings of the entire account in this region. Manage them in one configuration only: **destroying it resets them**, including the spending limit. Default: not managed.
    - `monthly_spend_limit`: limit in US dollars, at most the limit that AWS Support has granted, which is 1 in a new account.
    - `default_sms_type`: `Transactional` or `Promotional`. Default: `Transactional`.
    - `default_sender_id`: 1 to 11 letters or digits, at least one letter. Default: none.
    - `delivery_status_role_arn`: ARN of the IAM role that logs the delivery status of each message to CloudWatch Logs. Default: none.
    - `delivery_status_success_sampling_rate`: percentage of the successful messages to log, 0 to 100. Default: 100.
  EOT
  type = object({
    monthly_spend_limit                   = optional(number)
    default_sms_type                      = optional(string, "Transactional")
    default_sender_id                     = optional(string)
    delivery_status_role_arn              = optional(string)
    delivery_status_success_sampling_rate = optional(number, 100)
  })
  default = null

  validation {
    condition     = contains(["Transactional", "Promotional"], try(var.preferences.default_sms_type, "Transactional"))
    error_message = "preferences.default_sms_type must be \"Transactional\" or \"Promotional\"."
  }

  validation {
    condition     = var.preferences == null || try(var.preferences.default_sender_id == null, true) || (can(regex("^[A-Za-z0-9-]{1,11}$", var.preferences.default_sender_id)) && can(regex("[A-Za-z]", var.preferences.default_sender_id)))
    error_message = "preferences.default_sender_id must have 1 to 11 letters, digits or hyphens, with at least one letter."
  }

  validation {
    condition     = contains(range(101), try(coalesce(var.preferences.delivery_status_success_sampling_rate), 100))
    error_message = "preferences.delivery_status_success_sampling_rate must be a whole number from 0 to 100."
  }

  validation {
    condition     = try(coalesce(var.preferences.monthly_spend_limit), 1) >= 0 && floor(try(coalesce(var.preferences.monthly_spend_limit), 1)) == try(coalesce(var.preferences.monthly_spend_limit), 1)
    error_message = "preferences.monthly_spend_limit must be a whole number of US dollars, 0 or more."
  }
}

variable "tags" {
  description = "Tags for the numbers and the list. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
