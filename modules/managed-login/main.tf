# The styles of app clients, without which a domain with managed login shows no pages.
# Source: Cognito API Reference, CreateUserPoolDomain (ManagedLoginVersion) and CreateManagedLoginBranding.

resource "aws_cognito_managed_login_branding" "this" {
  for_each = var.clients

  user_pool_id = var.user_pool_id
  client_id    = each.value.client_id

  # Exactly one of the two. The provider compares settings as text, with the JSON that Terraform itself writes
  # (terraform-provider-aws#49785).
  use_cognito_provided_values = each.value.settings == null ? true : null
  settings                    = each.value.settings == null ? null : jsonencode(jsondecode(each.value.settings))

  dynamic "asset" {
    for_each = each.value.assets

    content {
      category   = asset.value.category
      color_mode = asset.value.color_mode
      extension  = asset.value.extension
      bytes      = asset.value.bytes
    }
  }
}
