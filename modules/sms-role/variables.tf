variable "name" {
  description = "What the role is for, usually the user pool's name. Without `role_name`, the role's name begins with it."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) > 0
    error_message = "name is empty. Write the user pool's name, for instance \"customers\"."
  }
}

variable "role_name" {
  description = "The role's exact name. Leave it out and IAM's name is `name` with a unique suffix, so that two pools of one name can live in one account."
  type        = string
  default     = null

  validation {
    condition     = var.role_name == null || can(regex("^[\\w+=,.@-]{1,64}$", var.role_name))
    error_message = "role_name is not a name that IAM takes. Write 1 to 64 letters, digits or +=,.@_- and put a path into path, not into the name."
  }
}

variable "path" {
  description = "IAM path of the role, `/` or `/like/this/`. The new role comes before the old one goes, so with an exact `role_name` change both together."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([\\x21-\\x7e]{1,510}/)?$", var.path))
    error_message = "path is not an IAM path. Write \"/\" or a path that begins and ends with a slash, for instance \"/service/\"."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role's permissions, where the account demands one. It must leave sns:Publish allowed."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:aws[a-z-]*:iam::(\\d{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary is not the ARN of an IAM policy. Write arn:PARTITION:iam::ACCOUNT:policy/NAME."
  }
}

variable "external_id" {
  description = "External ID that Cognito presents when it assumes the role. Leave it out and one is derived from partition, account, region and `name`, and kept for the life of the role."
  type        = string
  default     = null

  validation {
    condition     = var.external_id == null || (can(regex("^[\\w+=,.@:/-]{2,}$", var.external_id)) && length(coalesce(var.external_id, "-")) <= 1224)
    error_message = "external_id is not one that IAM takes. Write 2 to 1224 letters, digits or +=,.@:/_- without spaces."
  }
}

variable "tags" {
  description = "Tags of the role."
  type        = map(string)
  default     = {}
  nullable    = false
}
