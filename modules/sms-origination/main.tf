# Phone numbers that SMS comes from, and SMS settings of the account. Use it with a provider for the region
# that the user pool sends SMS from (sns_region).

data "aws_region" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5, as in the top-level module.
  region = one([for found in [data.aws_region.current] : try(found.region, found.id)])

  # Countries whose numbers are PENDING until people have approved a registration, which takes days to weeks.
  # AWS End User Messaging SMS User Guide, "Dedicated number registration forms" (long codes) and "Registration
  # support" (toll-free numbers of the US, and of Canada, whose registrations are very similar).
  registered_long_codes = ["AT", "AU", "CL", "DE", "DK", "ES", "FI", "GB", "HK", "HU", "IN", "IT", "NL", "NO", "PL", "PT", "SE"]
  registered_toll_free  = ["CA", "US"]

  # Numbers that exist have no country, and an ARN that may be unknown. A value may be sensitive; that it is set
  # is not.
  leased = { for key, number in var.phone_numbers : key => number if nonsensitive(number.country != null) }
}

resource "aws_pinpointsmsvoicev2_opt_out_list" "this" {
  for_each = toset(compact([var.opt_out_list]))

  name = each.key
  tags = var.tags
}

resource "aws_pinpointsmsvoicev2_phone_number" "this" {
  for_each = local.leased

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

# The same guide, "Requesting dedicated long codes": most countries want a registration. Not confirmed for these.
check "registration_is_not_needed" {
  assert {
    condition     = alltrue([for number in local.leased : number.imported || number.type == "SIMULATOR"])
    error_message = "AWS may want a registration for ${join(", ", [for key, number in local.leased : "${key} (${number.country}, ${number.type})" if !number.imported && number.type != "SIMULATOR"])}. The number is then PENDING, and the apply fails after 30 minutes: run `terraform untaint` for it, and apply again once it is ACTIVE. Set imported = true once it is ACTIVE, to remove this warning."
  }
}
