# Phone numbers that SMS comes from, and SMS settings of the account. Use it with a provider for the region
# that the user pool sends SMS from (sns_region).

resource "aws_pinpointsmsvoicev2_opt_out_list" "this" {
  for_each = toset(compact([var.opt_out_list]))

  name = each.key
  tags = var.tags
}

resource "aws_pinpointsmsvoicev2_phone_number" "this" {
  for_each = var.phone_numbers

  iso_country_code            = each.value.country
  number_type                 = each.value.type
  message_type                = each.value.message_type
  number_capabilities         = each.value.capabilities
  registration_id             = each.value.registration_id
  deletion_protection_enabled = each.value.deletion_protection
  tags                        = var.tags

  opt_out_list_name = each.value.opt_out_list != null ? each.value.opt_out_list : one([for list in aws_pinpointsmsvoicev2_opt_out_list.this : list.name])
}

resource "aws_sns_sms_preferences" "this" {
  for_each = var.preferences == null ? {} : { this = var.preferences }

  monthly_spend_limit                   = each.value.monthly_spend_limit
  default_sms_type                      = each.value.default_sms_type
  default_sender_id                     = each.value.default_sender_id
  delivery_status_iam_role_arn          = each.value.delivery_status_role_arn
  delivery_status_success_sampling_rate = each.value.delivery_status_role_arn == null ? null : tostring(each.value.delivery_status_success_sampling_rate)
}
