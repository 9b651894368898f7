# A pool of phone numbers and sender IDs of AWS End User Messaging, and who may send from it. Use it with a provider
# for the region that the user pool sends SMS from (sns_region).

resource "aws_pinpointsmsvoicev2_phone_number" "this" {
  for_each = local.leased

  iso_country_code            = each.value.country
  number_type                 = each.value.type
  message_type                = var.message_type
  number_capabilities         = each.value.capabilities
  registration_id             = each.value.registration_id
  opt_out_list_name           = var.opt_out_list
  deletion_protection_enabled = each.value.deletion_protection
  wait_for_active             = local.is_active[each.key]
  tags                        = var.tags
}

resource "aws_pinpointsmsvoicev2_sender_id" "this" {
  for_each = var.sender_ids

  sender_id                   = each.value.sender_id
  iso_country_code            = each.value.country
  message_types               = [var.message_type]
  deletion_protection_enabled = each.value.deletion_protection
  tags                        = var.tags
}

resource "aws_pinpointsmsvoicev2_pool" "this" {
  for_each = toset(local.has_pool ? ["this"] : [])

  message_type                = var.message_type
  iso_country_code            = local.pool_country
  opt_out_list_name           = var.opt_out_list
  shared_routes_enabled       = var.shared_routes
  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  origination_identities = concat(
    values(local.existing),
    [for key, number in aws_pinpointsmsvoicev2_phone_number.this : number.arn if local.is_active[key]],
    [for sender in aws_pinpointsmsvoicev2_sender_id.this : sender.arn],
  )
}

# A policy without statements would be refused.
resource "aws_pinpointsmsvoicev2_resource_policy" "identity" {
  for_each = length(local.statements.identity) == 0 ? {} : merge(
    { for key, number in aws_pinpointsmsvoicev2_phone_number.this : "number ${key}" => number.arn },
    { for key, sender in aws_pinpointsmsvoicev2_sender_id.this : "sender ID ${key}" => sender.arn },
  )

  resource_arn = each.value

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in local.statements.identity : merge(statement, { Resource = each.value })]
  })
}

resource "aws_pinpointsmsvoicev2_resource_policy" "pool" {
  for_each = length(local.statements.pool) == 0 ? {} : aws_pinpointsmsvoicev2_pool.this

  resource_arn = each.value.arn

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in local.statements.pool : merge(statement, { Resource = each.value.arn })]
  })
}

check "sender_ids_are_registered" {
  assert {
    condition     = alltrue([for key, sender in aws_pinpointsmsvoicev2_sender_id.this : sender.registered if contains(local.registered_sender_ids, sender.iso_country_code)])
    error_message = "${join(", ", [for sender in var.sender_ids : "${sender.sender_id} (${sender.country})" if contains(local.registered_sender_ids, sender.country)])}: operators in this country block sender IDs that are not registered. Register it in the console."
  }
}
