# Inputs of the user pool itself. A validation may refer to other variables, but not in a cycle. The order
# is: sms and verification, then sign_in, mfa and account_recovery.

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pool. To destroy the pool, first apply with `false`. Default: true."
  type        = bool
  default     = true
  nullable    = false
}

variable "sign_in" {
  description = <<-EOT
    How users sign in. Default: with their email address and a password.

    Changing one of these replaces the pool and **deletes its users**:
    - `username_attributes`: attributes that users sign in with instead of a username: any of `email`, `phone_number`. Default: `["email"]`, or none if `alias_attributes` is set. `[]` lets users choose a username.
    - `alias_attributes`: attributes that users can sign in with besides a username: any of `email`, `phone_number`, `preferred_username`. Excludes `username_attributes`. Default: none.
    - `case_sensitive`: whether `Ann` and `ann` are two users. Default: false.

    These can change at any time, and need tier `ESSENTIALS` or `PLUS`:
    - `first_factors`: first factors that users can sign in with: `PASSWORD` and any of `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN` (passkeys), for clients with the flow `ALLOW_USER_AUTH`. Default: only `PASSWORD`. To return to the default later, write `["PASSWORD"]`.
    - `preferred_factor`: the first factor that Amplify's pages offer first, `PASSWORD` or one of `first_factors`, for `amplify_outputs` only. Default: none; Amplify then chooses.
    - `passkeys`: settings of passkeys: `relying_party_id` (your domain, or `localhost` for development; default: the pool's domain) and `user_verification` (`preferred` or `required`; default: `preferred`).

    Only for an existing pool:
    - `no_case_setting`: true if the pool has no username configuration, as pools of CDK may have. It distinguishes `Ann` and `ann`, and AWS cannot change that, so the module then leaves `case_sensitive` out. Default: false.
  EOT
  type = object({
    username_attributes = optional(set(string))
    alias_attributes    = optional(set(string), [])
    case_sensitive      = optional(bool, false)
    no_case_setting     = optional(bool, false)
    first_factors       = optional(set(string))
    preferred_factor    = optional(string)
    passkeys = optional(object({
      relying_party_id  = optional(string)
      user_verification = optional(string, "preferred")
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(coalesce(var.sign_in.username_attributes, []), ["email", "phone_number"])) == 0
    error_message = "sign_in.username_attributes takes \"email\" and \"phone_number\" only. For \"preferred_username\" use sign_in.alias_attributes."
  }

  validation {
    condition     = !contains(coalesce(var.sign_in.username_attributes, []), "phone_number") || var.verification.auto_verified_attributes != null || var.sms != null
    error_message = "Phone numbers used to sign in are verified by SMS, but the pool cannot send SMS. Write sms = {}, or set verification.auto_verified_attributes to the attributes to verify instead."
  }

  validation {
    condition     = length(setsubtract(var.sign_in.alias_attributes, ["email", "phone_number", "preferred_username"])) == 0
    error_message = "sign_in.alias_attributes takes \"email\", \"phone_number\" and \"preferred_username\" only."
  }

  validation {
    condition     = length(var.sign_in.alias_attributes) == 0 || length(coalesce(var.sign_in.username_attributes, [])) == 0
    error_message = "sign_in.username_attributes and sign_in.alias_attributes exclude each other. Remove username_attributes to sign in with a username or an alias, or remove alias_attributes to sign in with an email address or phone number."
  }

  validation {
    condition     = length(setsubtract(coalesce(var.sign_in.first_factors, []), ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"])) == 0
    error_message = "sign_in.first_factors takes \"PASSWORD\", \"EMAIL_OTP\", \"SMS_OTP\" and \"WEB_AUTHN\" only."
  }

  # CDK, user-pool.ts: a pool cannot turn passwords off.
  validation {
    condition     = var.sign_in.first_factors == null || contains(coalesce(var.sign_in.first_factors, []), "PASSWORD")
    error_message = "sign_in.first_factors must have \"PASSWORD\": Cognito cannot turn passwords off. Write [\"PASSWORD\", …], and give users no password."
  }

  # As Amplify's auth construct: another one "will result in a broken authentication flow in the frontend"
  # (aws-amplify/amplify-backend, validatePreferredChallenge).
  validation {
    condition     = var.sign_in.preferred_factor == null ? true : contains(setunion(coalesce(var.sign_in.first_factors, []), ["PASSWORD"]), var.sign_in.preferred_factor)
    error_message = "sign_in.preferred_factor must be \"PASSWORD\" or one of sign_in.first_factors. Add it to first_factors, or choose another one."
  }

  validation {
    condition     = !contains(coalesce(var.sign_in.first_factors, []), "SMS_OTP") || var.sms != null
    error_message = "sign_in.first_factors has \"SMS_OTP\", but the pool cannot send SMS. Write sms = {}, or remove \"SMS_OTP\"."
  }

  validation {
    condition     = (length(setsubtract(coalesce(var.sign_in.first_factors, []), ["PASSWORD"])) == 0 && var.sign_in.passkeys == null) || coalesce(var.tier, "ESSENTIALS") != "LITE"
    error_message = "sign_in.first_factors other than \"PASSWORD\" need tier \"ESSENTIALS\" or \"PLUS\", and so do sign_in.passkeys."
  }

  validation {
    condition     = contains(["preferred", "required"], try(var.sign_in.passkeys.user_verification, "preferred"))
    error_message = "sign_in.passkeys.user_verification must be \"preferred\" or \"required\"."
  }

  validation {
    condition     = var.sign_in.passkeys == null || try(var.sign_in.passkeys.relying_party_id == null, true) || can(regex("^[^/:\\s]{1,127}$", var.sign_in.passkeys.relying_party_id))
    error_message = "sign_in.passkeys.relying_party_id must be a domain of at most 127 characters, without https:// and port, for instance \"example.com\" or \"localhost\"."
  }
}

variable "tier" {
  description = "The pool's feature plan: `LITE`, `ESSENTIALS` or `PLUS`. Default: the AWS default for a new pool, `ESSENTIALS`."
  type        = string
  default     = null

  validation {
    condition     = contains(["LITE", "ESSENTIALS", "PLUS"], coalesce(var.tier, "ESSENTIALS"))
    error_message = "tier must be \"LITE\", \"ESSENTIALS\" or \"PLUS\"."
  }
}

variable "attributes" {
  description = <<-EOT
    User attributes, by name: standard attributes of OpenID Connect (`email`, `family_name`, …) and custom attributes (write `plan`; Cognito names it `custom:plan`). You can add attributes later, at most 25 in one apply, but Cognito does not let you change or remove them. Default: none.
    If users sign in with exactly one attribute, that attribute is required without being listed here.
    - `type`: `String`, `Number`, `DateTime` or `Boolean`; only for custom attributes. Default: `String`.
    - `required`: whether the attribute is required at sign-up; only for standard attributes. Default: false.
    - `mutable`: whether its value can change. Default: true.
    - `developer_only`: whether only administrators may write it; only for custom attributes. Default: false.
    - `min_length`, `max_length`: limits of a String. Default: 0 and 2048.
    - `default_limits`: whether a String without these limits gets 0 and 2048. Custom attributes that CDK and Amplify created may have none, and Cognito cannot add them later: `cognito-messaging adopt` then writes `false`. Default: true.
    - `min_value`, `max_value`: limits of a Number. Default: no limit.
  EOT
  type = map(object({
    type           = optional(string, "String")
    required       = optional(bool, false)
    mutable        = optional(bool, true)
    developer_only = optional(bool, false)
    min_length     = optional(number)
    max_length     = optional(number)
    default_limits = optional(bool, true)
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
    error_message = "Write custom attributes without \"custom:\" or \"dev:\": Cognito adds the prefix."
  }

  # OpenID Connect Core, "Standard Claims": every standard attribute is a string, but updated_at is a number.
  validation {
    condition     = alltrue([for name, a in var.attributes : !contains(local.standard_attributes, name) || contains(["String", lookup(local.standard_types, name, "String")], a.type)])
    error_message = "attributes: the type of a standard attribute is fixed, \"Number\" for updated_at and \"String\" for all others. Remove type, or choose a name that is not a standard attribute."
  }

  validation {
    condition = alltrue([for a in var.attributes : (
      try(floor(a.min_length) == a.min_length && a.min_length >= 0, true) && try(floor(a.max_length) == a.max_length && a.max_length >= 0 && a.max_length <= 2048, true) &&
      try(a.min_length <= a.max_length, a.min_length == null || try(a.min_length <= 2048, true)) && try(a.min_value <= a.max_value, true)
    )])
    error_message = "attributes: min_length and max_length must be whole numbers from 0 to 2048, and no minimum may be above its maximum (max_length is 2048 if it is not set)."
  }

  validation {
    condition     = alltrue([for name in keys(var.attributes) : can(regex("^[\\pL\\pM\\pS\\pN\\pP]{1,20}$", name))])
    error_message = "An attribute's name must have 1 to 20 characters and no space."
  }

  validation {
    condition     = alltrue([for name, a in var.attributes : !a.required || contains(local.standard_attributes, name)])
    error_message = "Only standard attributes can be required. For a custom attribute set required = false, and check it in a pre_sign_up trigger."
  }

  validation {
    condition = length(setunion(keys(var.attributes), flatten([
      for names in [coalesce(var.sign_in.username_attributes, length(var.sign_in.alias_attributes) > 0 ? [] : ["email"])] :
      length(names) == 1 ? tolist(names) : []
    ]))) <= 50
    error_message = "A user pool can have at most 50 attributes, including the one that users sign in with. To an existing pool add at most 25 in one apply."
  }
}

variable "password_policy" {
  description = <<-EOT
    Requirements for passwords. Default: at least 8 characters, with an uppercase letter, a lowercase letter, a number and a symbol.
    - `minimum_length`: 6 to 99. Default: 8.
    - `require_lowercase`, `require_uppercase`, `require_numbers`, `require_symbols`: Default: true, each.
    - `password_history_size`: number of previous passwords that a user cannot reuse, 0 to 24; needs tier `ESSENTIALS` or `PLUS`. Default: 0.
    - `temporary_password_validity_days`: days for which an invited user's temporary password is valid, 1 to 365; Cognito takes 0 for 7. Default: 7.
  EOT
  type = object({
    minimum_length                   = optional(number, 8)
    require_lowercase                = optional(bool, true)
    require_uppercase                = optional(bool, true)
    require_numbers                  = optional(bool, true)
    require_symbols                  = optional(bool, true)
    password_history_size            = optional(number, 0)
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

  validation {
    condition     = var.password_policy.password_history_size >= 0 && var.password_policy.password_history_size <= 24 && floor(var.password_policy.password_history_size) == var.password_policy.password_history_size
    error_message = "password_policy.password_history_size must be a whole number from 0 to 24."
  }

  validation {
    condition     = var.password_policy.password_history_size == 0 || coalesce(var.tier, "ESSENTIALS") != "LITE"
    error_message = "password_policy.password_history_size needs tier \"ESSENTIALS\" or \"PLUS\"."
  }
}

variable "mfa" {
  description = <<-EOT
    Multi-factor authentication. Default: off.
    - `configuration`: `OFF`, `OPTIONAL` (users may enrol) or `ON` (all users must enrol). Default: `OFF`.
    - `methods`: any of `TOTP` (authenticator app), `SMS`, `EMAIL`. Default: `TOTP`, and `SMS` if `sms` is set. `EMAIL` needs your own sender (`email`), tier `ESSENTIALS` or `PLUS`, and an `account_recovery` that is not only by email.
    - `sms_message`: text of the SMS, with the placeholder `{####}` for the code. Default: Cognito's text.
    - `email_subject`, `email_message`: subject and text of the email, with the placeholder `{####}` in the text. Default: Cognito's texts.
  EOT
  type = object({
    configuration = optional(string, "OFF")
    methods       = optional(set(string))
    sms_message   = optional(string)
    email_subject = optional(string, "Your authentication code")
    email_message = optional(string, "Your authentication code is {####}.")
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["OFF", "OPTIONAL", "ON"], var.mfa.configuration)
    error_message = "mfa.configuration must be \"OFF\", \"OPTIONAL\" or \"ON\"."
  }

  validation {
    condition     = length(setsubtract(coalesce(var.mfa.methods, []), ["TOTP", "SMS", "EMAIL"])) == 0
    error_message = "mfa.methods takes \"TOTP\", \"SMS\" and \"EMAIL\" only."
  }

  validation {
    condition     = var.mfa.configuration == "OFF" || var.mfa.methods == null || length(coalesce(var.mfa.methods, [])) > 0
    error_message = "mfa.methods is empty, but mfa.configuration is not \"OFF\". Write mfa.methods = [\"TOTP\"], or remove methods."
  }

  validation {
    condition     = !contains(coalesce(var.mfa.methods, []), "SMS") || var.sms != null
    error_message = "mfa.methods has \"SMS\", but the pool cannot send SMS. Write sms = {}, or remove \"SMS\"."
  }

  validation {
    condition     = var.mfa.configuration == "OFF" || var.mfa.methods == null || var.sms == null || contains(coalesce(var.mfa.methods, []), "SMS")
    error_message = "A pool with sms and MFA always offers MFA by SMS, because the AWS provider turns it on. Add \"SMS\" to mfa.methods, or remove sms."
  }

  validation {
    condition     = var.mfa.sms_message == null || can(regex("^.*\\{####\\}.*$", var.mfa.sms_message))
    error_message = "mfa.sms_message must contain {####}, which Cognito replaces with the code, and be on one line, for instance \"Your code is {####}\"."
  }

  validation {
    condition     = length(coalesce(var.mfa.sms_message, "{####}")) >= 6 && length(coalesce(var.mfa.sms_message, "{####}")) <= 140
    error_message = "mfa.sms_message must have 6 to 140 characters."
  }

  validation {
    condition     = strcontains(var.mfa.email_message, "{####}") && length(var.mfa.email_message) <= 20000
    error_message = "mfa.email_message must contain {####}, which Cognito replaces with the code, and have at most 20000 characters."
  }

  validation {
    condition     = length(var.mfa.email_subject) >= 1 && length(var.mfa.email_subject) <= 140
    error_message = "mfa.email_subject must have 1 to 140 characters."
  }

  validation {
    condition     = !contains(coalesce(var.mfa.methods, []), "EMAIL") || coalesce(var.tier, "ESSENTIALS") != "LITE"
    error_message = "mfa.methods \"EMAIL\" needs tier \"ESSENTIALS\" or \"PLUS\"."
  }

  validation {
    condition     = var.mfa.configuration != "ON" || length(setsubtract(coalesce(var.sign_in.first_factors, []), ["PASSWORD"])) == 0
    error_message = "mfa.configuration \"ON\" excludes sign-in without a password: no second factor can follow a one-time password or a passkey. Set it to \"OPTIONAL\", or sign_in.first_factors to [\"PASSWORD\"]."
  }
}

variable "account_recovery" {
  description = <<-EOT
    How users reset a forgotten password, in order of preference: `verified_email`, `verified_phone_number`, or only `admin_only`.
    Default: `verified_email`, or `verified_phone_number` if only phone numbers are verified.
  EOT
  type        = list(string)
  default     = null

  validation {
    condition     = length(setsubtract(coalesce(var.account_recovery, []), ["verified_email", "verified_phone_number", "admin_only"])) == 0
    error_message = "account_recovery takes \"verified_email\", \"verified_phone_number\" or \"admin_only\"."
  }

  validation {
    condition     = var.account_recovery == null || (length(coalesce(var.account_recovery, [])) > 0 && length(distinct(coalesce(var.account_recovery, []))) == length(coalesce(var.account_recovery, [])))
    error_message = "account_recovery must have at least one entry and no duplicates. If users must not reset passwords themselves, write [\"admin_only\"]."
  }

  validation {
    condition     = !contains(coalesce(var.account_recovery, []), "admin_only") || length(coalesce(var.account_recovery, [])) == 1
    error_message = "account_recovery: \"admin_only\" excludes the other entries. Remove them, or remove \"admin_only\"."
  }

  # AWS accepts a pool without SMS that prefers the phone: CDK and the console create such pools. sms.tf warns.
  validation {
    condition     = try(join(",", var.account_recovery), "") != "verified_phone_number" || var.sms != null
    error_message = "account_recovery has only \"verified_phone_number\", but the pool cannot send SMS. Write sms = {}, or use \"verified_email\"."
  }

  validation {
    condition     = var.mfa.configuration == "OFF" || var.sms == null || try(join(",", var.account_recovery), "") != "verified_phone_number"
    error_message = "account_recovery only by phone number excludes MFA by SMS: Cognito does not send reset codes and MFA codes by the same channel. Add \"verified_email\" before it, or set mfa.configuration = \"OFF\"."
  }

  validation {
    condition     = !contains(coalesce(var.mfa.methods, []), "EMAIL") || var.mfa.configuration == "OFF" || try(join(",", var.account_recovery), "") != "verified_email"
    error_message = "account_recovery only by email excludes MFA by email: Cognito does not send reset codes and MFA codes by the same channel. Add \"verified_phone_number\", or write [\"admin_only\"]."
  }
}

variable "verification" {
  description = <<-EOT
    How Cognito verifies that an email address or phone number belongs to the user.
    - `auto_verified_attributes`: attributes that Cognito verifies at sign-up: any of `email`, `phone_number`. Default: the attributes that users sign in with, or `email` if they choose a username. `phone_number` needs `sms`.
    - `keep_original_until_verified`: attributes that keep their old value until the new one is verified. Default: all attributes that Cognito verifies at sign-up.
    - `email_option`: `CONFIRM_WITH_CODE` or `CONFIRM_WITH_LINK` (needs `domain`). Default: `CONFIRM_WITH_CODE`.
    - `email_subject`, `email_message`, `sms_message`: subject and texts of the messages with a code, with the placeholder `{####}` in the texts; an SMS must be on one line. Default: Cognito's texts.
    - `email_subject_by_link`, `email_message_by_link`: subject and text of the email with a link, with a placeholder such as `{##Click here##}` in the text. Default: Cognito's texts.
  EOT
  type = object({
    auto_verified_attributes     = optional(set(string))
    keep_original_until_verified = optional(set(string))
    email_option                 = optional(string, "CONFIRM_WITH_CODE")
    email_subject                = optional(string, "Your verification code")
    email_message                = optional(string, "Your verification code is {####}.")
    email_subject_by_link        = optional(string, "Your verification link")
    email_message_by_link        = optional(string, "Please click the link below to verify your email address. {##Verify Email##}")
    sms_message                  = optional(string, "Your verification code is {####}.")
  })
  default  = {}
  nullable = false

  validation {
    condition     = length(setsubtract(coalesce(var.verification.auto_verified_attributes, []), ["email", "phone_number"])) == 0
    error_message = "verification.auto_verified_attributes takes \"email\" and \"phone_number\" only."
  }

  validation {
    condition     = !contains(coalesce(var.verification.auto_verified_attributes, []), "phone_number") || var.sms != null
    error_message = "Phone numbers are verified by SMS, but the pool cannot send SMS. Write sms = {}, or remove \"phone_number\" from verification.auto_verified_attributes."
  }

  validation {
    condition = var.verification.auto_verified_attributes == null || length(setsubtract(
      coalesce(var.verification.keep_original_until_verified, []), coalesce(var.verification.auto_verified_attributes, []),
    )) == 0
    error_message = "verification.keep_original_until_verified can have only attributes that are verified at sign-up. Add its attributes to verification.auto_verified_attributes too."
  }

  validation {
    condition     = contains(["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"], var.verification.email_option)
    error_message = "verification.email_option must be \"CONFIRM_WITH_CODE\" or \"CONFIRM_WITH_LINK\"."
  }

  validation {
    condition     = strcontains(var.verification.email_message, "{####}") && length(var.verification.email_message) <= 20000
    error_message = "verification.email_message must contain {####}, which Cognito replaces with the code, and have at most 20000 characters."
  }

  validation {
    condition     = can(regex("\\{##[^{}]+##\\}", var.verification.email_message_by_link)) && length(var.verification.email_message_by_link) <= 20000
    error_message = "verification.email_message_by_link must contain {##text of the link##}, which Cognito replaces with the link, and have at most 20000 characters."
  }

  validation {
    condition     = can(regex("^.*\\{####\\}.*$", var.verification.sms_message)) && length(var.verification.sms_message) <= 140
    error_message = "verification.sms_message must contain {####}, which Cognito replaces with the code, be on one line, and have at most 140 characters."
  }

  validation {
    condition     = alltrue([for s in [var.verification.email_subject, var.verification.email_subject_by_link] : length(s) >= 1 && length(s) <= 140])
    error_message = "verification.email_subject and email_subject_by_link must have 1 to 140 characters."
  }
}

variable "invitation" {
  description = <<-EOT
    Who can create users, and the messages to users that an administrator creates.
    - `admin_only`: whether only administrators can create users, so that users cannot sign up themselves. Default: false.
    - `email_subject`, `email_message`, `sms_message`: subject and texts of the invitation, with the placeholders `{username}` and `{####}`, the temporary password, in the texts. The AWS provider demands both, even if users have no password; HTML can hide one, as in `<!-- {####} -->`. Default: Cognito's texts.
  EOT
  type = object({
    admin_only    = optional(bool, false)
    email_subject = optional(string, "Your temporary password")
    email_message = optional(string, "Your username is {username} and temporary password is {####}.")
    sms_message   = optional(string, "Your username is {username} and temporary password is {####}.")
  })
  default  = {}
  nullable = false

  validation {
    condition     = strcontains(var.invitation.email_message, "{####}") && strcontains(var.invitation.email_message, "{username}") && length(var.invitation.email_message) <= 20000
    error_message = "invitation.email_message must contain {username} and {####}, the temporary password, and have at most 20000 characters. If users have no password, hide it in a comment: <!-- {####} -->."
  }

  validation {
    condition     = strcontains(var.invitation.sms_message, "{####}") && strcontains(var.invitation.sms_message, "{username}") && length(var.invitation.sms_message) <= 140
    error_message = "invitation.sms_message must contain {username} and {####}, the temporary password, and have at most 140 characters."
  }

  validation {
    condition     = length(var.invitation.email_subject) >= 1 && length(var.invitation.email_subject) <= 140
    error_message = "invitation.email_subject must have 1 to 140 characters."
  }
}

variable "devices" {
  description = <<-EOT
    Whether Cognito remembers the devices of users. Default: it does not; `{}` remembers them with the defaults.
    - `challenge_required_on_new_device`: whether users skip MFA on a remembered device. Default: false.
    - `device_only_remembered_on_user_prompt`: whether a device is remembered only if the user agrees. Default: false.
  EOT
  type = object({
    challenge_required_on_new_device      = optional(bool, false)
    device_only_remembered_on_user_prompt = optional(bool, false)
  })
  default = null
}
