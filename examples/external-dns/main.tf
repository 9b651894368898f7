# A sender whose DNS is not in Route 53. Publish the records of the outputs by hand, or pass them to the
# Terraform provider of your DNS service.
#
#   terraform apply
#   terraform output -raw zone_file     publish these
#   terraform apply                     switches the pool to SES, once SES has found the records

variable "domain" {
  description = "Domain that email is sent from."
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

  # Only to try it out. Remove it in production.
  deletion_protection = false
}

output "dns_records" {
  description = "DNS records to publish: name, type, value, ttl, purpose."
  value       = module.auth.dns_records
}

output "zone_file" {
  description = "The same records as a zone file."
  value = join("", [for record in module.auth.dns_records :
    "${record.name}. ${record.ttl} IN ${record.type} ${record.type == "TXT" ? "\"${record.value}\"" : "${record.value}."}\n"
  ])
}

output "manual_steps" {
  description = "Manual steps that remain."
  value       = module.auth.manual_steps
}
