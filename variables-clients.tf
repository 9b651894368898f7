# The app clients.

variable "clients" {
  description = <<-EOT
    App clients, by a key of your choice. Adding or removing one does not affect the others. The defaults suit Amplify in a browser or a mobile app; `client_defaults` sets other ones for all clients. Default: none.
    - `name`: Default: the key.
    - `generate_secret`: whether the client has a secret. Set it only for clients that run on a server. Changing it replaces the client. Default: false.
    - `imported`: whether the client was imported. The module then does not set `generate_secret`, because the provider cannot read it and would replace the client. Default: false.
    - `explicit_auth_flows`: `ALLOW_USER_SRP_AUTH`, `ALLOW_USER_AUTH` (needs tier `ESSENTIALS` or `PLUS`), `ALLOW_CUSTOM_AUTH`, `ALLOW_REFRESH_TOKEN_AUTH`, `ALLOW_USER_PASSWORD_AUTH`, `ALLOW_ADMIN_USER_PASSWORD_AUTH`; or, for an old client, only names without `ALLOW_`. Default: `ALLOW_USER_SRP_AUTH`, `ALLOW_CUSTOM_AUTH`, `ALLOW_REFRESH_TOKEN_AUTH`.
    - `prevent_user_existence_errors`: `ENABLED` gives the same answer whether or not a user exists. Default: `ENABLED`.
    - `enable_token_revocation`: whether tokens can be revoked. Default: true.
    - `enable_propagate_additional_user_context_data`: whether the server may pass the user's IP address on to threat protection; needs a secret. Default: false.
    - `access_token_validity`, `id_token_validity`, `refresh_token_validity`: in the units of `token_validity_units`. The first two must not be longer than the third. Default: 60, 60 and 30.
    - `token_validity_units`: `access_token`, `id_token`, `refresh_token`, each `seconds`, `minutes`, `hours` or `days`. Default: minutes, minutes, days.
    - `refresh_token_rotation`: with `feature` `ENABLED`, each refresh returns a new refresh token, and the old one stays valid for `retry_grace_period_seconds` (0 to 60). Excludes the flow `ALLOW_REFRESH_TOKEN_AUTH`. To turn it off again, write `{ feature = "DISABLED" }` and keep that: the AWS provider fails if the setting is removed. Default: off.
    - `auth_session_validity`: minutes in which a user must complete all steps of a sign-in, 3 to 15. Default: 3.
    - `read_attributes`, `write_attributes`: attributes that the client may read and write, custom ones as `custom:plan`. `write_attributes` must have every required attribute. Default: all.
    - `supported_identity_providers`: `COGNITO` and names of `identity_providers`. Default: `["COGNITO"]`.
    - `allowed_oauth_flows`: any of `code` and `implicit`, or only `client_credentials`. Default: none, which turns the OAuth endpoints off for the client.
    - `allowed_oauth_scopes`: any of `openid`, `email`, `phone`, `profile`, `aws.cognito.signin.user.admin`, and scopes of `resource_servers` as `IDENTIFIER/SCOPE`. Default: none.
    - `callback_urls`, `logout_urls`, `default_redirect_uri`: URLs that the hosted pages may redirect users to: https, http on localhost, or a custom scheme of an app.
    - `analytics_configuration`: the Amazon Pinpoint application for sign-in metrics: `application_arn`, or `application_id` with `role_arn` and `external_id`; `user_data_shared`.
  EOT
  type = map(object({
    name                                          = optional(string)
    generate_secret                               = optional(bool, false)
    imported                                      = optional(bool, false)
    explicit_auth_flows                           = optional(set(string))
    prevent_user_existence_errors                 = optional(string)
    enable_token_revocation                       = optional(bool)
    enable_propagate_additional_user_context_data = optional(bool)
    access_token_validity                         = optional(number)
    id_token_validity                             = optional(number)
    refresh_token_validity                        = optional(number)
    token_validity_units = optional(object({
      access_token  = optional(string)
      id_token      = optional(string)
      refresh_token = optional(string)
    }), {})
    refresh_token_rotation = optional(object({
      feature                    = optional(string, "ENABLED")
      retry_grace_period_seconds = optional(number, 0)
    }))
    auth_session_validity        = optional(number)
    read_attributes              = optional(set(string))
    write_attributes             = optional(set(string))
    supported_identity_providers = optional(set(string))
    allowed_oauth_flows          = optional(set(string))
    allowed_oauth_scopes         = optional(set(string))
    callback_urls                = optional(set(string))
    logout_urls                  = optional(set(string))
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
    condition = alltrue([for c in var.clients : length(setsubtract(coalesce(c.explicit_auth_flows, []), local.auth_flows)) == 0 ||
    length(setsubtract(coalesce(c.explicit_auth_flows, []), local.old_auth_flows)) == 0])
    error_message = "clients: explicit_auth_flows takes ALLOW_USER_SRP_AUTH, ALLOW_USER_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH, ALLOW_USER_PASSWORD_AUTH and ALLOW_ADMIN_USER_PASSWORD_AUTH. The old names without ALLOW_ (ADMIN_NO_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY, USER_PASSWORD_AUTH) cannot stand beside these; use ALLOW_ names only."
  }

  validation {
    condition     = coalesce(var.tier, "ESSENTIALS") != "LITE" || alltrue([for c in var.clients : !contains(coalesce(c.explicit_auth_flows, var.client_defaults.explicit_auth_flows, []), "ALLOW_USER_AUTH")])
    error_message = "clients: the flow ALLOW_USER_AUTH needs tier \"ESSENTIALS\" or \"PLUS\"."
  }

  validation {
    condition     = alltrue([for c in var.clients : try(coalesce(c.refresh_token_rotation, var.client_defaults.refresh_token_rotation).feature, "DISABLED") != "ENABLED" || !contains(coalesce(c.explicit_auth_flows, var.client_defaults.explicit_auth_flows, []), "ALLOW_REFRESH_TOKEN_AUTH")])
    error_message = "clients: refresh_token_rotation excludes the flow ALLOW_REFRESH_TOKEN_AUTH. Remove the flow from explicit_auth_flows: with rotation, clients refresh tokens by GetTokensFromRefreshToken."
  }

  validation {
    condition = alltrue([for c in var.clients : c.refresh_token_rotation == null || (
      contains(["ENABLED", "DISABLED"], try(c.refresh_token_rotation.feature, "")) &&
      try(contains(range(61), c.refresh_token_rotation.retry_grace_period_seconds), false)
    )])
    error_message = "clients: refresh_token_rotation takes feature \"ENABLED\" or \"DISABLED\" and retry_grace_period_seconds, a whole number from 0 to 60."
  }

  validation {
    condition     = alltrue([for c in var.clients : c.prevent_user_existence_errors == null ? true : contains(["ENABLED", "LEGACY"], c.prevent_user_existence_errors)])
    error_message = "clients: prevent_user_existence_errors must be \"ENABLED\" (the same answer whether or not a user exists) or \"LEGACY\"."
  }

  validation {
    condition     = alltrue([for c in var.clients : alltrue([for unit in values(c.token_validity_units) : unit == null ? true : contains(keys(local.seconds), unit)])])
    error_message = "clients: token_validity_units takes \"seconds\", \"minutes\", \"hours\" or \"days\"."
  }

  # Cognito Developer Guide, "Using tokens": access and ID token 5 minutes to 1 day.
  validation {
    condition = alltrue(flatten([for c in var.clients : [
      for token in [
        [coalesce(c.access_token_validity, var.client_defaults.access_token_validity), coalesce(c.token_validity_units.access_token, var.client_defaults.token_validity_units.access_token)],
        [coalesce(c.id_token_validity, var.client_defaults.id_token_validity), coalesce(c.token_validity_units.id_token, var.client_defaults.token_validity_units.id_token)],
      ] : floor(token[0]) == token[0] && token[0] * lookup(local.seconds, token[1], 60) >= 300 && token[0] * lookup(local.seconds, token[1], 60) <= 86400
    ]]))
    error_message = "clients: access_token_validity and id_token_validity must be 5 minutes to 1 day, as a whole number in the unit of token_validity_units (default: minutes)."
  }

  # Cognito Developer Guide, "Using tokens": refresh token 60 minutes to 10 years.
  validation {
    condition = alltrue(flatten([for c in var.clients : [
      for number in [coalesce(c.refresh_token_validity, var.client_defaults.refresh_token_validity)] : [
        for seconds in [number * lookup(local.seconds, coalesce(c.token_validity_units.refresh_token, var.client_defaults.token_validity_units.refresh_token), 86400)] :
        seconds >= 3600 && seconds <= 315360000 && floor(number) == number
      ]
    ]]))
    error_message = "clients: refresh_token_validity must be 60 minutes to 3650 days, as a whole number in the unit of token_validity_units (default: days)."
  }

  validation {
    condition = alltrue([for c in var.clients : max(
      coalesce(c.access_token_validity, var.client_defaults.access_token_validity) * lookup(local.seconds, coalesce(c.token_validity_units.access_token, var.client_defaults.token_validity_units.access_token), 60),
      coalesce(c.id_token_validity, var.client_defaults.id_token_validity) * lookup(local.seconds, coalesce(c.token_validity_units.id_token, var.client_defaults.token_validity_units.id_token), 60),
      ) <= max(3600,
      coalesce(c.refresh_token_validity, var.client_defaults.refresh_token_validity) * lookup(local.seconds, coalesce(c.token_validity_units.refresh_token, var.client_defaults.token_validity_units.refresh_token), 86400),
    )])
    error_message = "clients: access and ID tokens must not be valid for longer than refresh tokens. Raise refresh_token_validity, or lower access_token_validity and id_token_validity."
  }

  # API, CreateUserPoolClient: an empty list is the same as none.
  validation {
    condition     = alltrue([for c in var.clients : alltrue([for names in [c.read_attributes, c.write_attributes] : names == null || try(length(names) > 0, true)])])
    error_message = "clients: Cognito takes empty read_attributes or write_attributes as all attributes. Remove them for all, or list at least one attribute, for instance [\"email\"]."
  }

  validation {
    condition = alltrue([for c in var.clients : length(setsubtract(
      setunion(coalesce(c.read_attributes, []), coalesce(c.write_attributes, [])), local.attribute_names,
    )) == 0])
    error_message = "clients: read_attributes and write_attributes take standard attributes and those of attributes, for instance \"email\" and \"custom:plan\". Add the missing ones to attributes, or remove them."
  }

  validation {
    condition     = alltrue([for c in var.clients : c.write_attributes == null || length(setsubtract(local.required_attributes, coalesce(c.write_attributes, ["-"]))) == 0])
    error_message = "clients: write_attributes must have every attribute that is required at sign-up, also the one that users sign in with. Add it, or remove write_attributes."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(setsubtract(coalesce(c.supported_identity_providers, []), local.known_identity_providers)) == 0])
    error_message = "clients: supported_identity_providers takes \"COGNITO\" and names of identity_providers. Add the provider to identity_providers, or to managed_elsewhere.identity_providers if another configuration creates it."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(setsubtract(coalesce(c.allowed_oauth_scopes, []), local.known_oauth_scopes)) == 0])
    error_message = "clients: allowed_oauth_scopes takes \"openid\", \"email\", \"phone\", \"profile\", \"aws.cognito.signin.user.admin\" and scopes of resource_servers as \"IDENTIFIER/SCOPE\". Add the scope to resource_servers, or to managed_elsewhere.oauth_scopes if another configuration creates it."
  }

  validation {
    condition     = alltrue([for c in var.clients : c.auth_session_validity == null ? true : contains(range(3, 16), c.auth_session_validity)])
    error_message = "clients: auth_session_validity must be 3 to 15 minutes, as a whole number."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(setsubtract(coalesce(c.allowed_oauth_flows, []), local.oauth_flows)) == 0])
    error_message = "clients: allowed_oauth_flows takes \"code\", \"implicit\" or \"client_credentials\"."
  }

  validation {
    condition     = alltrue([for c in var.clients : !contains(coalesce(c.allowed_oauth_flows, var.client_defaults.allowed_oauth_flows), "client_credentials") || (length(coalesce(c.allowed_oauth_flows, var.client_defaults.allowed_oauth_flows)) == 1 && c.generate_secret)])
    error_message = "clients: the OAuth flow client_credentials excludes the other flows and needs generate_secret = true. Create a separate client for machines."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(coalesce(c.allowed_oauth_flows, var.client_defaults.allowed_oauth_flows)) == 0 || length(coalesce(c.allowed_oauth_scopes, var.client_defaults.allowed_oauth_scopes)) > 0])
    error_message = "clients: allowed_oauth_flows needs allowed_oauth_scopes, for instance [\"openid\", \"email\", \"profile\"]."
  }

  validation {
    condition     = alltrue([for c in var.clients : length(setintersection(coalesce(c.allowed_oauth_flows, var.client_defaults.allowed_oauth_flows), ["code", "implicit"])) == 0 || length(coalesce(c.callback_urls, var.client_defaults.callback_urls)) > 0])
    error_message = "clients: the OAuth flows code and implicit need callback_urls, for instance [\"https://app.example.com/\"]."
  }

  validation {
    condition = alltrue(flatten([for c in var.clients : [
      for url in setunion(coalesce(c.callback_urls, []), coalesce(c.logout_urls, [])) :
      can(regex(local.patterns.redirect_url, url)) && length(url) <= 1024 && (!startswith(lower(url), "http://") || can(regex(local.patterns.local_url, lower(url))))
    ]]))
    error_message = "clients: callback_urls and logout_urls must be https URLs, http on localhost, or URLs with a custom scheme (myapp://), of at most 1024 characters and without a fragment (#…)."
  }

  validation {
    condition     = alltrue([for c in var.clients : (c.default_redirect_uri == null && var.client_defaults.default_redirect_uri == null) || contains(coalesce(c.callback_urls, var.client_defaults.callback_urls), coalesce(c.default_redirect_uri, var.client_defaults.default_redirect_uri, "-"))])
    error_message = "clients: default_redirect_uri must be one of the client's callback_urls."
  }

  validation {
    condition     = alltrue([for c in var.clients : !coalesce(c.enable_propagate_additional_user_context_data, var.client_defaults.enable_propagate_additional_user_context_data) || c.generate_secret])
    error_message = "clients: enable_propagate_additional_user_context_data needs generate_secret = true."
  }

  # Cognito API, AnalyticsConfigurationType: Pinpoint's IDs are hexadecimal.
  validation {
    condition     = alltrue([for c in var.clients : can(regex("^[0-9A-Fa-f]+$", try(coalesce(c.analytics_configuration.application_id), "0")))])
    error_message = "clients: analytics_configuration.application_id must be the ID of an Amazon Pinpoint application, hexadecimal digits only."
  }
}
