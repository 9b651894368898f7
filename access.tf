resource "aws_cognito_user_group" "this" {
  for_each = var.groups

  user_pool_id = aws_cognito_user_pool.this.id
  name         = each.key
  description  = each.value.description
  precedence   = each.value.precedence
  role_arn     = each.value.create_role ? aws_iam_role.group[each.key].arn : each.value.role_arn
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
  # The names are not secret, even if the providers are passed as a sensitive value.
  identity_provider_names = nonsensitive(keys(var.identity_providers))
  apple_keys              = nonsensitive([for name, p in var.identity_providers : name if p.type == "SignInWithApple" && contains(keys(p.details), "private_key")])
}

# AWS does not return the private key of Sign in with Apple, so the AWS provider would send it again in each apply.
# This keeps the time of the plan in which the details or the pool last changed. The key is sent in the apply of that
# plan only: at any later time, the plan has another time than the one that is kept.
resource "terraform_data" "apple_key" {
  for_each = toset(local.apple_keys)

  triggers_replace = sha256(jsonencode([aws_cognito_user_pool.this.id, var.identity_providers[each.key].details]))
  input            = plantimestamp()

  lifecycle {
    ignore_changes = [input]
  }
}

resource "aws_cognito_identity_provider" "this" {
  for_each = toset(local.identity_provider_names)

  user_pool_id      = aws_cognito_user_pool.this.id
  provider_name     = each.key
  provider_type     = var.identity_providers[each.key].type
  attribute_mapping = var.identity_providers[each.key].attribute_mapping
  idp_identifiers   = var.identity_providers[each.key].idp_identifiers

  # Details that AWS adds come first, so that the provider does not report them as a change.
  # Source: Cognito API Reference, CreateIdentityProvider, ProviderDetails. Facebook's version is the one of that
  # page: without one, AWS chooses it, and adds URLs that nobody knows at the plan.
  provider_details = merge(lookup({
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
    Facebook = { for key, text in {
      api_version                   = "VERSION"
      attributes_url                = "https://graph.facebook.com/VERSION/me?fields="
      attributes_url_add_attributes = "true"
      authorize_url                 = "https://www.facebook.com/VERSION/dialog/oauth"
      token_request_method          = "GET"
      token_url                     = "https://graph.facebook.com/VERSION/oauth/access_token"
    } : key => replace(text, "VERSION", lookup(var.identity_providers[each.key].details, "api_version", "v17.0")) }
    }, var.identity_providers[each.key].type, {}), {
    for key, value in var.identity_providers[each.key].details : key => value
    if key == "private_key" && contains(local.apple_keys, each.key) ? terraform_data.apple_key[each.key].output == plantimestamp() : true
  })

  lifecycle {
    # AWS adds these to SAML providers, and renews the certificate (terraform-provider-aws#36912, #38495). The
    # input has none of them, so that no change of it is ignored.
    ignore_changes = [
      provider_details["ActiveEncryptionCertificate"],
      provider_details["SLORedirectBindingURI"],
      provider_details["SSORedirectBindingURI"],
    ]
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = nonsensitive(var.web_acl == null) ? {} : { this = var.web_acl }

  resource_arn = aws_cognito_user_pool.this.arn
  web_acl_arn  = each.value.arn
}
