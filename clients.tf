locals {
  seconds = { seconds = 1, minutes = 60, hours = 3600, days = 86400 }

  client_ids = { for key, client in aws_cognito_user_pool_client.this : key => client.id }
}

resource "aws_cognito_user_pool_client" "this" {
  for_each = var.clients

  user_pool_id    = aws_cognito_user_pool.this.id
  name            = coalesce(each.value.name, each.key)
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
    access_token  = each.value.token_validity_units.access_token
    id_token      = each.value.token_validity_units.id_token
    refresh_token = each.value.token_validity_units.refresh_token
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
