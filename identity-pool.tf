# AWS credentials for the pool's users, with the trust policies and role mapping of Amplify Auth.

locals {
  identity_pools       = var.identity_pool == null ? {} : { this = var.identity_pool }
  identity_pool_client = var.identity_pool == null ? [] : coalesce(var.identity_pool.client_keys, [for key, client in var.clients : key if !client.generate_secret])
}

resource "aws_cognito_identity_pool" "this" {
  #checkov:skip=CKV_AWS_366:Guest access is off by default. A public page with Amplify may need it.

  for_each = local.identity_pools

  identity_pool_name               = replace(var.name, "/[^\\w\\s+=,.@-]/", "-")
  allow_unauthenticated_identities = each.value.allow_guests
  allow_classic_flow               = each.value.allow_classic_flow
  tags                             = var.tags

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

  # Not a data source: Terraform would read it again with each change of the identity pool, and report a
  # change of the role that does not exist.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "cognito-identity.amazonaws.com" }
      Condition = {
        StringEquals             = { "cognito-identity.amazonaws.com:aud" = aws_cognito_identity_pool.this["this"].id }
        "ForAnyValue:StringLike" = { "cognito-identity.amazonaws.com:amr" = each.key }
      }
    }]
  })
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
