output "id" {
  description = "ID of the user pool."
  value       = aws_cognito_user_pool.this.id
}

output "arn" {
  description = "ARN of the user pool."
  value       = aws_cognito_user_pool.this.arn
}

output "endpoint" {
  description = "Host and path of the pool's token issuer, without `https://`."
  value       = aws_cognito_user_pool.this.endpoint
}

output "client_ids" {
  description = "IDs of the app clients, by key."
  value       = { for key, client in aws_cognito_user_pool_client.this : key => client.id }
}

output "client_secrets" {
  description = "Secrets of the app clients that have one, by key."
  value       = { for key, client in aws_cognito_user_pool_client.this : key => client.client_secret if var.clients[key].generate_secret }
  sensitive   = true
}

output "email_configuration" {
  description = "The pool's email configuration, in the names that CloudFormation and CDK use."
  value = {
    emailSendingAccount = var.email.sending_account
    sourceArn           = var.email.source_arn
    from                = var.email.from
    replyToEmailAddress = var.email.reply_to_address
    configurationSet    = var.email.configuration_set
  }
}

output "sms_configuration" {
  description = "The pool's SMS configuration, in the names that CloudFormation and CDK use; null if it sends none."
  value = var.sms == null ? null : {
    externalId   = var.sms.external_id
    snsCallerArn = var.sms.role_arn
    snsRegion    = local.sns_region
  }
}

output "domain" {
  description = "The hosted pages' domain: `host`, and `cloudfront_host` to which a domain of your own must point; null without one."
  value = one([for domain in aws_cognito_user_pool_domain.this : {
    host            = var.domain.name != null ? domain.domain : "${domain.domain}.auth.${local.region}.amazoncognito.com"
    cloudfront_host = domain.cloudfront_distribution
  }])
}

output "identity_pool_id" {
  description = "ID of the identity pool; null without one."
  value       = one([for pool in aws_cognito_identity_pool.this : pool.id])
}

output "identity_pool_roles" {
  description = "Roles of the identity pool, `authenticated` and, with guests, `unauthenticated`: each its `arn` and `name`, to attach policies to."
  value       = { for key, role in aws_iam_role.identity_pool : key => { arn = role.arn, name = role.name } }
}

output "username_attributes" {
  description = "What stands for the username."
  value       = sort(local.username_attributes)
}

output "auto_verified_attributes" {
  description = "What is verified at sign-up."
  value       = sort(local.auto_verified_attributes)
}

output "required_attributes" {
  description = "Standard attributes that sign-up must give."
  value       = sort([for name, a in local.attributes : name if a.required])
}

output "mfa_methods" {
  description = "Second factors that users can enrol."
  value       = sort(local.mfa_methods)
}
