variable "name" {
  description = "Name of the user pool, the function, its table and its alarms."
  type        = string
  default     = "custom-senders"
}

variable "app" {
  description = "Name of your app, as the messages call it."
  type        = string
  default     = "Example"
}

variable "domain" {
  description = "Domain that email is sent from. SES verifies it once you have published the records in the output `dns_records`."
  type        = string
  default     = "example.com"
}

variable "second_region" {
  description = "Region of the second route for email: if SES in the region of the pool is throttled, paused or unavailable, the function sends from there."
  type        = string
  default     = "us-west-2"

  validation {
    condition     = var.second_region != local.region
    error_message = "second_region must not be the region of the pool: choose another one that has SES."
  }
}

variable "sms_origination_arns" {
  description = "ARNs of phone numbers, pools or sender IDs of AWS End User Messaging, each a route for SMS, the first one first. They can be in other regions. After them, the function tries Amazon SNS in the region of the pool. Default: only Amazon SNS."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.sms_origination_arns : can(regex("^arn:aws(-[a-z]+)*:sms-voice:[a-z0-9-]+:\\d{12}:(phone-number|pool|sender-id)/.+$", arn))])
    error_message = "sms_origination_arns takes ARNs of AWS End User Messaging: arn:aws:sms-voice:REGION:ACCOUNT:phone-number/ID, or pool/ID, or sender-id/NAME/COUNTRY."
  }
}

variable "sms_prefixes" {
  description = "What phone numbers must begin with to get an SMS, for instance `[\"+1\", \"+49\"]`. Default: any number gets one, in every country."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for prefix in var.sms_prefixes : can(regex("^\\+[1-9][0-9]{0,14}$", prefix))])
    error_message = "sms_prefixes takes the beginnings of numbers with their country code: \"+49\"."
  }
}

variable "default_language" {
  description = "Language of users who have no `locale`, or one that `function/custom_sender/languages` has no file for."
  type        = string
  default     = "en"

  validation {
    condition     = fileexists("${path.module}/function/custom_sender/languages/${var.default_language}.toml")
    error_message = "default_language must be the name of a file in function/custom_sender/languages: \"en\" for en.toml."
  }
}

variable "limits" {
  description = <<-EOT
    How many messages are sent by `hour` and by `day`, in UTC. The function drops what is over a limit, and counts it in the metric `Messages` with `Result` `refused`.
    - `email`: `each` user and each address (default: 10 an hour, 30 a day); `all` together (default: 1000 an hour, 10000 a day).
    - `sms`: `each` user and each number (default: 5 an hour, 10 a day); `all` together (default: 100 an hour, 500 a day).
  EOT
  type = object({
    email = optional(object({
      each = optional(object({ hour = number, day = number }), { hour = 10, day = 30 })
      all  = optional(object({ hour = number, day = number }), { hour = 1000, day = 10000 })
    }), {})
    sms = optional(object({
      each = optional(object({ hour = number, day = number }), { hour = 5, day = 10 })
      all  = optional(object({ hour = number, day = number }), { hour = 100, day = 500 })
    }), {})
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue(flatten([for channel in [var.limits.email, var.limits.sms] : [for limit in [channel.each, channel.all] :
      limit.hour >= 0 && limit.day >= 0 && floor(limit.hour) == limit.hour && floor(limit.day) == limit.day
    ]]))
    error_message = "limits takes whole numbers from 0: sms = { each = { hour = 5, day = 10 } }."
  }
}

variable "alarm_actions" {
  description = "ARNs of what the alarms call, such as an SNS topic. Default: none, you see them in CloudWatch."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "architecture" {
  description = "Processor of the function, `arm64` or `x86_64`. The package must be built for it: `build.py --architecture x86_64`."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be \"arm64\" or \"x86_64\"."
  }
}

variable "package" {
  description = "Path of the deployment package. Default: where build.py writes it, `build/ARCHITECTURE.zip` in this folder."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether the user pool is protected from deletion. Set it to true in production."
  type        = bool
  default     = false
}
