# The app clients.

variable "clients" {
  description = <<-EOT
    App clients, by a key of your choice. Adding or removing one does not affect the others. The defaults suit Amplify in a browser or a mobile app. Default: none.
    - `name`: Default: the key.
    - `generate_secret`: whether the client has a secret. Set it only for clients that run on a server. Changing it replaces the client. Default: false.
    - `imported`: whether the client was imported. The module then does not set `generate_secret`, because the provider cannot read it and would replace the client. Default: false.
    - `explicit_auth_flows`: Default: `ALLOW_USER_SRP_AUTH`, `ALLOW_CUSTOM_AUTH`, `ALLOW_REFRESH_TOKEN_AUTH`.
    - `prevent_user_existence_errors`: `ENABLED` gives the same answer whether or not a user exists. Default: `ENABLED`.
    - `enable_token_revocation`: whether tokens can be revoked. Default: true.
    - `enable_propagate_additional_user_context_data`: whether the server may pass the user's IP address on to threat protection; needs a secret. Default: false.
    - `access_token_validity`, `id_token_validity`, `refresh_token_validity`: in the units of `token_validity_units`. Default: 60, 60 and 30.
    - `token_validity_units`: `access_token`, `id_token`, `refresh_token`, each `seconds`, `minutes`, `hours` or `days`. Default: minutes, minutes, days.
    - `refresh_token_rotation`: with `feature` `ENABLED`, each refresh returns a new refresh token, and the old one stays valid for `retry_grace_period_seconds` (0 to 60). Excludes the flow `ALLOW_REFRESH_TOKEN_AUTH`. Default: off.
    - `auth_session_validity`: minutes in which a user must complete all steps of a sign-in, 3 to 15. Default: 3.
    - `read_attributes`, `write_attributes`: attributes that the client may read and write. Default: all.
    - `supported_identity_providers`: Default: `["COGNITO"]`.
    - `allowed_oauth_flows`: any of `code` and `implicit`, or only `client_credentials`. Default: none, which turns the OAuth endpoints off for the client.
    - `allowed_oauth_scopes`: Default: none.
    - `callback_urls`, `logout_urls`, `default_redirect_uri`: URLs that the hosted pages may redirect users to: https, http on localhost, or a custom scheme of an app.
    - `analytics_configuration`: the Amazon Pinpoint application for sign-in metrics: `application_arn`, or `application_id` with `role_arn` and `external_id`; `user_data_shared`.
  EOT
  type = map(object({
    name                                          = optional(string)
    generate_secret                               = optional(bool, false)
    imported                                      = optional(bool, false)
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
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, c in var.clients : can(regex("^[\\w\\s+=,.@-]{1,128}$", coalesce(c.name, key)))])
    error_message = "A client's name (its key, unless name is set) must have 1 to 128 letters, digits, spaces or +=,.@_-."
  }

  validation {
    condition = alltrue([for c in var.clients : length(setsubtract(coalesce(c.explicit_auth_flows, []), [
      "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH",
    ])) == 0])
    error_message = "clients: explicit_auth_flows takes ALLOW_USER_SRP_AUTH, ALLOW_USER_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH, ALLOW_USER_PASSWORD_AUTH and ALLOW_ADMIN_USER_PASSWORD_AUTH. The names without ALLOW_ are obsolete; add the prefix."
  }

  validation {
    condition     = alltrue([for c in var.clients : c.refresh_token_rotation == null || !contains(coalesce(c.explicit_auth_flows, []), "ALLOW_REFRESH_TOKEN_AUTH")])
    error_message = "clients: refresh_token_rotation excludes the flow ALLOW_REFRESH_TOKEN_AUTH. Remove the flow from explicit_auth_flows: with rotation, clients refresh tokens by GetTokensFromRefreshToken."
  }

  validation {
    condition = alltrue([for c in var.clients : c.refresh_token_rotation == null || (
      contains(["ENABLED", "DISABLED"], try(c.refresh_token_rotation.feature, "")) &&
      try(c.refresh_token_rotation.retry_grace_period_seconds, 0) >= 0 && try(c.refresh_token_rotation.retry_grace_period_seconds, 0) <= 60
    )])
    error_message = "clients: refresh_token_rotation takes feature \"ENABLED\" or \"DISABLED\" and retry_grace_period_seconds from 0 to 60."
  }

  validation {
    condition     = alltrue([for c in var.clients : contains(["ENABLED", "LEGACY"], c.prevent_user_existence_errors)])
    error_message = "clients: prevent_user_existence_errors must be \"ENABLED\" (the same answer whether or not a user exists) or \"LEGACY\"."
  }

  validation {
    condition     = alltrue([for c in var.clients : alltrue([for unit in values(c.token_validity_units) : contains(["seconds", "minutes", "hours", "days"], unit)])])
    error_message = "clients: token_validity_units takes \"seconds\", \"minutes\", \"hours\" or \"days\"."
  }

  # Cognito Developer Guide, "Using tokens": access and ID token 5 minutes to 1 day.
  validation {
    condition = alltrue(flatten([for c in var.clients : [
      for validity, unit in { access = c.token_validity_units.access_token, id = c.token_validity_units.id_token } : [
        for seconds in [(validity == "access" ? c.access_token_validity : c.id_token_validity) * lookup({ seconds = 1, minutes = 60, hours = 3600, days = 86400 }, unit, 60)] :
        seconds >= 300 && seconds <= 86400
      ]
    ]]))
    error_message = "clients: access_token_validity and id_token_validity must be 5 minutes to 1 day, in the unit of token_validity_units (default: minutes)."
  }

  # Cognito Developer Guide, "Using tokens": refresh token 60 minutes to 10 years.
  validation {
    condition = alltrue([for c in var.clients : alltrue([
      for seconds in [c.refresh_token_validity * lookup({ seconds = 1, minutes = 60, hours = 3600, days = 86400 }, c.token_validity_units.refresh_token, 86400)] :
      seconds >= 3600 && seconds <= 315360000
    ])])
    error_message = "clients: refresh_token_validity must be 60 minutes to 3650 days, in the unit of token_validity_units (default: days)."
  }

  validation {
    condition     = alltrue([for c in var.clients : c.auth_session_validity >= 3 && c.auth_session_validity <= 15])
    error_message = "clients: auth_session_validity must be 3 to 15 minutes."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(setsubtract(c.allowed_oauth_flows, ["code", "implicit", "client_credentials"])) == 0])
    error_message = "clients: allowed_oauth_flows takes \"code\", \"implicit\" or \"client_credentials\"."
  }

  validation {
    condition     = alltrue([for c in var.clients : !contains(c.allowed_oauth_flows, "client_credentials") || (length(c.allowed_oauth_flows) == 1 && c.generate_secret)])
    error_message = "clients: the OAuth flow client_credentials excludes the other flows and needs generate_secret = true. Create a separate client for machines."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(c.allowed_oauth_flows) == 0 || length(c.allowed_oauth_scopes) > 0])
    error_message = "clients: allowed_oauth_flows needs allowed_oauth_scopes, for instance [\"openid\", \"email\", \"profile\"]."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(setintersection(c.allowed_oauth_flows, ["code", "implicit"])) == 0 || length(c.callback_urls) > 0])
    error_message = "clients: the OAuth flows code and implicit need callback_urls, for instance [\"https://app.example.com/\"]."
  }

  validation {
    condition = alltrue(flatten([for c in var.clients : [
      for url in setunion(c.callback_urls, c.logout_urls) :
      can(regex("^[A-Za-z][A-Za-z0-9+.-]*:\\S+$", url)) && (!startswith(url, "http://") || can(regex("^http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/]|$)", url))) && !strcontains(url, "#")
    ]]))
    error_message = "clients: callback_urls and logout_urls must be https URLs, http on localhost, or URLs with a custom scheme (myapp://), without a fragment (#…)."
  }

  validation {
    condition     = alltrue([for c in var.clients : c.default_redirect_uri == null || contains(c.callback_urls, coalesce(c.default_redirect_uri, "-"))])
    error_message = "clients: default_redirect_uri must be one of the client's callback_urls."
  }

  validation {
    condition     = alltrue([for c in var.clients : !c.enable_propagate_additional_user_context_data || c.generate_secret])
    error_message = "clients: enable_propagate_additional_user_context_data needs generate_secret = true."
  }

  # Cognito API, AnalyticsConfigurationType: Pinpoint's IDs are hexadecimal.
  validation {
    condition     = alltrue([for c in var.clients : can(regex("^[0-9A-Fa-f]+$", try(coalesce(c.analytics_configuration.application_id), "0")))])
    error_message = "clients: analytics_configuration.application_id must be the ID of an Amazon Pinpoint application, hexadecimal digits only."
  }
}
