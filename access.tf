resource "aws_cognito_user_group" "this" {
  for_each = var.groups

  user_pool_id = aws_cognito_user_pool.this.id
  name         = each.key
  description  = each.value.description
  precedence   = each.value.precedence
  role_arn     = each.value.role_arn
}

resource "aws_cognito_resource_server" "this" {
  for_each = var.resource_servers

  user_pool_id = aws_cognito_user_pool.this.id
  identifier   = each.key
  name         = coalesce(each.value.name, replace(each.key, "/[^\\w\\s+=,.@-]+/", "-"))

  dynamic "scope" {
    for_each = each.value.scopes

    content {
      scope_name        = scope.key
      scope_description = scope.value
    }
  }
}

locals {
  # Details that AWS adds. They are set here so that the provider does not report them as a change.
  # Source: API, CreateIdentityProvider, "Describe response" of each type. Facebook's URLs contain the
  # api_version; without one AWS chooses it.
  provider_details = {
    Google = {
      attributes_url                = "https://people.googleapis.com/v1/people/me?personFields="
      attributes_url_add_attributes = "true"
      authorize_url                 = "https://accounts.google.com/o/oauth2/v2/auth"
      oidc_issuer                   = "https://accounts.google.com"
      token_request_method          = "POST"
      token_url                     = "https://www.googleapis.com/oauth2/v4/token"
    }
    LoginWithAmazon = {
      attributes_url                = "https://api.amazon.com/user/profile"
      attributes_url_add_attributes = "false"
      authorize_url                 = "https://www.amazon.com/ap/oa"
      token_request_method          = "POST"
      token_url                     = "https://api.amazon.com/auth/o2/token"
    }
    SignInWithApple = {
      attributes_url_add_attributes = "false"
      authorize_url                 = "https://appleid.apple.com/auth/authorize"
      oidc_issuer                   = "https://appleid.apple.com"
      token_request_method          = "POST"
      token_url                     = "https://appleid.apple.com/auth/token"
    }
    OIDC = {
      attributes_url_add_attributes = "false"
    }
    SAML = {}
  }

  # Whoever passes the providers as a sensitive value still wants their names in the plan.
  identity_provider_names = nonsensitive(keys(var.identity_providers))
}

locals {
  facebook_versions = [for p in var.identity_providers : p.details.api_version if p.type == "Facebook" && can(p.details.api_version)]
  facebook_details = [for version in local.facebook_versions : {
    attributes_url                = "https://graph.facebook.com/${version}/me?fields="
    attributes_url_add_attributes = "true"
    authorize_url                 = "https://www.facebook.com/${version}/dialog/oauth"
    token_request_method          = "GET"
    token_url                     = "https://graph.facebook.com/${version}/oauth/access_token"
  }]
}

resource "aws_cognito_identity_provider" "this" {
  for_each = toset(local.identity_provider_names)

  user_pool_id      = aws_cognito_user_pool.this.id
  provider_name     = each.key
  provider_type     = var.identity_providers[each.key].type
  provider_details  = merge(concat([lookup(local.provider_details, var.identity_providers[each.key].type, {})], each.key == "Facebook" ? local.facebook_details : [], [var.identity_providers[each.key].details])...)
  attribute_mapping = var.identity_providers[each.key].attribute_mapping
  idp_identifiers   = var.identity_providers[each.key].idp_identifiers

  # AWS adds the first three to the details of SAML providers, and renews the certificate
  # (terraform-provider-aws#36912, #38495). It never returns Apple's key. The source of both is API,
  # CreateIdentityProvider, "Describe response".
  lifecycle {
    ignore_changes = [
      provider_details["ActiveEncryptionCertificate"],
      provider_details["SLORedirectBindingURI"],
      provider_details["SSORedirectBindingURI"],
      provider_details["private_key"],
    ]
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = nonsensitive(var.web_acl == null) ? {} : { this = var.web_acl }

  resource_arn = aws_cognito_user_pool.this.arn
  web_acl_arn  = each.value.arn
}
