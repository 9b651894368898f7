# The inputs of modules/sms-pool without its resources, which need version 6 of the provider. The other files are links.

output "waiting" {
  value = local.waiting
}

output "existing" {
  value = local.existing
}

output "has_pool" {
  value = local.has_pool
}

output "pool_country" {
  value = local.pool_country
}

output "statements" {
  value = local.statements
}
