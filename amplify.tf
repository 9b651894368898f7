# The contents of amplify_outputs.json, for Amplify's client libraries.
# Source: aws-amplify/amplify-backend, packages/client-config, schema_v1.4.json.

locals {
  amplify_clients = [for key, client in var.clients : key if !client.generate_secret]

  # Optional parts are lists with one element or none, because the schema does not allow null.
  amplify_outputs = [for key in compact([
    var.amplify_client != null ? var.amplify_client : contains(local.amplify_clients, "web") ? "web" : try(local.amplify_clients[0], null)
    ]) : {
    version = "1.4" # 1.5 has the same `auth`, and adds only notifications

    auth = merge(concat(
      [{
        aws_region          = local.region
        user_pool_id        = aws_cognito_user_pool.this.id
        user_pool_client_id = local.client_ids[key]

        password_policy = {
          min_length        = var.password_policy.minimum_length
          require_lowercase = var.password_policy.require_lowercase
          require_uppercase = var.password_policy.require_uppercase
          require_numbers   = var.password_policy.require_numbers
          require_symbols   = var.password_policy.require_symbols
        }

        standard_required_attributes = sort(local.required_attributes)
        user_verification_types      = sort(local.auto_verified_attributes)
        mfa_configuration            = { OFF = "NONE", OPTIONAL = "OPTIONAL", ON = "REQUIRED" }[var.mfa.configuration]
        mfa_methods                  = sort(local.mfa_methods)
        groups                       = [for name, group in var.groups : { (name) = { for precedence in group.precedence == null ? [] : [group.precedence] : "precedence" => precedence } }]
      }],
      [for names in [sort(local.username_attributes)] : { username_attributes = names } if length(names) > 0],
      [for pool in var.identity_pool == null ? [] : [var.identity_pool] : {
        identity_pool_id                   = aws_cognito_identity_pool.this["this"].id
        unauthenticated_identities_enabled = pool.allow_guests
      }],
      [for client in [local.clients[key]] : {
        oauth = {
          identity_providers = [for name, code in {
            Google = "GOOGLE", Facebook = "FACEBOOK", LoginWithAmazon = "LOGIN_WITH_AMAZON", SignInWithApple = "SIGN_IN_WITH_APPLE"
          } : code if contains(client.supported_identity_providers, name)]
          domain                = local.domain.host
          scopes                = client.allowed_oauth_scopes
          redirect_sign_in_uri  = client.callback_urls
          redirect_sign_out_uri = client.logout_urls
          response_type         = contains(client.allowed_oauth_flows, "code") ? "code" : "token"
        }
      } if var.domain != null && length(client.callback_urls) > 0 && length(client.logout_urls) > 0 && length(client.allowed_oauth_flows) > 0],
      [for factors in [setsubtract(coalesce(var.sign_in.first_factors, []), ["PASSWORD"])] : {
        passwordless = merge(concat(
          [{
            email_otp_enabled = contains(factors, "EMAIL_OTP")
            sms_otp_enabled   = contains(factors, "SMS_OTP")
          }],
          [for passkeys in var.sign_in.passkeys == null ? [] : [var.sign_in.passkeys] : {
            web_authn = {
              relying_party_id  = passkeys.relying_party_id
              user_verification = passkeys.user_verification
            }
          } if contains(factors, "WEB_AUTHN") && passkeys.relying_party_id != null],
          [for factor in compact([var.sign_in.preferred_factor]) : { preferred_challenge = factor }],
        )...)
      } if length(factors) > 0 || var.sign_in.preferred_factor != null],
    )...)
  }]
}
