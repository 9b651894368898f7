# Which identities can be in the pool at once, and which have to wait for a registration.

locals {
  # AWS End User Messaging SMS User Guide, "Dedicated number registration forms" (long codes), "Registration
  # support" (toll-free numbers of the US, and of Canada, whose registrations are very similar) and "Sender IDs".
  registered_long_codes = ["AT", "AU", "CL", "DE", "DK", "ES", "FI", "GB", "HK", "HU", "IN", "IT", "NL", "NO", "PL", "PT", "SE"]
  registered_toll_free  = ["CA", "US"]
  registered_sender_ids = ["AE", "AT", "AU", "BD", "BY", "EG", "ES", "FI", "ID", "IE", "IN", "JO", "KE", "KH", "KW", "KZ", "LK", "PH", "QA", "RU", "SA", "SG", "TH", "TR", "VN"]
  without_sender_ids    = ["CA", "CN", "US"]

  # Numbers that exist have no country, and an ARN that may be unknown. A value may be sensitive; that it is set
  # is not.
  leased   = { for key, number in var.phone_numbers : key => number if nonsensitive(number.country != null) }
  existing = { for key, number in var.phone_numbers : key => number.arn if nonsensitive(number.country == null) }

  is_active = {
    for key, number in local.leased : key => number.active != null ? number.active : !(
      number.registration_id != null ||
      number.type == "TEN_DLC" ||
      (number.type == "TOLL_FREE" && contains(local.registered_toll_free, number.country)) ||
      (number.type == "LONG_CODE" && contains(local.registered_long_codes, number.country))
    )
  }
  waiting = [for key, active in local.is_active : key if !active]

  has_pool = length(local.existing) + length(var.sender_ids) + length([for active in values(local.is_active) : active if active]) > 0

  # AWS needs the country of a pool with a sender ID. One with numbers only can have several countries.
  pool_country = one(distinct([for sender in var.sender_ids : sender.country]))
}
