variable "name" {
  description = "Prefix of the names of the alarms, usually the name of the user pool."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w\\s+=,.@-]{1,128}$", var.name))
    error_message = "name must have 1 to 128 letters, digits, spaces or +=,.@_-."
  }
}

variable "topic" {
  description = "SNS topic that the alarms notify: `{ arn = … }`. Default: the module creates one."
  type        = object({ arn = string })
  default     = null
}

variable "kms_key_arn" {
  description = "KMS key that encrypts the created topic; its policy must let `cloudwatch.amazonaws.com` use it. Default: none, the topic is not encrypted with your own key."
  type        = string
  default     = null
}

variable "email" {
  description = <<-EOT
    Alarms on the SES account of the region. Default: none; `{}` creates them with the defaults.
    - `bounce_rate`: share of bounces, 0 to 1; SES reviews an account at 0.05 and pauses it at 0.1. Default: 0.05.
    - `complaint_rate`: share of complaints, 0 to 1; SES reviews at 0.001 and pauses at 0.005. Default: 0.001.
    - `daily_quota`: number of messages that SES lets the account send in 24 hours; an alarm is raised at `quota_share` of it. Default: no alarm.
    - `quota_share`: share of `daily_quota`, 0 to 1. Default: 0.8.
  EOT
  type = object({
    bounce_rate    = optional(number, 0.05)
    complaint_rate = optional(number, 0.001)
    daily_quota    = optional(number)
    quota_share    = optional(number, 0.8)
  })
  default = null

  validation {
    condition     = alltrue([for share in [try(var.email.bounce_rate, 0.5), try(var.email.complaint_rate, 0.5), try(var.email.quota_share, 0.5)] : share > 0 && share <= 1])
    error_message = "email: bounce_rate, complaint_rate and quota_share must be above 0 and at most 1. Write 0.05 for 5 percent."
  }

  validation {
    condition     = try(coalesce(var.email.daily_quota), 1) > 0
    error_message = "email.daily_quota must be above 0. Remove it if the account has no limit."
  }
}

variable "sms" {
  description = <<-EOT
    Alarms on the SMS of the region. Default: none; `{}` creates them with the defaults.
    - `monthly_spend_limit`: US dollars that the account may spend in a month; an alarm is raised at `spend_share` of it. Default: no alarm.
    - `spend_share`: share of `monthly_spend_limit`, 0 to 1. Default: 0.8.
    - `success_rate`: share of delivered messages, 0 to 1; an alarm is raised below it. Default: 0.9.
  EOT
  type = object({
    monthly_spend_limit = optional(number)
    spend_share         = optional(number, 0.8)
    success_rate        = optional(number, 0.9)
  })
  default = null

  validation {
    condition     = alltrue([for share in [try(var.sms.spend_share, 0.5), try(var.sms.success_rate, 0.5)] : share > 0 && share <= 1])
    error_message = "sms: spend_share and success_rate must be above 0 and at most 1. Write 0.9 for 90 percent."
  }

  validation {
    condition     = try(coalesce(var.sms.monthly_spend_limit), 1) > 0
    error_message = "sms.monthly_spend_limit must be a number of US dollars above 0."
  }
}

variable "user_pool" {
  description = "User pool whose throttled sign-ups raise an alarm: `id`, and `client_ids` by a key of your choice. Default: no such alarm."
  type = object({
    id         = string
    client_ids = map(string)
  })
  default = null
}

variable "dashboard" {
  description = "Whether to create a CloudWatch dashboard of the metrics that have an alarm. Default: true."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags for the alarms and the topic. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
