variable "user_pool_id" {
  description = "ID of the user pool."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w-]+_[0-9a-zA-Z]+$", var.user_pool_id))
    error_message = "user_pool_id must be the ID of a user pool, for instance \"eu-west-1_AbCdEfGhI\"."
  }
}

variable "name" {
  description = "Name of the user pool, or another name for the created log group, which is named `/aws/vendedlogs/cognito/NAME`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_./#-]{1,480}$", var.name))
    error_message = "name must have 1 to 480 letters, digits or _./#-."
  }
}

variable "retention_in_days" {
  description = "Days for which the created log group keeps its entries; 0 means for ever. Default: 365."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.retention_in_days)
    error_message = "retention_in_days must be one of the periods that CloudWatch Logs supports, for instance 30, 90 or 365."
  }
}

variable "user_notifications" {
  description = "Where to log failed messages: `log_group_arn` of a log group without a KMS key. Default: the module creates a log group. Set null to log none."
  type        = object({ log_group_arn = optional(string) })
  default     = {}

  validation {
    condition     = try(var.user_notifications.log_group_arn, null) == null || can(regex("^arn:aws(-[a-z]+)*:logs:[a-z0-9-]+:\\d{12}:log-group:[^:*]+$", var.user_notifications.log_group_arn))
    error_message = "user_notifications.log_group_arn must be arn:aws:logs:REGION:ACCOUNT:log-group:NAME, without :* at the end."
  }
}

variable "user_activity" {
  description = "Where to log sign-ins and their risk: exactly one of `log_group_arn`, `bucket_arn` (S3), `stream_arn` (Data Firehose). Needs tier `PLUS` with threat protection. Default: not logged."
  type = object({
    log_group_arn = optional(string)
    bucket_arn    = optional(string)
    stream_arn    = optional(string)
  })
  default = null

  validation {
    condition     = var.user_activity == null || try(length([for v in values(var.user_activity) : v if v != null]) == 1, true)
    error_message = "user_activity needs exactly one of log_group_arn, bucket_arn and stream_arn."
  }
}

variable "tags" {
  description = "Tags for the created log group. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
