variable "phone_numbers" {
  description = <<-EOT
    Phone numbers of the pool, by a key of your choice. Default: none. Write `country` and `type` of a number to lease, for which AWS charges from its creation, or the `arn` of an active number that exists.
    - `arn`: ARN of an active number that exists. The module puts it into the pool, and changes nothing else of it. Excludes all other fields.
    - `country`: ISO code of two letters, for instance `US`.
    - `type`: `LONG_CODE`, `TOLL_FREE`, `TEN_DLC` or `SIMULATOR`.
    - `registration_id`: ID of the registration that the country requires for the type. You register in the console. Default: none.
    - `active`: whether the number is `ACTIVE`. With `false` the apply does not wait for it, and the pool does not have it yet, because AWS takes only active numbers. Set it to `true` once its registration is approved. Default: false for the kinds that AWS registers, which are `TEN_DLC`, `TOLL_FREE` in the US and Canada, `LONG_CODE` in most countries of Europe and some others, and every number with a `registration_id`; true for the others.
    - `capabilities`: any of `SMS`, `VOICE`, `MMS`. Default: `SMS`.
    - `deletion_protection`: whether AWS refuses to release the number. To release it, first apply with `false`. Default: true.
  EOT
  type = map(object({
    arn                 = optional(string)
    country             = optional(string)
    type                = optional(string)
    registration_id     = optional(string)
    active              = optional(bool)
    capabilities        = optional(set(string), ["SMS"])
    deletion_protection = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for n in var.phone_numbers : (n.country == null) == (n.type == null) && (n.country == null) == (n.arn != null)])
    error_message = "phone_numbers: write country and type of a number to lease, or the arn of a number that exists."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : n.country != null || (n.registration_id == null && n.active == null && n.deletion_protection)])
    error_message = "phone_numbers: the module does not change a number that it takes by its arn. Remove the other fields."
  }

  validation {
    condition     = alltrue([for n in var.phone_numbers : n.arn == null ? true : can(regex("^arn:aws(-[a-z]+)*:sms-voice:[a-z0-9-]+:\\d{12}:phone-number/[A-Za-z0-9_-]+$", n.arn))])
    error_message = "phone_numbers: arn must be the ARN of a phone number, arn:aws:sms-voice:REGION:ACCOUNT:phone-number/ID."
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
    condition     = alltrue([for n in var.phone_numbers : length(setsubtract(n.capabilities, ["SMS", "VOICE", "MMS"])) == 0 && contains(n.capabilities, "SMS")])
    error_message = "phone_numbers: capabilities takes \"SMS\", \"VOICE\" and \"MMS\", and must include \"SMS\"."
  }
}

variable "sender_ids" {
  description = <<-EOT
    Sender IDs of the pool, by a key of your choice. Default: none. Recipients see a sender ID instead of a number, and cannot reply to it. The US, Canada and China have none, and some countries want a registration first.
    - `sender_id`: 3 to 11 capital letters, digits or hyphens, at least one letter.
    - `country`: ISO code of two letters, for instance `DE`.
    - `deletion_protection`: whether AWS refuses to release the sender ID. Default: true.
  EOT
  type = map(object({
    sender_id           = string
    country             = string
    deletion_protection = optional(bool, true)
  }))
  default  = {}
  nullable = false

  # Documentation of aws_pinpointsmsvoicev2_sender_id, and API, RequestSenderId.
  validation {
    condition     = alltrue([for s in var.sender_ids : can(regex("^[A-Z0-9][A-Z0-9-]{1,9}[A-Z0-9]$", s.sender_id)) && can(regex("[A-Z]", s.sender_id))])
    error_message = "sender_ids: sender_id must have 3 to 11 capital letters, digits or hyphens, at least one letter, and no hyphen at either end."
  }

  validation {
    condition     = alltrue([for s in var.sender_ids : can(regex("^[A-Z]{2}$", s.country)) && !contains(local.without_sender_ids, s.country)])
    error_message = "sender_ids: country must be an ISO code of two uppercase letters, for instance \"DE\". ${join(", ", local.without_sender_ids)} have no sender IDs."
  }

  # terraform-provider-aws#50038: the provider sends no country for each identity, which AWS needs for a sender ID.
  validation {
    condition     = length(var.sender_ids) == 0 || length(distinct(concat([for s in var.sender_ids : s.country], [for n in var.phone_numbers : n.country if n.country != null]))) == 1
    error_message = "sender_ids: a pool with a sender ID can only have numbers and sender IDs of one country, because the AWS provider tells AWS the country of the pool only. Use this module once for each country."
  }
}

variable "message_type" {
  description = "What the numbers and sender IDs are for: `TRANSACTIONAL` (codes) or `PROMOTIONAL`. Numbers that you take by ARN must have the same type. Default: `TRANSACTIONAL`."
  type        = string
  default     = "TRANSACTIONAL"
  nullable    = false

  validation {
    condition     = contains(["TRANSACTIONAL", "PROMOTIONAL"], var.message_type)
    error_message = "message_type must be \"TRANSACTIONAL\" (codes) or \"PROMOTIONAL\"."
  }
}

variable "opt_out_list" {
  description = "Name of the list of recipients who have opted out, for the pool and its numbers. Default: the account's list `Default`."
  type        = string
  default     = "Default"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,64}$", var.opt_out_list))
    error_message = "opt_out_list must have 1 to 64 letters, digits, - or _."
  }
}

variable "shared_routes" {
  description = "Whether AWS may send from numbers that it shares between accounts, in countries for which the pool has none. Default: false."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the pool. To delete it, first apply with `false`. Default: true."
  type        = bool
  default     = true
  nullable    = false
}

variable "allow_sns" {
  description = "Whether Amazon SNS may send from the numbers and sender IDs that the module creates. A user pool that sends through SNS, as those of this project do, needs it. Default: true."
  type        = bool
  default     = true
  nullable    = false
}

variable "allowed_roles" {
  description = "ARNs of IAM roles in other accounts that may send from the pool and from what the module creates, for instance the SMS role of a user pool. Roles of the same account need only their own policy. Default: none."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.allowed_roles : can(regex("^arn:aws(-[a-z]+)*:iam::\\d{12}:role/[\\w+=,.@/-]+$", arn))])
    error_message = "allowed_roles takes ARNs of IAM roles: arn:aws:iam::ACCOUNT:role/NAME."
  }
}

variable "tags" {
  description = "Tags for the pool, the numbers and the sender IDs. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
