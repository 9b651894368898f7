locals {
  # A prefix without a name may be unknown until the apply, because nothing here asks whether it is null.
  domain_kinds = nonsensitive(var.domain == null) ? [] : nonsensitive(var.domain.name == null) ? ["prefix"] : nonsensitive(var.domain.prefix == null) ? ["name"] : ["name", "prefix"]
}

resource "aws_cognito_user_pool_domain" "this" {
  for_each = toset(local.domain_kinds)

  user_pool_id          = aws_cognito_user_pool.this.id
  domain                = var.domain[each.key]
  certificate_arn       = each.key == "name" ? var.domain.certificate_arn : null
  managed_login_version = var.domain.managed_login_version
}

locals {
  domain_hosts = { for kind, domain in aws_cognito_user_pool_domain.this : kind => kind == "name" ? domain.domain : "${domain.domain}.auth.${local.region}.amazoncognito.com" }

  # The pool's own domain comes first, because users know it.
  domain = length(local.domain_kinds) == 0 ? null : {
    host               = local.domain_hosts[local.domain_kinds[0]]
    prefix_host        = lookup(local.domain_hosts, "prefix", null)
    cloudfront_host    = aws_cognito_user_pool_domain.this[local.domain_kinds[0]].cloudfront_distribution
    cloudfront_zone_id = aws_cognito_user_pool_domain.this[local.domain_kinds[0]].cloudfront_distribution_zone_id
  }
}

resource "aws_cognito_user_pool_ui_customization" "this" {
  for_each = var.ui_customization

  # The pages exist only if the pool has a domain.
  user_pool_id = values(aws_cognito_user_pool_domain.this)[0].user_pool_id
  client_id    = each.key == "ALL" ? null : aws_cognito_user_pool_client.this[each.key].id
  css          = each.value.css
  image_file   = each.value.image_file
}
