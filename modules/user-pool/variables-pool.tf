# The user pool's own inputs. The root module and modules/user-pool hold the same file, so that a
# refused input names the caller's module block in both. A validation may look at other variables,
# but not in a circle: sms and verification first, then sign_in, mfa, account_recovery.

variable "name" {
  description = "Name of the user pool. What else is created takes its name from it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w\\s+=,.@-]{1,128}$", var.name))
    error_message = "name is not one that Cognito takes. Write 1 to 128 letters, digits, spaces or +=,.@_-."
  }
}

variable "tags" {
  description = "Tags of everything that is created and can have tags."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pool. To destroy it, apply once with `false` first."
  type        = bool
  default     = true
  nullable    = false
}

variable "sign_in" {
  description = <<-EOT
    How users name themselves when they sign in. Changing any of these replaces the pool, users included.
    - `username_attributes`: what stands for the username: any of `email`, `phone_number`. Default: `["email"]`, or none if `alias_attributes` is given. `[]` lets users choose a username.
    - `alias_attributes`: what can be used besides a chosen username: any of `email`, `phone_number`, `preferred_username`. Not together with `username_attributes`.
    - `case_sensitive`: whether `Ann` and `ann` are two users. Default: false.
  EOT
  type = object({
    username_attributes = optional(set(string))
    alias_attributes    = optional(set(string), [])
    case_sensitive      = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(coalesce(var.sign_in.username_attributes, []), ["email", "phone_number"])) == 0
    error_message = "sign_in.username_attributes takes \"email\" and \"phone_number\" only. For \"preferred_username\" use sign_in.alias_attributes."
  }

  validation {
    condition     = !contains(coalesce(var.sign_in.username_attributes, []), "phone_number") || var.verification.auto_verified_attributes != null || var.sms != null
    error_message = "Users who sign in by phone number prove it by SMS, but the pool cannot send any. Write sms = {} to have the role created, or say in verification.auto_verified_attributes what is verified instead."
  }

  validation {
    condition     = length(setsubtract(var.sign_in.alias_attributes, ["email", "phone_number", "preferred_username"])) == 0
    error_message = "sign_in.alias_attributes takes \"email\", \"phone_number\" and \"preferred_username\" only."
  }

  validation {
    condition     = length(var.sign_in.alias_attributes) == 0 || length(coalesce(var.sign_in.username_attributes, [])) == 0
    error_message = "sign_in.username_attributes and sign_in.alias_attributes exclude each other. Leave username_attributes out to sign in by a chosen username with aliases, or alias_attributes to sign in by email or phone number."
  }
}

variable "attributes" {
  description = <<-EOT
    User attributes, by name: standard ones of OpenID Connect (`email`, `family_name`, …) and your own (write `plan`, Cognito calls it `custom:plan`). Attributes can be added later, never changed or removed.
    What users sign in with is required by itself if it is the only such attribute.
    - `type`: `String`, `Number`, `DateTime` or `Boolean`; your own attributes only. Default: `String`.
    - `required`: whether sign-up must give it; standard attributes only. Default: false.
    - `mutable`: whether it can change. Default: true.
    - `developer_only`: whether only administrators may write it; your own attributes only. Default: false.
    - `min_length`, `max_length`: of a String. Default: 0 and 2048.
    - `min_value`, `max_value`: of a Number. Default: no bound.
  EOT
  type = map(object({
    type           = optional(string, "String")
    required       = optional(bool, false)
    mutable        = optional(bool, true)
    developer_only = optional(bool, false)
    min_length     = optional(number)
    max_length     = optional(number)
    min_value      = optional(number)
    max_value      = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for a in var.attributes : contains(["String", "Number", "DateTime", "Boolean"], a.type)])
    error_message = "Each attribute's type must be \"String\", \"Number\", \"DateTime\" or \"Boolean\"."
  }

  validation {
    condition     = alltrue([for name in keys(var.attributes) : !startswith(name, "custom:") && !startswith(name, "dev:")])
    error_message = "Write your own attributes without \"custom:\" or \"dev:\"; Cognito adds the prefix."
  }

  validation {
    condition     = alltrue([for name in keys(var.attributes) : can(regex("^[\\pL\\pM\\pS\\pN\\pP]{1,20}$", name)) || contains(["phone_number_verified"], name)])
    error_message = "An attribute's name has 1 to 20 characters and no space."
  }

  validation {
    condition = alltrue([for name, a in var.attributes : !a.required || contains([
      "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
      "nickname", "phone_number", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
    ], name)])
    error_message = "Only standard attributes can be required, your own cannot: set required = false, and check for it in a pre_sign_up trigger."
  }

  validation {
    condition     = length(var.attributes) <= 50
    error_message = "A user pool takes at most 50 attributes."
  }
}

variable "password_policy" {
  description = <<-EOT
    What a password must have.
    - `minimum_length`: 6 to 99. Default: 8.
    - `require_lowercase`, `require_uppercase`, `require_numbers`, `require_symbols`: Default: true, each.
    - `temporary_password_validity_days`: how long an invited user's password lives, 0 to 365. Default: 7.
  EOT
  type = object({
    minimum_length                   = optional(number, 8)
    require_lowercase                = optional(bool, true)
    require_uppercase                = optional(bool, true)
    require_numbers                  = optional(bool, true)
    require_symbols                  = optional(bool, true)
    temporary_password_validity_days = optional(number, 7)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.password_policy.minimum_length >= 6 && var.password_policy.minimum_length <= 99 && floor(var.password_policy.minimum_length) == var.password_policy.minimum_length
    error_message = "password_policy.minimum_length must be a whole number from 6 to 99."
  }

  validation {
    condition     = var.password_policy.temporary_password_validity_days >= 0 && var.password_policy.temporary_password_validity_days <= 365 && floor(var.password_policy.temporary_password_validity_days) == var.password_policy.temporary_password_validity_days
    error_message = "password_policy.temporary_password_validity_days must be a whole number of days from 0 to 365."
  }
}

variable "mfa" {
  description = <<-EOT
    Multi-factor authentication.
    - `configuration`: `OFF`, `OPTIONAL` (users may enrol) or `ON` (all must). Default: `OFF`.
    - `methods`: any of `TOTP` (authenticator app), `SMS`. Default: `TOTP`, and `SMS` if `sms` is given.
    - `sms_message`: text of the message, with `{####}` where the code goes. Default: Cognito's own.
  EOT
  type = object({
    configuration = optional(string, "OFF")
    methods       = optional(set(string))
    sms_message   = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["OFF", "OPTIONAL", "ON"], var.mfa.configuration)
    error_message = "mfa.configuration must be \"OFF\", \"OPTIONAL\" or \"ON\"."
  }

  validation {
    condition     = length(setsubtract(coalesce(var.mfa.methods, []), ["TOTP", "SMS"])) == 0
    error_message = "mfa.methods takes \"TOTP\" and \"SMS\" only."
  }

  validation {
    condition     = var.mfa.configuration == "OFF" || var.mfa.methods == null || length(coalesce(var.mfa.methods, [])) > 0
    error_message = "mfa.configuration is on without a method. Write mfa.methods = [\"TOTP\"], or leave methods out."
  }

  validation {
    condition     = !contains(coalesce(var.mfa.methods, []), "SMS") || var.sms != null
    error_message = "mfa.methods has \"SMS\", but the pool cannot send any. Write sms = {} to have the role created, or take \"SMS\" out."
  }

  validation {
    condition     = var.mfa.configuration == "OFF" || var.mfa.methods == null || var.sms == null || contains(coalesce(var.mfa.methods, []), "SMS")
    error_message = "A pool with sms and MFA always offers MFA by SMS: the AWS provider turns it on with sms. Add \"SMS\" to mfa.methods, or take sms out."
  }

  validation {
    condition     = var.mfa.sms_message == null || can(regex("\\{####\\}", var.mfa.sms_message))
    error_message = "mfa.sms_message has no {####}. Cognito puts the code there, for instance \"Your code is {####}\"."
  }

  validation {
    condition     = length(coalesce(var.mfa.sms_message, "{####}")) >= 6 && length(coalesce(var.mfa.sms_message, "{####}")) <= 140
    error_message = "mfa.sms_message must have 6 to 140 characters."
  }
}

variable "account_recovery" {
  description = <<-EOT
    How users get back in when they forget their password, the preferred way first: `verified_email`, `verified_phone_number`, or `admin_only` alone.
    Default: by email, or by phone number where only that is verified.
  EOT
  type        = list(string)
  default     = null

  validation {
    condition     = length(setsubtract(coalesce(var.account_recovery, []), ["verified_email", "verified_phone_number", "admin_only"])) == 0
    error_message = "account_recovery takes \"verified_email\", \"verified_phone_number\" or \"admin_only\"."
  }

  validation {
    condition     = var.account_recovery == null || (length(coalesce(var.account_recovery, [])) > 0 && length(distinct(coalesce(var.account_recovery, []))) == length(coalesce(var.account_recovery, [])))
    error_message = "account_recovery must name at least one way, each once. For no self-service write [\"admin_only\"]."
  }

  validation {
    condition     = !contains(coalesce(var.account_recovery, []), "admin_only") || length(coalesce(var.account_recovery, [])) == 1
    error_message = "account_recovery: \"admin_only\" stands alone; take the other ways out, or take it out."
  }

  validation {
    condition     = var.account_recovery == null || !contains(coalesce(var.account_recovery, []), "verified_phone_number") || var.sms != null
    error_message = "account_recovery has \"verified_phone_number\", but the pool cannot send SMS. Write sms = {} to have the role created, or recover by \"verified_email\"."
  }

  validation {
    condition     = var.mfa.configuration == "OFF" || var.sms == null || try(join(",", var.account_recovery), "") != "verified_phone_number"
    error_message = "account_recovery by phone number alone cannot go with MFA by SMS: one user's reset code and MFA code may not share a channel. Add \"verified_email\" before it, or set mfa.configuration = \"OFF\"."
  }
}

variable "verification" {
  description = <<-EOT
    How Cognito makes sure that an address or number is its user's.
    - `auto_verified_attributes`: what is verified at sign-up: any of `email`, `phone_number`. Default: what users sign in with, `email` if they choose a username. A phone number needs `sms`.
    - `keep_original_until_verified`: which attributes keep their old value until the new one is verified. Default: all that are verified at sign-up.
  EOT
  type = object({
    auto_verified_attributes     = optional(set(string))
    keep_original_until_verified = optional(set(string))
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(coalesce(var.verification.auto_verified_attributes, []), ["email", "phone_number"])) == 0
    error_message = "verification.auto_verified_attributes takes \"email\" and \"phone_number\" only."
  }

  validation {
    condition     = !contains(coalesce(var.verification.auto_verified_attributes, []), "phone_number") || var.sms != null
    error_message = "Phone numbers are verified by SMS, but the pool cannot send any. Write sms = {} to have the role created, or set verification.auto_verified_attributes without \"phone_number\"."
  }

  validation {
    condition = var.verification.auto_verified_attributes == null || length(setsubtract(
      coalesce(var.verification.keep_original_until_verified, []), coalesce(var.verification.auto_verified_attributes, []),
    )) == 0
    error_message = "verification.keep_original_until_verified may only name attributes that are verified at sign-up. Add them to verification.auto_verified_attributes too."
  }
}
