variable "name" {
  description = "Name of the user pool, or another purpose of the role. Without `role_name`, the name of the role begins with it."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.name) > 0
    error_message = "name is empty. Write the user pool's name, for instance \"customers\"."
  }
}

variable "role_name" {
  description = "Exact name of the role. Default: `name` with a unique suffix, so that two pools with the same name can be in one account."
  type        = string
  default     = null

  validation {
    condition     = var.role_name == null || can(regex("^[\\w+=,.@-]{1,64}$", var.role_name))
    error_message = "role_name is not a valid role name. Write 1 to 64 letters, digits or +=,.@_-, and put a path into path."
  }
}

variable "path" {
  description = "IAM path of the role, `/` or `/like/this/`. If you set `role_name`, change `path` and `role_name` together, because the new role is created before the old one is destroyed. Default: `/`."
  type        = string
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/([\\x21-\\x7e]{1,510}/)?$", var.path))
    error_message = "path is not an IAM path. Write \"/\" or a path that begins and ends with a slash, for instance \"/service/\"."
  }
}

variable "permissions_boundary" {
  description = "ARN of the permissions boundary of the role, if your account requires one. It must allow sns:Publish. Default: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:aws[a-z-]*:iam::(\\d{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary is not the ARN of an IAM policy. Write arn:PARTITION:iam::ACCOUNT:policy/NAME."
  }
}

variable "external_id" {
  description = "External ID that Cognito presents when it assumes the role. Default: a random UUID, generated once and then kept."
  type        = string
  default     = null

  validation {
    condition     = var.external_id == null || (can(regex("^[\\w+=,.@:/-]{2,}$", var.external_id)) && length(coalesce(var.external_id, "-")) <= 1224)
    error_message = "external_id is not a valid external ID. Write 2 to 1224 letters, digits or +=,.@:/_- without spaces."
  }
}

variable "tags" {
  description = "Tags for the role. Default: none."
  type        = map(string)
  default     = {}
  nullable    = false
}
