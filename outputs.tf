output "user_pool_id" {
  description = "ID of the user pool."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "ARN of the user pool."
  value       = aws_cognito_user_pool.this.arn
}

output "issuer_url" {
  description = "URL of the token issuer of the pool: the claim `iss` of its tokens, and the issuer of a JWT authorizer."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "jwks_url" {
  description = "URL of the public keys that verify the pool's tokens (JSON Web Key Set)."
  value       = "https://${aws_cognito_user_pool.this.endpoint}/.well-known/jwks.json"
}

output "user_pool_endpoint" {
  description = "Host and path of the token issuer of the pool, without `https://`."
  value       = aws_cognito_user_pool.this.endpoint
}

output "client_ids" {
  description = "IDs of the app clients, by the keys of `clients`."
  value       = local.client_ids
}

output "client_secrets" {
  description = "Secrets of the app clients that have one, by the keys of `clients`."
  value       = { for key, client in aws_cognito_user_pool_client.this : key => client.client_secret if var.clients[key].generate_secret }
  sensitive   = true
}

output "email_configuration" {
  description = "The pool's email configuration, with the attribute names of CloudFormation and CDK's `cfnUserPool`: `emailSendingAccount`, `sourceArn`, `from`, `replyToEmailAddress`, `configurationSet`."
  value       = local.email_configuration
}

output "sms_configuration" {
  description = "The pool's SMS configuration, with the attribute names of CloudFormation and CDK's `cfnUserPool`: `externalId`, `snsCallerArn`, `snsRegion`; null if the pool sends no SMS."
  value       = local.sms_configuration
}

output "domain" {
  description = <<-EOT
    Domain of the hosted pages; null without a domain.
    - `host`: your own domain, or the one with the prefix if you have none.
    - `prefix_host`: the domain with the prefix; null without a prefix.
    - `cloudfront_host`, `cloudfront_zone_id`: the CloudFront distribution of `host`, to which your own domain must point, and its hosted zone ID for an alias record in Route 53.
  EOT
  value       = local.domain
}

output "identity_pool_id" {
  description = "ID of the identity pool; null if there is none."
  value       = one([for pool in aws_cognito_identity_pool.this : pool.id])
}

output "identity_pool_roles" {
  description = "Roles of the identity pool, to attach policies to: `authenticated` and, if guests are allowed, `unauthenticated`, each with `arn` and `name`."
  value       = { for key, role in aws_iam_role.identity_pool : key => { arn = role.arn, name = role.name } }
}

output "group_roles" {
  description = "Roles that the module created for `groups`, to attach policies to: by the names of the groups, each with `arn` and `name`."
  value       = { for group, role in aws_iam_role.group : group => { arn = role.arn, name = role.name } }
}

output "phone_numbers" {
  description = "The leased phone numbers in E.164 form, by the keys of `sms.origination.phone_numbers`."
  value       = one([for origination in module.sms_origination : origination.phone_numbers])
}

output "phone_number_arns" {
  description = "ARNs of the phone numbers, leased or taken by ARN, by the keys of `sms.origination.phone_numbers`."
  value       = one([for origination in module.sms_origination : origination.phone_number_arns])
}

output "feedback_topic_arn" {
  description = "ARN of the SNS topic for bounces and complaints; null if there is none."
  value       = one([for identity in module.email_identity : identity.feedback_topic_arn])
}

output "dedicated_ip_pool" {
  description = "Name of the created pool of dedicated IP addresses; null if there is none."
  value       = one([for identity in module.email_identity : identity.dedicated_ip_pool])
}

output "alarm_topic_arn" {
  description = "ARN of the SNS topic that the alarms notify; null if there is none."
  value       = one([for alarms in module.alarms : alarms.topic_arn])
}

output "amplify_outputs" {
  description = "Contents of `amplify_outputs.json`, valid against Amplify's schema; write the file with `terraform output -json amplify_outputs`. Null if every client has a secret."
  value       = one(local.amplify_outputs)
}

output "dns_records" {
  description = "DNS records for the domain of the sender and your own domain of the hosted pages: `name`, `type`, `value`, `ttl` in seconds, `purpose`. With `email.route53` the module publishes the records of the sender."
  value       = local.dns_records
}

output "manual_steps" {
  description = "Manual steps that remain with these inputs, because AWS has no API for them or they need a decision: one sentence each."
  value       = local.manual_steps
}
