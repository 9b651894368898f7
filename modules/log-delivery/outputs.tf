output "log_group_arn" {
  description = "ARN of the created log group; null if there is none."
  value       = one([for group in aws_cloudwatch_log_group.this : group.arn])
}
