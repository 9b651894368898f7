locals {
  seconds = { seconds = 1, minutes = 60, hours = 3600, days = 86400 }

  auth_flows = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH",
  ]
  old_auth_flows = ["ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"]
  oauth_flows    = ["code", "implicit", "client_credentials"]

  known_identity_providers = concat(["COGNITO"], local.identity_provider_names, tolist(var.managed_elsewhere.identity_providers))
  known_oauth_scopes = concat(
    ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"], tolist(var.managed_elsewhere.oauth_scopes),
    flatten([for id, server in var.resource_servers : [for scope in keys(server.scopes) : "${id}/${scope}"]]),
  )

  # Each client with its own values, and the shared ones for those that it does not set. The rules of
  # var.clients cannot refer to this, because it depends on var.clients; they merge the fields that they need.
  clients = { for key, c in var.clients : key => {
    name            = coalesce(c.name, key)
    generate_secret = c.generate_secret
    imported        = c.imported

    explicit_auth_flows                           = c.explicit_auth_flows == null ? var.client_defaults.explicit_auth_flows : c.explicit_auth_flows
    prevent_user_existence_errors                 = coalesce(c.prevent_user_existence_errors, var.client_defaults.prevent_user_existence_errors)
    enable_token_revocation                       = coalesce(c.enable_token_revocation, var.client_defaults.enable_token_revocation)
    enable_propagate_additional_user_context_data = coalesce(c.enable_propagate_additional_user_context_data, var.client_defaults.enable_propagate_additional_user_context_data)

    access_token_validity  = coalesce(c.access_token_validity, var.client_defaults.access_token_validity)
    id_token_validity      = coalesce(c.id_token_validity, var.client_defaults.id_token_validity)
    refresh_token_validity = coalesce(c.refresh_token_validity, var.client_defaults.refresh_token_validity)
    access_token_unit      = coalesce(c.token_validity_units.access_token, var.client_defaults.token_validity_units.access_token)
    id_token_unit          = coalesce(c.token_validity_units.id_token, var.client_defaults.token_validity_units.id_token)
    refresh_token_unit     = coalesce(c.token_validity_units.refresh_token, var.client_defaults.token_validity_units.refresh_token)
    refresh_token_rotation = c.refresh_token_rotation == null ? var.client_defaults.refresh_token_rotation : c.refresh_token_rotation
    auth_session_validity  = coalesce(c.auth_session_validity, var.client_defaults.auth_session_validity)

    read_attributes  = c.read_attributes == null ? var.client_defaults.read_attributes : c.read_attributes
    write_attributes = c.write_attributes == null ? var.client_defaults.write_attributes : c.write_attributes

    supported_identity_providers = coalesce(c.supported_identity_providers, var.client_defaults.supported_identity_providers)
    allowed_oauth_flows          = coalesce(c.allowed_oauth_flows, var.client_defaults.allowed_oauth_flows)
    allowed_oauth_scopes         = coalesce(c.allowed_oauth_scopes, var.client_defaults.allowed_oauth_scopes)
    callback_urls                = coalesce(c.callback_urls, var.client_defaults.callback_urls)
    logout_urls                  = coalesce(c.logout_urls, var.client_defaults.logout_urls)
    default_redirect_uri         = c.default_redirect_uri == null ? var.client_defaults.default_redirect_uri : c.default_redirect_uri

    analytics_configuration = nonsensitive(c.analytics_configuration == null) ? var.client_defaults.analytics_configuration : c.analytics_configuration
  } }

  client_ids = { for key, client in aws_cognito_user_pool_client.this : key => client.id }
}

resource "aws_cognito_user_pool_client" "this" {
  for_each = local.clients

  user_pool_id    = aws_cognito_user_pool.this.id
  name            = each.value.name
  generate_secret = each.value.imported ? null : each.value.generate_secret

  explicit_auth_flows = coalesce(each.value.explicit_auth_flows, setsubtract(
    ["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    try(each.value.refresh_token_rotation.feature, "DISABLED") == "ENABLED" ? ["ALLOW_REFRESH_TOKEN_AUTH"] : [],
  ))

  prevent_user_existence_errors                 = each.value.prevent_user_existence_errors
  enable_token_revocation                       = each.value.enable_token_revocation
  enable_propagate_additional_user_context_data = each.value.enable_propagate_additional_user_context_data

  access_token_validity  = each.value.access_token_validity
  id_token_validity      = each.value.id_token_validity
  refresh_token_validity = each.value.refresh_token_validity
  auth_session_validity  = each.value.auth_session_validity

  token_validity_units {
    access_token  = each.value.access_token_unit
    id_token      = each.value.id_token_unit
    refresh_token = each.value.refresh_token_unit
  }

  dynamic "refresh_token_rotation" {
    for_each = each.value.refresh_token_rotation == null ? [] : [each.value.refresh_token_rotation]

    content {
      feature = refresh_token_rotation.value.feature

      # AWS returns 0 if rotation is off, and the provider then fails for any other value
      # (terraform-provider-aws#45646).
      retry_grace_period_seconds = refresh_token_rotation.value.feature == "ENABLED" ? refresh_token_rotation.value.retry_grace_period_seconds : 0
    }
  }

  read_attributes  = each.value.read_attributes
  write_attributes = each.value.write_attributes

  supported_identity_providers         = each.value.supported_identity_providers
  allowed_oauth_flows_user_pool_client = length(each.value.allowed_oauth_flows) > 0
  allowed_oauth_flows                  = each.value.allowed_oauth_flows
  allowed_oauth_scopes                 = each.value.allowed_oauth_scopes
  callback_urls                        = each.value.callback_urls
  logout_urls                          = each.value.logout_urls
  default_redirect_uri                 = each.value.default_redirect_uri

  dynamic "analytics_configuration" {
    for_each = nonsensitive(each.value.analytics_configuration == null) ? [] : [each.value.analytics_configuration]

    content {
      application_arn  = analytics_configuration.value.application_arn
      application_id   = analytics_configuration.value.application_id
      external_id      = analytics_configuration.value.external_id
      role_arn         = analytics_configuration.value.role_arn
      user_data_shared = analytics_configuration.value.user_data_shared
    }
  }

  # Providers and scopes must exist before a client refers to them.
  depends_on = [aws_cognito_identity_provider.this, aws_cognito_resource_server.this]
}
