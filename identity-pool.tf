# AWS credentials for the pool's users, with the trust policies and role mapping of Amplify Auth.

locals {
  identity_pools       = var.identity_pool == null ? {} : { this = var.identity_pool }
  identity_pool_client = var.identity_pool == null ? [] : coalesce(var.identity_pool.client_keys, [for key, client in var.clients : key if !client.generate_secret])

  # The only users that may assume a role of the identity pool: those that it gives credentials to, and of one kind.
  # Not a data source: Terraform would read it again with each change of the identity pool, and report a change of
  # the role that does not exist.
  identity_pool_trust = { for kind in length(local.identity_pools) == 0 ? [] : ["authenticated", "unauthenticated"] : kind => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "cognito-identity.amazonaws.com" }
      Condition = {
        StringEquals             = { "cognito-identity.amazonaws.com:aud" = aws_cognito_identity_pool.this["this"].id }
        "ForAnyValue:StringLike" = { "cognito-identity.amazonaws.com:amr" = kind }
      }
    }]
  }) }
}

resource "aws_cognito_identity_pool" "this" {
  #checkov:skip=CKV_AWS_366:Guest access is off by default. A public page with Amplify may need it.

  for_each = local.identity_pools

  identity_pool_name               = replace(var.name, "/[^\\w\\s+=,.@-]/", "-")
  allow_unauthenticated_identities = each.value.allow_guests
  allow_classic_flow               = each.value.allow_classic_flow
  tags                             = var.tags

  # The hosts are those of Amplify's auth construct (aws-amplify/amplify-backend, oauthProviderToProviderDomainMap).
  supported_login_providers = { for host, app in {
    "accounts.google.com" = each.value.login_providers.google
    "appleid.apple.com"   = each.value.login_providers.apple
    "graph.facebook.com"  = each.value.login_providers.facebook
    "www.amazon.com"      = each.value.login_providers.amazon
  } : host => app if app != null }
  openid_connect_provider_arns = each.value.login_providers.openid_connect_arns
  saml_provider_arns           = sort(each.value.login_providers.saml_arns)

  dynamic "cognito_identity_providers" {
    for_each = toset(local.identity_pool_client)

    content {
      client_id               = aws_cognito_user_pool_client.this[cognito_identity_providers.value].id
      provider_name           = aws_cognito_user_pool.this.endpoint
      server_side_token_check = true
    }
  }
}

resource "aws_iam_role" "identity_pool" {
  for_each = toset(var.identity_pool == null ? [] : var.identity_pool.allow_guests ? ["authenticated", "unauthenticated"] : ["authenticated"])

  # IAM appends 26 characters to a prefix, and a role name has at most 64.
  name_prefix = "${substr(replace(var.name, "/[^\\w+=,.@-]/", "-"), 0, 30)}-${each.key == "authenticated" ? "auth" : "unauth"}-"
  description = "What ${each.key} users of ${replace(var.name, "/[^\\w\\s+=,.@-]/", "-")} may do in AWS"
  tags        = var.tags

  assume_role_policy = local.identity_pool_trust[each.key]
}

# As Amplify's auth construct makes them for its groups (aws-amplify/amplify-backend, setupUserPoolGroups).
resource "aws_iam_role" "group" {
  for_each = toset([for name, group in var.groups : name if group.create_role])

  # IAM appends 26 characters to a prefix, and a role name has at most 64.
  name_prefix        = "${substr(replace(var.name, "/[^\\w+=,.@-]/", "-"), 0, 18)}-${substr(replace(each.key, "/[^\\w+=,.@-]/", "-"), 0, 18)}-"
  description        = "What users of ${replace(var.name, "/[^\\w+=,.@-]/", "-")} in the group ${replace(each.key, "/[^\\w+=,.@-]/", "-")} may do in AWS"
  assume_role_policy = local.identity_pool_trust["authenticated"]
  tags               = var.tags
}

resource "aws_cognito_identity_pool_roles_attachment" "this" {
  for_each = local.identity_pools

  identity_pool_id = aws_cognito_identity_pool.this["this"].id
  roles            = { for key, role in aws_iam_role.identity_pool : key => role.arn }

  # Users in a group get the role of the group.
  dynamic "role_mapping" {
    for_each = toset(local.identity_pool_client)

    content {
      identity_provider         = "${aws_cognito_user_pool.this.endpoint}:${aws_cognito_user_pool_client.this[role_mapping.value].id}"
      type                      = "Token"
      ambiguous_role_resolution = "AuthenticatedRole"
    }
  }
}
