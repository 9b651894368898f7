# The values that app clients share. A rule that needs several fields of a client is a rule of `clients`, which
# holds for the values that result.

variable "client_defaults" {
  description = <<-EOT
    Values for all `clients` that do not set their own. A client's list replaces the shared one: `[]` means none. Default: the defaults that `clients` names.
    - `explicit_auth_flows`, `prevent_user_existence_errors`, `enable_token_revocation`, `enable_propagate_additional_user_context_data`, `access_token_validity`, `id_token_validity`, `refresh_token_validity`, `auth_session_validity`, `read_attributes`, `write_attributes`, `supported_identity_providers`, `allowed_oauth_flows`, `allowed_oauth_scopes`, `callback_urls`, `logout_urls`, `default_redirect_uri`: as in `clients`.
    - `token_validity_units`: as in `clients`; a client can replace one unit and keep the others.
    - `refresh_token_rotation`, `analytics_configuration`: as in `clients`; a client replaces all of it. A client without rotation has `{ feature = "DISABLED" }`.

    A client's `name`, `generate_secret` and `imported` have no shared value: a change of `generate_secret` would replace every client.
  EOT
  type = object({
    explicit_auth_flows                           = optional(set(string))
    prevent_user_existence_errors                 = optional(string, "ENABLED")
    enable_token_revocation                       = optional(bool, true)
    enable_propagate_additional_user_context_data = optional(bool, false)
    access_token_validity                         = optional(number, 60)
    id_token_validity                             = optional(number, 60)
    refresh_token_validity                        = optional(number, 30)
    token_validity_units = optional(object({
      access_token  = optional(string, "minutes")
      id_token      = optional(string, "minutes")
      refresh_token = optional(string, "days")
    }), {})
    refresh_token_rotation = optional(object({
      feature                    = optional(string, "ENABLED")
      retry_grace_period_seconds = optional(number, 0)
    }))
    auth_session_validity        = optional(number, 3)
    read_attributes              = optional(set(string))
    write_attributes             = optional(set(string))
    supported_identity_providers = optional(set(string), ["COGNITO"])
    allowed_oauth_flows          = optional(set(string), [])
    allowed_oauth_scopes         = optional(set(string), [])
    callback_urls                = optional(set(string), [])
    logout_urls                  = optional(set(string), [])
    default_redirect_uri         = optional(string)
    analytics_configuration = optional(object({
      application_arn  = optional(string)
      application_id   = optional(string)
      external_id      = optional(string)
      role_arn         = optional(string)
      user_data_shared = optional(bool, false)
    }))
  })
  default  = {}
  nullable = false

  validation {
    condition = (length(setsubtract(coalesce(var.client_defaults.explicit_auth_flows, []), local.auth_flows)) == 0 ||
    length(setsubtract(coalesce(var.client_defaults.explicit_auth_flows, []), local.old_auth_flows)) == 0)
    error_message = "client_defaults.explicit_auth_flows takes ALLOW_USER_SRP_AUTH, ALLOW_USER_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH, ALLOW_USER_PASSWORD_AUTH and ALLOW_ADMIN_USER_PASSWORD_AUTH, or only old names without ALLOW_ (ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY, USER_PASSWORD_AUTH)."
  }

  validation {
    condition = var.client_defaults.refresh_token_rotation == null || (
      contains(["ENABLED", "DISABLED"], try(var.client_defaults.refresh_token_rotation.feature, "")) &&
      try(contains(range(61), var.client_defaults.refresh_token_rotation.retry_grace_period_seconds), false)
    )
    error_message = "client_defaults.refresh_token_rotation takes feature \"ENABLED\" or \"DISABLED\" and retry_grace_period_seconds, a whole number from 0 to 60."
  }

  validation {
    condition     = contains(["ENABLED", "LEGACY"], var.client_defaults.prevent_user_existence_errors)
    error_message = "client_defaults.prevent_user_existence_errors must be \"ENABLED\" (the same answer whether or not a user exists) or \"LEGACY\"."
  }

  validation {
    condition     = length(setsubtract(values(var.client_defaults.token_validity_units), keys(local.seconds))) == 0
    error_message = "client_defaults.token_validity_units takes \"seconds\", \"minutes\", \"hours\" or \"days\"."
  }

  validation {
    condition = alltrue([for token in [
      [var.client_defaults.access_token_validity, var.client_defaults.token_validity_units.access_token],
      [var.client_defaults.id_token_validity, var.client_defaults.token_validity_units.id_token],
    ] : floor(token[0]) == token[0] && token[0] * lookup(local.seconds, token[1], 60) >= 300 && token[0] * lookup(local.seconds, token[1], 60) <= 86400])
    error_message = "client_defaults: access_token_validity and id_token_validity must be 5 minutes to 1 day, as a whole number in the unit of client_defaults.token_validity_units (default: minutes)."
  }

  validation {
    condition = alltrue([
      for seconds in [var.client_defaults.refresh_token_validity * lookup(local.seconds, var.client_defaults.token_validity_units.refresh_token, 86400)] :
      seconds >= 3600 && seconds <= 315360000 && floor(var.client_defaults.refresh_token_validity) == var.client_defaults.refresh_token_validity
    ])
    error_message = "client_defaults.refresh_token_validity must be 60 minutes to 3650 days, as a whole number in the unit of client_defaults.token_validity_units (default: days)."
  }

  validation {
    condition     = alltrue([for names in [var.client_defaults.read_attributes, var.client_defaults.write_attributes] : names == null || try(length(names) > 0, true)])
    error_message = "client_defaults: Cognito takes empty read_attributes or write_attributes as all attributes. Remove them for all, or list at least one attribute, for instance [\"email\"]."
  }

  validation {
    condition = length(setsubtract(
      setunion(coalesce(var.client_defaults.read_attributes, []), coalesce(var.client_defaults.write_attributes, [])), local.attribute_names,
    )) == 0
    error_message = "client_defaults: read_attributes and write_attributes take standard attributes and those of attributes, for instance \"email\" and \"custom:plan\". Add the missing ones to attributes, or remove them."
  }

  validation {
    condition     = var.client_defaults.write_attributes == null || length(setsubtract(local.required_attributes, coalesce(var.client_defaults.write_attributes, ["-"]))) == 0
    error_message = "client_defaults.write_attributes must have every attribute that is required at sign-up, also the one that users sign in with. Add it, or remove write_attributes."
  }

  validation {
    condition     = length(setsubtract(var.client_defaults.supported_identity_providers, local.known_identity_providers)) == 0
    error_message = "client_defaults.supported_identity_providers takes \"COGNITO\" and names of identity_providers. Add the provider to identity_providers, or to managed_elsewhere.identity_providers if another configuration creates it."
  }

  validation {
    condition     = length(setsubtract(var.client_defaults.allowed_oauth_scopes, local.known_oauth_scopes)) == 0
    error_message = "client_defaults.allowed_oauth_scopes takes \"openid\", \"email\", \"phone\", \"profile\", \"aws.cognito.signin.user.admin\" and scopes of resource_servers as \"IDENTIFIER/SCOPE\". Add the scope to resource_servers, or to managed_elsewhere.oauth_scopes if another configuration creates it."
  }

  validation {
    condition     = contains(range(3, 16), var.client_defaults.auth_session_validity)
    error_message = "client_defaults.auth_session_validity must be 3 to 15 minutes, as a whole number."
  }

  validation {
    condition     = length(setsubtract(var.client_defaults.allowed_oauth_flows, local.oauth_flows)) == 0
    error_message = "client_defaults.allowed_oauth_flows takes \"code\", \"implicit\" or \"client_credentials\"."
  }

  validation {
    condition = alltrue([for url in setunion(var.client_defaults.callback_urls, var.client_defaults.logout_urls) :
      can(regex(local.patterns.redirect_url, url)) && length(url) <= 1024 && (!startswith(lower(url), "http://") || can(regex(local.patterns.local_url, lower(url))))
    ])
    error_message = "client_defaults: callback_urls and logout_urls must be https URLs, http on localhost, or URLs with a custom scheme (myapp://), of at most 1024 characters and without a fragment (#…)."
  }

  validation {
    condition     = can(regex("^[0-9A-Fa-f]+$", try(coalesce(var.client_defaults.analytics_configuration.application_id), "0")))
    error_message = "client_defaults.analytics_configuration.application_id must be the ID of an Amazon Pinpoint application, hexadecimal digits only."
  }
}
