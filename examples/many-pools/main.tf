# A pool for each tenant from one module block. Adding or removing a tenant does not affect the others.

variable "tenants" {
  description = "The tenants, by key: the display name of their sender, and whether their users may enrol in MFA (default: true)."
  type = map(object({
    from_name = string
    mfa       = optional(bool, true)
  }))
  default = {
    blue  = { from_name = "Blue" }
    green = { from_name = "Green & Sons", mfa = false }
  }
}

variable "domain" {
  description = "Parent domain. Each tenant sends from a separate subdomain."
  type        = string
  default     = "example.net"
}

module "auth" {
  source   = "../../"
  for_each = var.tenants

  name = "tenant-${each.key}"

  email = {
    identity     = { domain = "${each.key}.${var.domain}" }
    from_address = "no-reply@${each.key}.${var.domain}"
    from_name    = each.value.from_name
  }

  sms     = {}
  mfa     = { configuration = each.value.mfa ? "OPTIONAL" : "OFF" }
  clients = { web = {} }

  # Only to try it out. Remove it in production.
  deletion_protection = false
}

output "user_pool_ids" {
  description = "IDs of the user pools, by tenant."
  value       = { for key, auth in module.auth : key => auth.user_pool_id }
}

output "dns_records" {
  description = "DNS records to publish, for all tenants."
  value       = flatten([for auth in module.auth : auth.dns_records])
}
