variable "sms" {
  description = <<-EOT
    How the pool sends SMS. Left out, it sends none; `{}` creates a role and takes the right region.
    - `role`: what to create or to use:
      - `arn`: a role that exists; `external_id` then is what its trust policy demands. Alone in the object.
      - `name`: exact name of the role to create. Default: the pool's name with a unique suffix.
      - `path`: its IAM path. Default: `/`.
      - `permissions_boundary`: ARN of the policy that bounds it. It must leave sns:Publish allowed.
    - `external_id`: what Cognito presents when it assumes the role. Default: one derived for this pool, which stays. Changing it fails while phone numbers are verified by SMS.
    - `sns_region`: region of Amazon SNS. Default: the pool's, or the one that AWS prescribes for it.
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
}
