output "user_pool_id" {
  description = "ID of the user pool."
  value       = module.user_pool.id
}

output "user_pool_arn" {
  description = "ARN of the user pool."
  value       = module.user_pool.arn
}

output "user_pool_endpoint" {
  description = "Host and path of the pool's token issuer, without `https://`."
  value       = module.user_pool.endpoint
}

output "client_ids" {
  description = "IDs of the app clients, by the keys of `clients`."
  value       = module.user_pool.client_ids
}

output "client_secrets" {
  description = "Secrets of the app clients that have one, by the keys of `clients`."
  value       = module.user_pool.client_secrets
  sensitive   = true
}

output "email_configuration" {
  description = "The pool's email configuration, in the names that CloudFormation and CDK's `cfnUserPool` use: `emailSendingAccount`, `sourceArn`, `from`, `replyToEmailAddress`, `configurationSet`."
  value       = module.user_pool.email_configuration
}

output "sms_configuration" {
  description = "The pool's SMS configuration, in the names that CloudFormation and CDK's `cfnUserPool` use: `externalId`, `snsCallerArn`, `snsRegion`; null if the pool sends none."
  value       = module.user_pool.sms_configuration
}

output "dns_records" {
  description = "DNS records to publish for the sender's domain: `name`, `type`, `value`, `ttl` in seconds, `purpose`. Empty if no domain identity is created."
  value       = try(module.email_identity["this"].dns_records, [])
}

output "manual_steps" {
  description = "What is left for a person to do, since no API does it, given these inputs: one sentence each."
  value       = local.manual_steps
}
