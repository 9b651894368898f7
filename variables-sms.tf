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

  # IAM's own form: a role may have a path, and partitions other than aws exist.
  validation {
    condition     = try(var.sms.role.arn, null) == null || can(regex("^arn:aws(-[a-z]+)*:iam::\\d{12}:role/([\\x21-\\x7e]+/)?[\\w+=,.@-]{1,64}$", var.sms.role.arn))
    error_message = "sms.role.arn is not the ARN of an IAM role. Write arn:aws:iam::ACCOUNT:role/NAME, with the path before the name if it has one."
  }

  validation {
    condition     = try(var.sms.role.arn, null) == null || try(var.sms.external_id, null) != null
    error_message = "sms.role.arn needs sms.external_id: the sts:ExternalId that the role's trust policy demands."
  }

  validation {
    condition     = try(var.sms.role.name, null) == null || can(regex("^[\\w+=,.@-]{1,64}$", var.sms.role.name))
    error_message = "sms.role.name is not a name that IAM takes. Write 1 to 64 letters, digits or +=,.@_-; a path goes into sms.role.path."
  }

  validation {
    condition     = try(var.sms.role.path, null) == null || can(regex("^/([\\x21-\\x7e]{1,510}/)?$", var.sms.role.path))
    error_message = "sms.role.path is not an IAM path. Write \"/\" or a path that begins and ends with a slash, for instance \"/service/\"."
  }

  validation {
    condition     = try(var.sms.role.permissions_boundary, null) == null || can(regex("^arn:aws(-[a-z]+)*:iam::(\\d{12}|aws):policy/.+$", var.sms.role.permissions_boundary))
    error_message = "sms.role.permissions_boundary is not the ARN of an IAM policy. Write arn:aws:iam::ACCOUNT:policy/NAME."
  }

  validation {
    condition     = try(var.sms.external_id, null) == null || (can(regex("^[\\w+=,.@:/-]{2,}$", var.sms.external_id)) && try(length(var.sms.external_id), 0) <= 1224)
    error_message = "sms.external_id is not one that IAM takes. Write 2 to 1224 letters, digits or +=,.@:/_- without spaces."
  }

  validation {
    condition     = try(var.sms.sns_region, null) == null || can(regex("^[a-z]{2}(-[a-z]+)+-\\d+$", var.sms.sns_region))
    error_message = "sms.sns_region is not a region's name. Write it as \"eu-west-1\", or leave it out."
  }

  validation {
    condition     = alltrue([for n in try(var.sms.origination.phone_numbers, {}) : can(regex("^[A-Z]{2}$", n.country)) && contains(["LONG_CODE", "TOLL_FREE", "TEN_DLC", "SIMULATOR"], n.type)])
    error_message = "sms.origination.phone_numbers: country must be an ISO code of two capital letters, type \"LONG_CODE\", \"TOLL_FREE\", \"TEN_DLC\" or \"SIMULATOR\"."
  }

  validation {
    condition     = alltrue([for n in try(var.sms.origination.phone_numbers, {}) : n.type != "TEN_DLC" || (n.country == "US" && n.registration_id != null)])
    error_message = "sms.origination.phone_numbers: TEN_DLC is for the US, and needs the registration_id of a 10DLC campaign."
  }

  validation {
    condition     = contains(["Transactional", "Promotional"], try(var.sms.origination.preferences.default_sms_type, "Transactional"))
    error_message = "sms.origination.preferences.default_sms_type must be \"Transactional\" or \"Promotional\"."
  }
}
