output "user_pool_id" {
  description = "ID of the user pool."
  value       = module.auth.user_pool_id
}

output "client_id" {
  description = "ID of the app client `web`."
  value       = module.auth.client_ids["web"]
}

output "sender" {
  description = "Address that email is sent from."
  value       = local.sender
}

output "function_arn" {
  description = "ARN of the sending function."
  value       = aws_lambda_function.sender.arn
}

output "key_arn" {
  description = "ARN of the key with which Cognito encrypts the codes."
  value       = aws_kms_key.codes.arn
}

output "log_group" {
  description = "Name of the log group of the function."
  value       = aws_cloudwatch_log_group.sender.name
}

output "table" {
  description = "Name of the table with the counters of the limits."
  value       = aws_dynamodb_table.limits.name
}

output "dns_records" {
  description = "DNS records to publish, for the sender in both regions."
  value       = concat(module.identity.dns_records, module.second_identity.dns_records)
}

output "manual_steps" {
  description = "Steps that remain before the function can send to everybody."
  value       = concat(module.auth.manual_steps, module.identity.manual_steps, module.second_identity.manual_steps)
}
