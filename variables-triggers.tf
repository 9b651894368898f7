# Lambda triggers and threat protection.

variable "lambda_triggers" {
  description = <<-EOT
    Lambda functions that Cognito calls, by trigger: `pre_sign_up`, `custom_message`, `post_confirmation`, `pre_authentication`, `post_authentication`, `pre_token_generation`, `define_auth_challenge`, `create_auth_challenge`, `verify_auth_challenge_response`, `user_migration`.
    Each value is the ARN of a function; the module lets the pool call it. Default: none.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = length(setsubtract(keys(var.lambda_triggers), [
      "pre_sign_up", "custom_message", "post_confirmation", "pre_authentication", "post_authentication", "pre_token_generation",
      "define_auth_challenge", "create_auth_challenge", "verify_auth_challenge_response", "user_migration",
    ])) == 0
    error_message = "lambda_triggers has a key that is not a trigger. The variable's description lists the triggers; put custom senders into custom_senders."
  }

  validation {
    condition     = alltrue([for arn in values(var.lambda_triggers) : can(regex(local.patterns.lambda_function_arn, arn))])
    error_message = "lambda_triggers takes ARNs of Lambda functions: arn:aws:lambda:REGION:ACCOUNT:function:NAME, optionally with :ALIAS."
  }
}

variable "pre_token_generation_version" {
  description = "Version of the event that the trigger `pre_token_generation` receives: `V1_0` (it can change ID tokens), `V2_0` (also access tokens), `V3_0` (also tokens of machines). `V2_0` and `V3_0` need tier `ESSENTIALS` or `PLUS`. Default: `V1_0`."
  type        = string
  default     = "V1_0"
  nullable    = false

  validation {
    condition     = contains(["V1_0", "V2_0", "V3_0"], var.pre_token_generation_version)
    error_message = "pre_token_generation_version must be \"V1_0\", \"V2_0\" or \"V3_0\"."
  }

  validation {
    condition     = var.pre_token_generation_version == "V1_0" || coalesce(var.tier, "ESSENTIALS") != "LITE"
    error_message = "pre_token_generation_version \"V2_0\" and \"V3_0\" need tier \"ESSENTIALS\" or \"PLUS\"."
  }
}

variable "custom_senders" {
  description = <<-EOT
    Lambda functions that send messages instead of Cognito, for instance through another provider. Cognito passes the codes to them encrypted. examples/custom-senders has such a function. Default: none, Cognito sends the messages.
    - `kms_key_arn`: symmetric KMS key with which Cognito encrypts the codes and the functions decrypt them.
    - `email`, `sms`: `lambda_arn` of the function that sends email or SMS; the module lets the pool call it. Set one or both.
  EOT
  type = object({
    kms_key_arn = string
    email       = optional(object({ lambda_arn = string }))
    sms         = optional(object({ lambda_arn = string }))
  })
  default = null

  validation {
    condition     = var.custom_senders == null || can(regex("^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+$", var.custom_senders.kms_key_arn))
    error_message = "custom_senders.kms_key_arn is not the ARN of a KMS key. Write arn:aws:kms:REGION:ACCOUNT:key/ID, not an alias."
  }

  validation {
    condition     = var.custom_senders == null || try(var.custom_senders.email != null || var.custom_senders.sms != null, true)
    error_message = "custom_senders needs email, sms or both: email = { lambda_arn = … }."
  }

  validation {
    condition = var.custom_senders == null || alltrue([for sender in [try(var.custom_senders.email, null), try(var.custom_senders.sms, null)] :
      sender == null || can(regex(local.patterns.lambda_function_arn, sender.lambda_arn))
    ])
    error_message = "custom_senders: lambda_arn must be the ARN of a Lambda function: arn:aws:lambda:REGION:ACCOUNT:function:NAME."
  }
}

variable "threat_protection" {
  description = <<-EOT
    Threat protection, which detects leaked passwords and account takeover; needs tier `PLUS`. Default: off; `{}` turns it on with the defaults.
    - `mode`: `AUDIT` (only records risks), `ENFORCED` (also acts on them) or `OFF`. Default: `ENFORCED`.
    - `custom_auth_mode`: mode for custom authentication, `AUDIT` or `ENFORCED`. Default: off.
    - `compromised_credentials`: what to do if a password is known to be leaked: `event_action`, `BLOCK` or `NO_ACTION` (default: `BLOCK`), and `event_filter`, any of `SIGN_IN`, `PASSWORD_CHANGE`, `SIGN_UP` (default: all). Default: not set.
    - `account_takeover`: what to do at `low`, `medium` and `high` risk, each with `event_action` (`BLOCK`, `MFA_IF_CONFIGURED`, `MFA_REQUIRED`, `NO_ACTION`) and `notify`, whether to notify the user by email (default: false). `notify_configuration` sets the sender (`source_arn`, default: the pool's own sender; `from`, `reply_to`) and the texts (`block_email`, `mfa_email`, `no_action_email`). Default: not set.
    - `blocked_ip_ranges`, `skipped_ip_ranges`: CIDR ranges that are always blocked, or never checked. Default: none.
    - `clients`: rules for single clients instead of the pool's, by the keys of `clients`, each with `compromised_credentials`, `account_takeover`, `blocked_ip_ranges` and `skipped_ip_ranges` as above. Without a `notify_configuration` of its own, a client has the pool's. Default: none.
  EOT
  type = object({
    mode             = optional(string, "ENFORCED")
    custom_auth_mode = optional(string)
    compromised_credentials = optional(object({
      event_action = optional(string, "BLOCK")
      event_filter = optional(set(string), ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"])
    }))
    account_takeover = optional(object({
      low    = optional(object({ event_action = string, notify = optional(bool, false) }))
      medium = optional(object({ event_action = string, notify = optional(bool, false) }))
      high   = optional(object({ event_action = string, notify = optional(bool, false) }))
      notify_configuration = optional(object({
        source_arn      = optional(string)
        from            = optional(string)
        reply_to        = optional(string)
        block_email     = optional(object({ subject = string, html_body = string, text_body = string }))
        mfa_email       = optional(object({ subject = string, html_body = string, text_body = string }))
        no_action_email = optional(object({ subject = string, html_body = string, text_body = string }))
      }))
    }))
    blocked_ip_ranges = optional(set(string), [])
    skipped_ip_ranges = optional(set(string), [])
    clients = optional(map(object({
      compromised_credentials = optional(object({
        event_action = optional(string, "BLOCK")
        event_filter = optional(set(string), ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"])
      }))
      account_takeover = optional(object({
        low    = optional(object({ event_action = string, notify = optional(bool, false) }))
        medium = optional(object({ event_action = string, notify = optional(bool, false) }))
        high   = optional(object({ event_action = string, notify = optional(bool, false) }))
        notify_configuration = optional(object({
          source_arn      = optional(string)
          from            = optional(string)
          reply_to        = optional(string)
          block_email     = optional(object({ subject = string, html_body = string, text_body = string }))
          mfa_email       = optional(object({ subject = string, html_body = string, text_body = string }))
          no_action_email = optional(object({ subject = string, html_body = string, text_body = string }))
        }))
      }))
      blocked_ip_ranges = optional(set(string), [])
      skipped_ip_ranges = optional(set(string), [])
    })), {})
  })
  default = null

  validation {
    condition     = contains(["OFF", "AUDIT", "ENFORCED"], try(var.threat_protection.mode, "OFF")) && contains(["AUDIT", "ENFORCED"], try(coalesce(var.threat_protection.custom_auth_mode), "AUDIT"))
    error_message = "threat_protection.mode must be \"OFF\", \"AUDIT\" or \"ENFORCED\", and custom_auth_mode must be \"AUDIT\" or \"ENFORCED\"."
  }

  validation {
    condition     = var.threat_protection == null || try(var.threat_protection.mode, "OFF") == "OFF" || coalesce(var.tier, "ESSENTIALS") == "PLUS"
    error_message = "threat_protection needs tier = \"PLUS\"."
  }

  validation {
    condition = try(var.threat_protection.mode, "AUDIT") != "OFF" || (
      try(var.threat_protection.custom_auth_mode, null) == null && try(var.threat_protection.compromised_credentials, null) == null && try(var.threat_protection.account_takeover, null) == null &&
      length(setunion(try(var.threat_protection.blocked_ip_ranges, []), try(var.threat_protection.skipped_ip_ranges, []), try(keys(var.threat_protection.clients), []))) == 0
    )
    error_message = "threat_protection.mode \"OFF\" excludes the other settings: Cognito takes no rules while threat protection is off. Remove them, or set mode = \"AUDIT\"."
  }

  validation {
    condition = alltrue(flatten([for rules in concat([var.threat_protection], try(values(var.threat_protection.clients), [])) : [for level in ["low", "medium", "high"] : contains(
      ["BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"], try(rules.account_takeover[level].event_action, "BLOCK"),
    )]]))
    error_message = "threat_protection.account_takeover: event_action must be \"BLOCK\", \"MFA_IF_CONFIGURED\", \"MFA_REQUIRED\" or \"NO_ACTION\"."
  }

  validation {
    condition = alltrue([for rules in concat([var.threat_protection], try(values(var.threat_protection.clients), [])) :
      contains(["BLOCK", "NO_ACTION"], try(rules.compromised_credentials.event_action, "BLOCK")) &&
      length(setsubtract(try(rules.compromised_credentials.event_filter, []), ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"])) == 0
    ])
    error_message = "threat_protection.compromised_credentials takes event_action \"BLOCK\" or \"NO_ACTION\", and event_filter any of \"SIGN_IN\", \"PASSWORD_CHANGE\", \"SIGN_UP\"."
  }

  validation {
    condition = alltrue(flatten([for rules in concat([var.threat_protection], try(values(var.threat_protection.clients), [])) : [for mail in ["block_email", "mfa_email", "no_action_email"] : try(
      alltrue([for text in [rules.account_takeover.notify_configuration[mail].html_body, rules.account_takeover.notify_configuration[mail].text_body] : length(text) >= 6 && length(text) <= 20000])
      && length(rules.account_takeover.notify_configuration[mail].subject) <= 140, true,
    )]]))
    error_message = "threat_protection.account_takeover.notify_configuration: html_body and text_body must have 6 to 20000 characters, and subject at most 140."
  }

  validation {
    condition = alltrue(flatten([for rules in concat([var.threat_protection], try(values(var.threat_protection.clients), [])) : [
      for range in setunion(try(rules.blocked_ip_ranges, []), try(rules.skipped_ip_ranges, [])) : can(cidrhost(range, 0))
    ]]))
    error_message = "threat_protection: blocked_ip_ranges and skipped_ip_ranges take CIDR ranges, for instance \"192.0.2.0/24\"."
  }

  validation {
    condition     = length(setsubtract(try(keys(var.threat_protection.clients), []), keys(var.clients))) == 0
    error_message = "threat_protection.clients has a key that is not in clients."
  }

  validation {
    condition = alltrue([for rules in try(values(var.threat_protection.clients), []) :
      rules.compromised_credentials != null || rules.account_takeover != null || length(setunion(rules.blocked_ip_ranges, rules.skipped_ip_ranges)) > 0
    ])
    error_message = "threat_protection.clients needs compromised_credentials, account_takeover, blocked_ip_ranges or skipped_ip_ranges in each entry. Remove an empty entry: the client then has the pool's rules."
  }
}
