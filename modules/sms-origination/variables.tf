variable "phone_numbers" {
  description = <<-EOT
    Phone numbers to lease, by a key of your choice. AWS charges for each month from the creation of a number. Default: none.
    - `country`: ISO code of two letters, for instance `US`.
    - `type`: `LONG_CODE`, `TOLL_FREE`, `TEN_DLC` or `SIMULATOR`.
    - `message_type`: `TRANSACTIONAL` or `PROMOTIONAL`. Default: `TRANSACTIONAL`.
    - `capabilities`: any of `SMS`, `VOICE`, `MMS`. Default: `SMS`.
    - `registration_id`: ID of the registration that the country requires for the type (in the US: a 10DLC campaign or toll-free registration). You register in the console. Default: none.
    - `imported`: whether the number exists, is active, and has been imported into the state. A `TOLL_FREE` or `TEN_DLC` number and one with a `registration_id` stay pending for days, until the registration is approved, but the AWS provider 5 waits only 30 minutes and then replaces the number at each apply. So request such a number with `aws pinpoint-sms-voice-v2 request-phone-number`, register it, and import it by its ID once it is active. Default: false.
    - `opt_out_list`: name of the list of recipients who have opted out. Default: the list of the input `opt_out_list`, or else the account's list.
    - `deletion_protection`: whether AWS refuses to release the number. To release it, first apply with `false`. Default: true.
  EOT
  type = map(object({
    country             = string
    type                = string
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
    condition     = alltrue([for n in var.phone_numbers : can(regex("^[A-Z]{2}$", n.country))])
    error_message = "phone_numbers: country must be an ISO code of two uppercase letters, for instance \"US\"."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : contains(["LONG_CODE", "TOLL_FREE", "TEN_DLC", "SIMULATOR"], n.type)])
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
    condition     = alltrue([for n in var.phone_numbers : n.imported || (!contains(["TOLL_FREE", "TEN_DLC"], n.type) && n.registration_id == null)])
    error_message = "phone_numbers: a TOLL_FREE or TEN_DLC number, or one with a registration_id, is pending for days, and the AWS provider waits 30 minutes. Remove it here and run: aws pinpoint-sms-voice-v2 request-phone-number --iso-country-code US --message-type TRANSACTIONAL --number-capabilities SMS --number-type TOLL_FREE. Register it in the console. Once it is ACTIVE, Cognito sends from it; to manage it here, import it and set imported = true. Until then lease type = \"SIMULATOR\"."
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
