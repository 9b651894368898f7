variable "name" {
  description = "What the alarms are for, usually the user pool's name; their names begin with it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w\\s+=,.@-]{1,128}$", var.name))
    error_message = "name must have 1 to 128 letters, digits, spaces or +=,.@_-."
  }
}

variable "topic" {
  description = "SNS topic that alarms go to: `{ arn = … }`. Left out, one is created."
  type        = object({ arn = string })
  default     = null
}

variable "kms_key_arn" {
  description = "Key that encrypts the created topic; its policy must let `cloudwatch.amazonaws.com` use it. Left out, the topic is not encrypted with a key of yours."
  type        = string
  default     = null
}

variable "email" {
  description = <<-EOT
    Alarms on the region's SES account. Left out, none.
    - `bounce_rate`: share of bounces, 0 to 1; SES reviews an account at 0.05 and pauses it at 0.1. Default: 0.05.
    - `complaint_rate`: share of complaints, 0 to 1; SES reviews at 0.001 and pauses at 0.005. Default: 0.001.
    - `daily_quota`: how many messages the account may send in 24 hours; an alarm at `quota_share` of it. Default: no alarm.
    - `quota_share`: Default: 0.8.
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
    error_message = "email: bounce_rate, complaint_rate and quota_share are shares above 0, at most 1: write 0.05 for 5 percent."
  }

  validation {
    condition     = try(coalesce(var.email.daily_quota), 1) > 0
    error_message = "email.daily_quota must be a number of messages above 0; leave it out if the account has no limit."
  }
}

variable "sms" {
  description = <<-EOT
    Alarms on the region's SMS. Left out, none.
    - `monthly_spend_limit`: US dollars that the account may spend a month; an alarm at `spend_share` of it. Default: no alarm.
    - `spend_share`: Default: 0.8.
    - `success_rate`: share of messages that arrive, 0 to 1; an alarm below it. Default: 0.9.
  EOT
  type = object({
    monthly_spend_limit = optional(number)
    spend_share         = optional(number, 0.8)
    success_rate        = optional(number, 0.9)
  })
  default = null

  validation {
    condition     = alltrue([for share in [try(var.sms.spend_share, 0.5), try(var.sms.success_rate, 0.5)] : share > 0 && share <= 1])
    error_message = "sms: spend_share and success_rate are shares above 0, at most 1: write 0.9 for 90 percent."
  }

  validation {
    condition     = try(coalesce(var.sms.monthly_spend_limit), 1) > 0
    error_message = "sms.monthly_spend_limit must be a number of US dollars above 0."
  }
}

variable "user_pool" {
  description = "User pool whose throttled sign-ups raise an alarm: `id`, and `client_ids` by a key of your choice. Left out, none."
  type = object({
    id         = string
    client_ids = map(string)
  })
  default = null
}

variable "dashboard" {
  description = "Whether a CloudWatch dashboard shows it all."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of the alarms and the topic."
  type        = map(string)
  default     = {}
  nullable    = false
}
