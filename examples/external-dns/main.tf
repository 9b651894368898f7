# A sender whose DNS is somewhere else than in Route 53: the records come out as a table, to be typed
# in by hand or handed to another provider.
#
#   terraform apply
#   terraform output -raw zone_file     publish these
#   terraform apply                     switches the pool to SES once it has seen them

variable "domain" {
  description = "Domain that mail is sent from."
  type        = string
  default     = "external.example.com"
}

module "auth" {
  source = "../../"

  name = "external-dns"

  email = {
    identity     = { domain = var.domain }
    from_address = "no-reply@${var.domain}"
    from_name    = "Example"
    dmarc        = { policy = "none", report_addresses = ["dmarc@${var.domain}"] }
  }

  clients = { web = {} }

  # For trying it out only. Leave it out in production.
  deletion_protection = false
}

output "dns_records" {
  description = "Records to publish: name, type, value, ttl, purpose."
  value       = module.auth.dns_records
}

output "zone_file" {
  description = "The same records in the form of a zone file."
  value = join("", [for record in module.auth.dns_records :
    "${record.name}. ${record.ttl} IN ${record.type} ${record.type == "TXT" ? "\"${record.value}\"" : "${record.value}."}\n"
  ])
}

output "manual_steps" {
  description = "What is left for a person to do."
  value       = module.auth.manual_steps
}
