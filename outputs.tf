output "user_pool_id" {
  description = "ID of the user pool."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "ARN of the user pool."
  value       = aws_cognito_user_pool.this.arn
}

output "user_pool_endpoint" {
  description = "Host and path of the pool's token issuer, without `https://`."
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
  description = "The pool's email configuration, in the names that CloudFormation and CDK's `cfnUserPool` use: `emailSendingAccount`, `sourceArn`, `from`, `replyToEmailAddress`, `configurationSet`."
  value       = local.email_configuration
}

output "sms_configuration" {
  description = "The pool's SMS configuration, in the names that CloudFormation and CDK's `cfnUserPool` use: `externalId`, `snsCallerArn`, `snsRegion`; null if the pool sends none."
  value       = local.sms_configuration
}

output "domain" {
  description = "The hosted pages' domain: `host`, and `cloudfront_host`, to which a domain of your own must point; null without one."
  value       = local.domain
}

output "identity_pool_id" {
  description = "ID of the identity pool; null without one."
  value       = one([for pool in aws_cognito_identity_pool.this : pool.id])
}

output "identity_pool_roles" {
  description = "Roles of the identity pool, `authenticated` and, with guests, `unauthenticated`: each its `arn` and `name`, to attach policies to."
  value       = { for key, role in aws_iam_role.identity_pool : key => { arn = role.arn, name = role.name } }
}

output "phone_numbers" {
  description = "The leased phone numbers in E.164 form, by the keys of `sms.origination.phone_numbers`."
  value       = one([for origination in module.sms_origination : origination.phone_numbers])
}

output "feedback_topic_arn" {
  description = "ARN of the SNS topic that is told of bounces and complaints; null without one."
  value       = one([for identity in module.email_identity : identity.feedback_topic_arn])
}

output "alarm_topic_arn" {
  description = "ARN of the SNS topic that alarms go to; null without one."
  value       = one([for alarms in module.alarms : alarms.topic_arn])
}

output "amplify_outputs" {
  description = "Contents of `amplify_outputs.json`, valid against Amplify's schema; write it with `terraform output -json amplify_outputs`. null without a client that has no secret."
  value       = one(local.amplify_outputs)
}

output "dns_records" {
  description = "DNS records for the sender's domain and the hosted pages' own domain: `name`, `type`, `value`, `ttl` in seconds, `purpose`. With `email.route53` the sender's are published already."
  value       = local.dns_records
}

output "manual_steps" {
  description = "What is left for a person to do, since no API does it, given these inputs: one sentence each."
  value       = local.manual_steps
}
