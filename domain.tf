resource "aws_cognito_user_pool_domain" "this" {
  for_each = nonsensitive(var.domain == null) ? {} : { this = var.domain }

  user_pool_id          = aws_cognito_user_pool.this.id
  domain                = each.value.prefix != null ? each.value.prefix : each.value.name
  certificate_arn       = each.value.certificate_arn
  managed_login_version = each.value.managed_login_version
}

locals {
  domain = one([for domain in aws_cognito_user_pool_domain.this : {
    host            = var.domain.name != null ? domain.domain : "${domain.domain}.auth.${local.region}.amazoncognito.com"
    cloudfront_host = domain.cloudfront_distribution
  }])
}

resource "aws_cognito_user_pool_ui_customization" "this" {
  for_each = var.ui_customization

  # The pages exist only if the pool has a domain.
  user_pool_id = aws_cognito_user_pool_domain.this["this"].user_pool_id
  client_id    = each.key == "ALL" ? null : aws_cognito_user_pool_client.this[each.key].id
  css          = each.value.css
  image_file   = each.value.image_file
}
